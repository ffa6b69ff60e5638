"""Digests: what the files are compared with, and what each difference is called."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import builders as b

from release_tasks.core.artifacts import BuiltFile
from release_tasks.core.gate.digests import KnownFiles, judge_digests, known_files
from release_tasks.core.gate.verdicts import Failed, NotOffered, Passed
from release_tasks.core.index.contents import Content, Contents
from release_tasks.core.ledger import Ledger

TESTED = KnownFiles(files=b.FILES, source="dist")
LISTED = tuple(b.an_index_file(each, size=each.size) for each in b.FILES)
NOTHING = b.some_artifacts()


def known(artifacts: Any = NOTHING, ledger: Ledger | None = None, *, by_ci: bool = False) -> KnownFiles:
    return known_files(artifacts, ledger or b.a_ledger(), "Demo", "1.3.0", "pypi", by_ci=by_ci)


def kinds(verdict: object) -> list[str]:
    assert isinstance(verdict, Failed)
    assert all(each.subject and each.expected and each.found and each.remedy for each in verdict.findings)
    return [each.kind for each in verdict.findings]


def test_the_files_in_dist_come_first_then_the_manifest_then_the_upload() -> None:
    assert known(b.some_artifacts(*b.FILES), b.a_ledger(b.an_upload(b.WHEEL))) == KnownFiles(
        files=b.FILES, source="/work/demo/dist"
    )
    gone = b.some_artifacts(*b.FILES, distributions=())
    assert known(gone, b.a_ledger(b.an_upload(b.WHEEL))) == KnownFiles(
        files=b.FILES, source="the manifest of the build"
    )
    uploaded = known(ledger=b.a_ledger(b.an_upload(b.WHEEL)))
    assert (uploaded.names, uploaded.source) == ((b.WHEEL.name,), "the record of the upload")


def test_files_of_another_project_beside_them_are_not_ours() -> None:
    theirs = b.a_distribution(BuiltFile(name="other-1.3.0.tar.gz", sha256="ee" * 32, size=1), name="other")
    ours = b.some_artifacts(*b.FILES)
    both = b.some_artifacts(distributions=(*ours.distributions, theirs))
    assert known(both).files == b.FILES


def test_where_there_is_nothing_the_reason_and_the_way_are_told() -> None:
    for nothing in (
        known(),
        known(ledger=b.a_ledger(b.an_upload(b.WHEEL, role="testpypi"))),
        known(by_ci=True),
    ):
        assert not nothing.files
        assert nothing.lacking
        assert "--dist" in nothing.remedy
    assert known(b.some_artifacts(*b.FILES), by_ci=True).lacking.startswith("CI built them")


def test_equal_digests_pass_and_say_with_what() -> None:
    verdict = judge_digests(LISTED, TESTED)
    assert isinstance(verdict, Passed)
    assert verdict.evidence[0].what == "all 2 files are, by sha256, those of dist"


def test_other_bytes_foreign_files_and_other_sizes() -> None:
    other = b.an_index_file(b.WHEEL, sha256="cc" * 32)
    foreign = b.an_index_file(BuiltFile(name="demo-1.3.0-py2-none-any.whl", sha256="dd" * 32, size=1))
    assert kinds(judge_digests((other, foreign, LISTED[1]), TESTED)) == [
        "not the bytes that were tested",
        "listed, but not among the tested files",
    ]
    assert kinds(judge_digests((b.an_index_file(b.WHEEL, size=11),), TESTED)) == [
        "not the size of the tested file"
    ]
    assert isinstance(judge_digests((b.an_index_file(b.WHEEL, size=None),), TESTED), Passed)


def test_an_index_without_digests_does_not_offer_them_and_deep_takes_them_itself() -> None:
    silent = tuple(b.an_index_file(each, sha256="") for each in b.FILES)
    verdict = judge_digests(silent, TESTED)
    assert isinstance(verdict, NotOffered)
    assert verdict.word == "not offered"
    assert "--deep" in verdict.finding.remedy
    got = Contents(by_name={each.name: Content(sha256=each.sha256, size=each.size) for each in b.FILES})
    assert isinstance(judge_digests(silent, TESTED, got), Passed)
    wrong = Contents(by_name={each.name: Content(sha256="cc" * 32) for each in b.FILES})
    assert len(kinds(judge_digests(silent, TESTED, wrong))) == 2


def test_nothing_to_compare_with_is_told_and_no_success() -> None:
    verdict = judge_digests(LISTED, known())
    assert isinstance(verdict, NotOffered)
    assert (verdict.word, verdict.finding.kind) == ("not compared", "nothing to compare with")


def test_a_file_that_does_not_come_as_listed_fails_whatever_it_is_compared_with() -> None:
    broken = Contents(
        by_name={b.WHEEL.name: Content(fault="other bytes"), b.SDIST.name: Content(sha256="bb" * 32)}
    )
    assert kinds(judge_digests(LISTED, known(), broken)) == ["does not come as it is listed"]


def test_a_manifest_of_another_version_or_of_nothing_and_other_records_do_not_count() -> None:
    other = b.some_artifacts(*b.FILES, distributions=())
    assert other.manifest
    for manifest in (replace(other.manifest, version="1.2.0"), replace(other.manifest, files=())):
        assert known(replace(other, manifest=manifest)).files == ()
    elsewhere = b.a_ledger(b.an_entry("index-install", "x", role="pypi", files=[]))
    assert known(ledger=elsewhere).files == ()
    assert known(ledger=b.a_ledger(b.an_upload(b.WHEEL, role="testpypi"))).files == ()


def test_a_size_that_the_record_does_not_hold_is_not_compared() -> None:
    uploaded = known(ledger=b.a_ledger(b.an_upload(b.WHEEL)))
    assert isinstance(judge_digests((b.an_index_file(b.WHEEL, size=10),), uploaded), Passed)


def test_a_foreign_file_is_named_with_its_digest() -> None:
    foreign = b.an_index_file(BuiltFile(name="demo-1.3.0-py2-none-any.whl", sha256="dd" * 32, size=1))
    verdict = judge_digests((*LISTED, foreign), TESTED)
    assert isinstance(verdict, Failed)
    assert verdict.findings[0].found == f"sha256 {'dd' * 32}"
