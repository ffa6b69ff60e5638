"""Requires-Python: one for all files of a release, and the project's own, however it is spelled."""

from __future__ import annotations

import builders as b
import pytest

from release_tasks.core.findings import Finding
from release_tasks.core.gate.requires_python import different_requirements

WHEEL, SDIST = "demo-1.3.0-py3-none-any.whl", "demo-1.3.0.tar.gz"


def found(wheel: str | None, sdist: str | None, own: str | None = None) -> list[Finding]:
    files = (
        b.an_index_file(name=WHEEL, requires_python=wheel),
        b.an_index_file(name=SDIST, requires_python=sdist),
    )
    return [*different_requirements(files, own)]


def test_files_that_differ_are_told_with_what_each_states() -> None:
    (finding,) = found(">=3.10", ">=3.9", own=">=3.8")
    assert finding.found == f">=3.10: {WHEEL}\n>=3.9: {SDIST}"
    (finding,) = found(">=3.10", None)
    assert finding.found == f">=3.10: {WHEEL}\nnone: {SDIST}"


def test_all_alike_but_not_the_projects() -> None:
    (finding,) = found(">=3.10", ">=3.10", own=">=3.9")
    assert (finding.expected, finding.found) == (">=3.9", ">=3.10")
    (finding,) = found(">=3.10", ">=3.10", own="")
    assert finding.expected == "none"


@pytest.mark.parametrize(
    ("stated", "own"), [(">=3.9,<4", "<4, >=3.9"), ("no specifier", None), (None, ">=3.9"), (">=3.9", None)]
)
def test_what_allows_the_same_and_what_nobody_says_is_no_fault(stated: str | None, own: str | None) -> None:
    assert not found(stated, stated, own)
