"""Three results a kind of check, and one outcome of them all."""

from __future__ import annotations

from release_tasks.core.findings import Checked, Evidence, Finding, Table
from release_tasks.core.gate.verdicts import Failed, NotOffered, Passed, together
from release_tasks.core.model import Fail, Ok, Warn

SEEN = Evidence(what="two files")
DRAWN = Table(what="coverage", columns=("",), rows=())
WRONG = Finding(kind="yanked", subject="a.whl")
LACKING = Finding(kind="no provenance", subject="index.example", found="none")
LATE = Finding(kind="added later", subject="b.whl")
SEEN_LINE = Checked(kind="files", result="passed", what="two files")
LACKING_LINE = Checked(kind="provenance", result="not offered", what="no provenance: none", lacking=LACKING)


def test_what_passed_is_a_line_and_what_else_was_seen() -> None:
    assert together([Passed(kind="files", evidence=(DRAWN, SEEN))]) == Ok(evidence=(SEEN_LINE, DRAWN))
    assert together([Passed(kind="files")]) == Ok(
        evidence=(Checked(kind="files", result="passed", what="as expected"),)
    )


def test_lines_keep_their_order_below_the_headline() -> None:
    made = together([NotOffered(kind="provenance", finding=LACKING), Passed(kind="files")], headline="demo")
    assert isinstance(made, Warn)
    assert [each.what for each in made.evidence] == ["demo", "no provenance: none", "as expected"]


def test_what_is_not_offered_is_told_and_is_no_failure() -> None:
    made = together(
        [Passed(kind="files", evidence=(SEEN,)), NotOffered(kind="provenance", finding=LACKING)], ("install",)
    )
    assert made == Warn(findings=(LACKING,), evidence=(SEEN_LINE, LACKING_LINE))


def test_what_is_not_offered_says_what_helps() -> None:
    mendable = Finding(kind="no digest", subject="index.example", remedy="pass --deep")
    (line,) = together([NotOffered(kind="digests", finding=mendable)]).evidence
    assert line.what == "no digest; pass --deep"


def test_a_doubt_warns_and_its_check_passed() -> None:
    made = together([Passed(kind="files", evidence=(SEEN,), doubts=(LATE,))])
    assert made == Warn(findings=(LATE,), evidence=(SEEN_LINE,))


def test_what_is_not_offered_fails_where_it_is_required() -> None:
    made = together([NotOffered(kind="provenance", finding=LACKING)], ("provenance",))
    line = Checked(kind="provenance", result="failed", what="required, but no provenance: none")
    assert made == Fail(findings=(LACKING,), evidence=(line,))


def test_a_failure_is_alone_among_the_findings_and_all_lines_are_there() -> None:
    made = together(
        [
            NotOffered(kind="provenance", finding=LACKING),
            Failed(kind="files", findings=(WRONG,), evidence=(SEEN,)),
        ]
    )
    wrong = Checked(kind="files", result="failed", what="yanked; two files")
    assert made == Fail(findings=(WRONG,), evidence=(LACKING_LINE, wrong))
