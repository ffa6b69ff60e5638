"""Three results a kind of check, and one outcome of them all."""

from __future__ import annotations

from release_tasks.core.findings import Evidence, Finding
from release_tasks.core.gate.verdicts import Failed, NotOffered, Passed, together
from release_tasks.core.model import Fail, Ok, Warn

SEEN = Evidence(what="two files")
WRONG = Finding(kind="a file is yanked", subject="a.whl")
LACKING = Finding(kind="no provenance", subject="index.example")


def test_what_passed_is_evidence() -> None:
    assert together([Passed(kind="files", evidence=(SEEN,))]) == Ok(evidence=(SEEN,))


def test_what_is_not_offered_is_told_and_is_no_failure() -> None:
    made = together(
        [Passed(kind="files", evidence=(SEEN,)), NotOffered(kind="provenance", finding=LACKING)], ("install",)
    )
    assert made == Warn(findings=(LACKING,), evidence=(SEEN,))


def test_what_is_not_offered_fails_where_it_is_required() -> None:
    made = together([NotOffered(kind="provenance", finding=LACKING)], ("provenance",))
    assert made == Fail(findings=(LACKING,))


def test_failures_come_first() -> None:
    made = together([NotOffered(kind="provenance", finding=LACKING), Failed(kind="files", findings=(WRONG,))])
    assert made == Fail(findings=(WRONG, LACKING))
