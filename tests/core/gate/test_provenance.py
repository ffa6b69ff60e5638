"""The provenance of a release: what it is about, who published it, and whether it was there before."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import builders as b
import pytest
from attesting import GITHUB, a_provenance

from release_tasks.core.gate.provenance import provenance_verdict
from release_tasks.core.gate.verdicts import Failed, NotOffered, Passed, Verdict
from release_tasks.core.index import IndexFile
from release_tasks.core.provenance import (
    ExpectedPublisher,
    FileProvenance,
    Provenances,
    Publisher,
    parse_provenance,
)

OURS = Publisher(kind="GitHub", repository="acme/demo", workflow="release.yml", environment="pypi")
EXPECTED = ExpectedPublisher(publisher=OURS, because="origin")
FILES = tuple(
    replace(each, provenance=f"http://index.example/{each.name}.provenance")
    for each in b.listed(b.WHEEL, b.SDIST).files
)
BEFORE = (IndexFile(name="demo-1.2.0.tar.gz", url="", version="1.2.0", provenance="http://index.example/p"),)


def documents(**by_name: Any) -> Provenances:
    made = {
        each.name: FileProvenance(bundles=parse_provenance(a_provenance(each.name, each.sha256)))
        for each in FILES
    }
    return Provenances(of={**made, **by_name})


def of_wheel(name: str = b.WHEEL.name, sha256: str = b.WHEEL.sha256, **publisher: Any) -> Provenances:
    document = a_provenance(name, sha256, {**GITHUB, **publisher})
    return documents(**{b.WHEEL.name: FileProvenance(bundles=parse_provenance(document))})


def judged(provenances: Provenances | None = None, **changes: Any) -> Verdict:
    facts: dict[str, Any] = {
        "level": "exists",
        "files": FILES,
        "before": (),
        "provenances": documents() if provenances is None else provenances,
        "expected": EXPECTED,
    }
    return provenance_verdict(**(facts | changes))


def kinds(verdict: Verdict) -> list[str]:
    assert isinstance(verdict, Failed), verdict
    assert all(each.subject and each.remedy for each in verdict.findings)
    return [each.kind for each in verdict.findings]


def test_the_right_files_by_the_right_publisher_pass() -> None:
    verdict = judged()
    assert isinstance(verdict, Passed)
    assert [each.what for each in verdict.evidence] == [
        "2 files have provenance: GitHub acme/demo, release.yml, environment pypi (signatures not looked at)",
        "expected: GitHub acme/demo, release.yml, environment pypi",
    ]


def test_signatures_that_hold_are_told() -> None:
    verdict = judged(level="verify")
    assert isinstance(verdict, Passed)
    assert "(signatures verified)" in verdict.evidence[0].what


def test_what_nobody_wants_looked_at_says_so() -> None:
    verdict = judged(Provenances(), level="off", before=BEFORE)
    assert isinstance(verdict, Passed)
    assert verdict.evidence[0].what.startswith("provenance was not looked at")


def test_an_index_without_provenance_does_not_offer_it() -> None:
    verdict = judged(Provenances())
    assert isinstance(verdict, NotOffered)
    assert verdict.finding.kind == "no provenance is offered for these files"


def test_provenance_that_was_there_before_may_not_go() -> None:
    verdict = judged(Provenances(), before=BEFORE)
    assert kinds(verdict) == ["the release before had provenance, and this one has none"]
    silent = (replace(BEFORE[0], provenance=""),)
    assert isinstance(judged(Provenances(), before=silent), NotOffered)


def test_one_file_without_is_told_by_its_name() -> None:
    verdict = judged(Provenances(of={b.WHEEL.name: documents().of[b.WHEEL.name]}))
    assert kinds(verdict) == ["has no provenance, though other files of this release have"]
    assert isinstance(verdict, Failed)
    assert verdict.findings[0].subject == b.SDIST.name


def test_a_document_about_other_bytes_or_another_file_fails() -> None:
    assert kinds(judged(of_wheel(sha256="cc" * 32))) == ["its provenance is about other bytes"]
    assert kinds(judged(of_wheel(sha256=""))) == ["its provenance is about other bytes"]
    assert kinds(judged(of_wheel(name="demo-1.3.0-py2-none-any.whl"))) == [
        "its provenance is about another file"
    ]
    assert kinds(judged(of_wheel(name="nonsense"))) == ["its provenance is about another file"]


def test_a_name_spelled_another_way_is_the_same_file() -> None:
    assert isinstance(judged(of_wheel(name="Demo-1.3.0-py3-none-any.whl")), Passed)


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"repository": "evil/demo"}, "was published by another repository"),
        ({"workflow": "other.yml"}, "was published by another workflow"),
        ({"environment": "test"}, "was published by another environment"),
        ({"kind": "GitLab", "workflow_filepath": "release.yml"}, "was published by another host"),
    ],
)
def test_another_publisher_fails(changes: dict[str, str], kind: str) -> None:
    verdict = judged(of_wheel(**changes))
    assert kinds(verdict) == [kind]
    assert isinstance(verdict, Failed)
    assert verdict.findings[0].expected == str(OURS)


def test_only_what_we_know_is_expected() -> None:
    assert isinstance(judged(of_wheel(environment=None)), Passed)
    expected = ExpectedPublisher(publisher=Publisher(kind="GitHub", repository="Acme/Demo"), because="origin")
    assert isinstance(judged(of_wheel(workflow="other.yml"), expected=expected), Passed)
    assert kinds(judged(of_wheel(repository="evil/demo"), expected=expected)) == [
        "was published by another repository"
    ]


def test_a_publisher_that_nobody_can_hold_to_anything_is_not_proven() -> None:
    unknown = judged(expected=ExpectedPublisher(because="no checkout"))
    assert isinstance(unknown, NotOffered)
    assert (unknown.finding.kind, unknown.finding.found) == (
        "the publisher was compared with nothing",
        "no checkout",
    )
    google = {"kind": "Google", "email": "bot@index.example"}
    document = parse_provenance(a_provenance(b.WHEEL.name, b.WHEEL.sha256, google))
    verdict = judged(documents(**{b.WHEEL.name: FileProvenance(bundles=document)}))
    assert isinstance(verdict, NotOffered)
    assert verdict.finding.kind == "the publisher names no repository to compare with"


def test_without_a_sha256_the_bytes_are_not_proven() -> None:
    verdict = judged(files=(replace(FILES[0], sha256=""), FILES[1]))
    assert isinstance(verdict, NotOffered)
    assert verdict.finding.subject == b.WHEEL.name


def test_a_document_that_cannot_be_read_fails() -> None:
    broken = documents(**{b.WHEEL.name: FileProvenance(fault="it holds no attestation")})
    assert kinds(judged(broken)) == ["its provenance cannot be read"]


def test_a_signature_that_does_not_hold_fails_and_so_does_one_that_nobody_could_look_at() -> None:
    held = documents().of[b.WHEEL.name]
    forged = documents(**{b.WHEEL.name: replace(held, signature="the certificate is another one's")})
    assert kinds(judged(forged, level="verify")) == ["its attestation does not hold"]
    verdict = judged(replace(documents(), unverified="pypi-attestations is not installed"), level="verify")
    assert kinds(verdict) == ["no signature could be verified"]
    assert isinstance(verdict, Failed)
    assert "pip install" in verdict.findings[0].remedy
