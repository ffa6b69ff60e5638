"""Metadata beside the files and inside them, held to names, page and each other."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import builders as b
import pytest

from release_tasks.core.artifacts import Unreadable
from release_tasks.core.findings import Finding
from release_tasks.core.gate.metadata import judge_metadata
from release_tasks.core.gate.verdicts import Failed, NotOffered, Passed, Verdict
from release_tasks.core.index.contents import Content, Contents, CoreMetadataFiles

METADATA = b"Metadata-Version: 2.1\nName: Demo\nVersion: 1.3\nRequires-Python: >=3.9\n"


def judged(
    metadata: bytes | None = METADATA, content: Content | None = None, *, offered: bool = True, **listed: Any
) -> Verdict:
    digest = hashlib.sha256(METADATA).hexdigest()
    file = b.an_index_file(b.WHEEL, **{"metadata_sha256": digest, "requires_python": ">=3.9", **listed})
    return judge_metadata(
        "demo",
        (file,),
        CoreMetadataFiles(by_name={file.name: metadata} if offered else {}),
        Contents(by_name={file.name: content}) if content else None,
    )


def kinds(verdict: Verdict) -> list[str]:
    assert isinstance(verdict, Failed)
    assert all(each.subject and each.expected and each.remedy for each in verdict.findings)
    return [each.kind for each in verdict.findings]


def inside(**changes: Any) -> Content:
    opened = b.a_distribution(b.WHEEL, **{"requires_python": ">=3.9", **changes})
    return Content(sha256=b.WHEEL.sha256, opened=opened, metadata=METADATA)


def test_metadata_that_agrees_passes_and_says_how_many_files_have_it() -> None:
    verdict = judged()
    assert isinstance(verdict, Passed)
    assert verdict.evidence[0].what.endswith("1 of 1 files have it beside them")
    assert isinstance(judged(metadata_sha256=""), Passed)
    assert isinstance(judged(requires_python=None), Passed)


def test_an_index_without_any_does_not_offer_it() -> None:
    verdict = judged(offered=False)
    assert isinstance(verdict, NotOffered)
    assert "--deep" in verdict.finding.remedy


def test_what_is_promised_and_not_there() -> None:
    assert kinds(judged(None)) == ["its metadata is promised, and not there"]


def test_other_bytes_than_listed_are_not_read_at_all() -> None:
    assert kinds(judged(b"Name: evil\n")) == ["its metadata is not the bytes that are listed"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            b"Name: other\nVersion: 1.3.0\nRequires-Python: >=3.9\n",
            "the metadata beside it is that of another release",
        ),
        (
            b"Name: demo\nVersion: 1.4\nRequires-Python: >=3.9\n",
            "the metadata beside it is that of another release",
        ),
        (b"\xff\x00", "the metadata beside it is that of another release"),
        (
            b"Name: demo\nVersion: 1.3.0\nRequires-Python: >=3.8\n",
            "the page states another Requires-Python than the metadata beside it",
        ),
    ],
)
def test_contradictions_beside_the_file(text: bytes, kind: str) -> None:
    assert kind in kinds(judged(text, metadata_sha256=""))


def test_the_inside_of_a_downloaded_file_counts_and_needs_no_offer() -> None:
    assert isinstance(judged(content=inside()), Passed)
    verdict = judged(content=inside(), offered=False)
    assert isinstance(verdict, Passed)
    assert "none is offered beside them" in verdict.evidence[0].what
    assert kinds(judged(content=inside(metadata_version="1.4"))) == [
        "the metadata inside is that of another release"
    ]
    fault = Finding(kind="RECORD lies", subject=b.WHEEL.name, expected="x", remedy="build again")
    assert kinds(judged(content=inside(faults=(fault,)))) == ["RECORD lies"]
    torn = Content(opened=Unreadable(path=Path("x.whl"), reason="no zip"))
    assert kinds(judged(content=torn)) == ["cannot be read"]


def test_metadata_beside_that_is_not_the_one_inside() -> None:
    other = METADATA + b"Requires-Dist: evil\n"
    digest = hashlib.sha256(other).hexdigest()
    assert kinds(judged(other, inside(), metadata_sha256=digest)) == [
        "the metadata beside it is not the one inside"
    ]


def test_a_file_that_did_not_come_is_told_by_its_digest_alone() -> None:
    assert isinstance(judged(content=Content(fault="gone")), Passed)
