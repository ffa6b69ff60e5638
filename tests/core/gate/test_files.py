"""The files of a release: each fault alone, and what is none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import builders as b
import pytest

from release_tasks.core.artifacts import BuiltFile
from release_tasks.core.findings import Finding
from release_tasks.core.gate.files import judge_files
from release_tasks.core.gate.sdist import SdistBefore
from release_tasks.core.gate.verdicts import Failed, Passed
from release_tasks.core.index import IndexFile, IndexPage


def listed(name: str, **changes: Any) -> IndexFile:
    return b.an_index_file(BuiltFile(name=name, sha256="ab" * 32, size=1), **{"size": 5000, **changes})


WHEEL, SDIST = listed("demo-1.3.0-py3-none-any.whl"), listed("demo-1.3.0.tar.gz")


def judged(*files: IndexFile, **held_to: Any) -> Passed | Failed:
    page: dict[str, Any] = {key: held_to.pop(key) for key in ("status", "status_reason") if key in held_to}
    verdict = judge_files(b.a_page(*files, **page), "1.3.0", **held_to)
    assert isinstance(verdict, Passed | Failed)
    return verdict


def fault(*files: IndexFile, **held_to: Any) -> Finding:
    """The one finding; each has to say what helps."""
    verdict = judged(*files, **held_to)
    assert isinstance(verdict, Failed)
    (finding,) = verdict.findings
    assert all((finding.subject, finding.expected, finding.remedy))
    return finding


def passed(*files: IndexFile, **held_to: Any) -> str:
    verdict = judged(*files, **held_to)
    assert isinstance(verdict, Passed), verdict
    return verdict.evidence[0].what


def test_a_whole_release_passes_and_is_told_in_a_line() -> None:
    dated = {"uploaded": "2026-01-02T03:04:05.000006Z", "requires_python": ">=3.9, !=3.10.0"}
    files = (listed(WHEEL.name, **dated), listed(SDIST.name, **dated))
    assert passed(*files) == "1 wheel and 1 sdist, 9.8 KiB, since 2026-01-02, Python >=3.9,!=3.10.0"


def test_what_an_index_keeps_to_itself_is_told() -> None:
    page = IndexPage(endpoint=b.an_endpoint(), project="demo", files=(b.an_index_file(),))
    verdict = judge_files(page, "1.3.0")
    assert verdict.evidence[0].what == "1 wheel, the index states no size, no upload time, no status"
    verdict = judge_files(page, "1.3.0", requires_python=">=3.9")
    assert verdict.evidence[0].what.endswith(", no status, no Requires-Python"), "the project states one"


def test_a_tested_file_that_is_not_listed_fails() -> None:
    finding = fault(WHEEL, tested=(WHEEL.name, SDIST.name), sdist=SdistBefore(before="1.2.0"))
    assert (finding.kind, finding.subject, finding.found) == (
        "tested, but not listed",
        SDIST.name,
        "1 of them",
    )


def test_yanked_files_are_one_fault_a_reason() -> None:
    yanked = [listed(each.name, yanked=True, yanked_reason="broken") for each in (WHEEL, SDIST)]
    assert fault(*yanked).subject == "all 2 files"
    assert fault(WHEEL, yanked[1]).subject == SDIST.name
    assert fault(listed(WHEEL.name, yanked=True)).found == "no reason is given"
    other = listed("demo-1.3.0-cp312-cp312-win32.whl", yanked=True, yanked_reason="another")
    verdict = judged(*yanked, other)
    assert isinstance(verdict, Failed)
    assert [each.found for each in verdict.findings] == ["broken", "another"]


@pytest.mark.parametrize(
    "name",
    [
        "demo-1.3.0-py3-none.whl",
        "other-1.3.0-py3-none-any.whl",
        "demo-1.4.0-py3-none-any.whl",
        "demo-1.3.0-build-py3-none-any.whl",
    ],
)
def test_a_wheel_that_is_named_for_something_else(name: str) -> None:
    assert fault(listed(name)).kind == "installers do not take it for a wheel of this release"


def test_spelling_is_no_fault() -> None:
    page = b.a_page(listed("Foo_Bar-1.3-py3-none-any.whl", version="1.3"), project="foo.bar")
    assert isinstance(judge_files(page, "1.3.0"), Passed)


@pytest.mark.parametrize(
    ("files", "page", "kind"),
    [
        ((WHEEL,), {"status": "quarantined"}, "the project is quarantined"),
        ((WHEEL, listed("demo-1.3.0-1-py3-none-any.whl")), {}, "several wheels with the same tags"),
        ((WHEEL,), {"requires_python": ">=3.8"}, "Requires-Python is not the project's"),
    ],
)
def test_faults_of_each_subject_are_faults_of_the_files(
    files: tuple[IndexFile, ...], page: dict[str, Any], kind: str
) -> None:
    stating = [replace(each, requires_python=">=3.9") for each in files]
    assert fault(*stating, **page).kind == kind


def test_an_sdist_that_was_dropped_is_a_doubt() -> None:
    verdict = judged(WHEEL, sdist=SdistBefore(before="1.2.0", dropped="too large"))
    assert isinstance(verdict, Passed)
    assert [each.kind for each in verdict.doubts] == ["there is no sdist; said to be dropped: too large"]


def test_doubts_of_each_subject_are_doubts_of_the_files() -> None:
    again = listed("demo-1.3.0-1-py3-none-any.whl", uploaded="2026-02-02T00:00:00Z")
    verdict = judged(replace(WHEEL, uploaded="2026-01-02T00:00:00Z"), again, status="archived", past=True)
    assert isinstance(verdict, Passed)
    assert [each.kind for each in verdict.doubts] == [
        "the project is archived",
        "built again, and installed in place of another wheel",
        "uploaded long after the others",
    ]


def test_one_sdist_where_there_was_one() -> None:
    assert fault(WHEEL, sdist=SdistBefore(before="1.2.0")).kind == "there is no sdist"
    assert passed(WHEEL).startswith("1 wheel,")
    assert passed(WHEEL, SDIST, sdist=SdistBefore(before="1.2.0"))


def test_a_file_too_small_to_be_one() -> None:
    for size in (0, 99):
        assert fault(listed(WHEEL.name, size=size)).found == f"{size} bytes"
    passed(listed(WHEEL.name, size=100))
    passed(listed(WHEEL.name, size=None))
