"""How verdicts read: a line each, and below it what a person needs."""

from __future__ import annotations

from typing import get_args

import builders as b
import pytest

from release_tasks.core.announcing import Announce, Channel, Message
from release_tasks.core.findings import Cell, Checked, Evidence, Finding, Table
from release_tasks.core.index import IndexFiles
from release_tasks.core.model import (
    Ask,
    Blocked,
    Change,
    Done,
    Fail,
    Item,
    Ok,
    Outcome,
    Pending,
    Skip,
    Unreachable,
    Waiting,
    Warn,
)
from release_tasks.core.project import Inference
from release_tasks.core.report import Report, Settled
from release_tasks.core.target import NoteTarget
from release_tasks.core.wording import (
    WORDS,
    change_lines,
    closing_lines,
    inferred_lines,
    item_lines,
    rehearsal_lines,
    word,
)

ITEM = Item(stage="tag", name="push", line="Origin has the tag.", why="", source="", judge=Ok)
BEHIND = Finding(
    kind="behind origin",
    subject="main",
    expected="all of origin's commits",
    found="2 fewer\n3 other",
    remedy="git pull",
)
SHALLOW = Finding(kind="a shallow clone", subject="/work/demo", remedy="git fetch --unshallow")
NOTE = NoteTarget(version="1.3.0")
SEEN = (Evidence(what="2 files", seen_on="tree 7e7e"), Evidence(what="demo.whl"))


def lines(outcome: Outcome, *, brief: bool = False) -> list[str]:
    return item_lines(Settled(item=ITEM, outcome=outcome), brief=brief)


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Ok(), ["ok           tag.push                  Origin has the tag."]),
        (
            Done(evidence=SEEN),
            ["done         tag.push                  2 files [tree 7e7e]", "             demo.whl"],
        ),
        (Skip(reason="offline"), ["skip         tag.push                  offline"]),
        (
            Unreachable(reason="origin is down", remedy="wait"),
            [
                "unreachable  tag.push                  origin is down",
                "             to mend:  wait",
            ],
        ),
        (Unreachable(reason="origin is down"), ["unreachable  tag.push                  origin is down"]),
        (Pending(after="tag.tag"), ["pending      tag.push                  after tag.tag"]),
        (
            Blocked(by="tag.commit"),
            ["blocked      tag.push                  not done, because tag.commit did not pass"],
        ),
        (
            Change(actions=(NOTE,), because="it is new"),
            [
                "to do        tag.push                  it is new",
                "             note 1.3.0 as the release in flight",
            ],
        ),
        (
            Change(actions=(), because="it is new", stale="it was another"),
            ["stale        tag.push                  it was another"],
        ),
        (
            Waiting(fact=IndexFiles, reason="not listed yet"),
            [
                "waiting      tag.push                  not listed yet",
                "             to mend:  run the same command again later",
            ],
        ),
        (
            Ask(question="Really?", bound_to="x", hint="pass --yes"),
            ["person       tag.push                  Really?", "             pass --yes"],
        ),
    ],
)
def test_an_outcome_reads(outcome: Outcome, expected: list[str]) -> None:
    assert lines(outcome) == [f"  {each}" for each in expected]


def test_one_finding_is_told_on_the_first_line_and_its_remedy_below() -> None:
    assert lines(Fail(findings=(BEHIND,))) == [
        "  FAIL         tag.push                  main: behind origin",
        "               expected: all of origin's commits",
        "               found:    2 fewer",
        "                         3 other",
        "               to mend:  git pull",
    ]


def test_several_findings_are_told_one_by_one() -> None:
    both = (BEHIND, SHALLOW)
    for outcome in (Fail(findings=both), Warn(findings=both, left=True)):
        assert lines(outcome)[0].endswith("  not so: Origin has the tag.")
    assert lines(Warn(findings=both))[0].endswith("  Origin has the tag.")
    told = [each.strip() for each in lines(Fail(findings=(BEHIND, SHALLOW)))[1:]]
    assert told[0] == "main: behind origin"
    assert told[-2:] == ["/work/demo: a shallow clone", "to mend:  git fetch --unshallow"]


def test_a_warning_tells_its_findings_and_what_was_seen() -> None:
    told = [each.strip() for each in lines(Warn(findings=(SHALLOW,), evidence=SEEN))]
    assert told[1:] == ["to mend:  git fetch --unshallow", "2 files [tree 7e7e]", "demo.whl"]


def test_brief_leaves_out_evidence_and_never_a_finding() -> None:
    assert len(lines(Done(evidence=SEEN), brief=True)) == 1
    for outcome in (Fail(findings=(BEHIND,)), Change(actions=(NOTE,), because="new")):
        assert lines(outcome, brief=True) == lines(outcome)


def test_brief_names_what_is_told_and_leaves_out_its_text() -> None:
    message = Message(subject="demo 1.3.0", text="many\nlines", markup="text")
    telling = Announce(channels=(Channel(name="chat", variable="CHAT_URL"),), message=message)
    outcome = Change(actions=(telling,), because="chat is not told")
    told = [each.strip() for each in lines(outcome)[1:]]
    assert told == ["tell chat: demo 1.3.0", "| many", "| lines"]
    assert lines(outcome, brief=True) == lines(outcome)[:2]


def test_every_outcome_has_a_word_and_no_line_ends_in_blanks() -> None:
    assert set(WORDS) == set(get_args(Outcome))
    assert len(set(WORDS.values())) == len(WORDS)
    finding = Finding(kind="empty", subject="", found="\n\nx")
    assert all(each == each.rstrip() for each in lines(Fail(findings=(finding,))))


def report(stage: str, *outcomes: Outcome, version: str = "1.3.0") -> Report:
    item = Item(stage=stage, name="x", line="", why="", source="", judge=Ok)
    settled = tuple(Settled(item=item, outcome=each) for each in outcomes)
    return Report(package="demo", version=version, why="", settled=settled)


def test_the_last_line_counts() -> None:
    assert closing_lines(report("tag", Ok(), Skip(reason="x"), Ok())) == ["demo 1.3.0: 2 ok, 1 skip"]
    assert closing_lines(report("tag")) == ["demo 1.3.0: nothing to do"]
    assert closing_lines(report("tag", Ok(), version="")) == ["demo: 1 ok"]


def test_a_rehearsal_says_what_goes_out_and_where_it_stopped() -> None:
    passed = rehearsal_lines(
        {"plan": report("plan", Ok()), "tag": report("tag", Done())}, touched=False, sent=["push v1"]
    )
    assert passed == [
        "rehearsal",
        "  plan      1 ok",
        "  tag       1 done",
        "what a real release will send out:",
        "  push v1",
        "your repository was not touched",
        "the rehearsal passed",
    ]
    failed = rehearsal_lines(
        {"plan": report("plan", Ok()), "tag": report("tag", Fail(findings=(BEHIND,)))}, touched=True, sent=[]
    )
    assert failed[-4:] == [
        "what a real release will send out:",
        "  nothing",
        "your repository was TOUCHED: that is a bug of ours",
        "the rehearsal did NOT pass: it stopped at tag",
    ]


def test_small_words() -> None:
    assert word(Change(actions=(), because="b")) == "to do"
    assert change_lines(Change(actions=(NOTE, NOTE), because="b")) == [*NOTE.describe(), *NOTE.describe()]
    project = b.a_project(inferred=(Inference(key="tag", value="v{version}", because="4 tags"),))
    inferring = Report(package="demo", version="1", why="", settled=(), inferred=project.inferred)
    assert inferred_lines(inferring) == ["  tag = v{version}  (4 tags)"]


def test_several_checks_have_a_line_each_then_tables_then_what_to_do() -> None:
    lacking = Finding(kind="no provenance", subject="2 files", remedy="publish with attestations")
    wrong = Finding(kind="yanked", subject="a.whl", found="broken", remedy="release another version")
    evidence = (
        Evidence(what="index.example lists 2 files of demo 1.0"),
        Checked(kind="files", result="failed", what="yanked; 2 wheels"),
        Checked(kind="provenance", result="not offered", what="no provenance", lacking=lacking),
        Table(what="coverage", columns=("", "3.12"), rows=((Cell(text="linux"), Cell(text="any")),)),
    )
    assert lines(Fail(findings=(wrong,), evidence=evidence)) == [
        "  FAIL         tag.push                  index.example lists 2 files of demo 1.0",
        "               failed        files       yanked; 2 wheels",
        "               not offered   provenance  no provenance",
        "",
        "                      3.12",
        "               linux  any",
        "",
        "               a.whl: yanked",
        "               found:    broken",
        "               to mend:  release another version",
    ]
    warned = lines(Warn(findings=(lacking,), evidence=(evidence[0], evidence[2])))
    assert warned[1:] == ["               not offered   provenance  no provenance"]


def test_a_brief_report_has_the_lines_of_checks_and_no_table() -> None:
    table = Table(what="coverage", columns=("",), rows=())
    checked = Checked(kind="files", result="failed", what="yanked")
    wrong = Finding(kind="yanked", subject="a.whl")
    outcome = Fail(findings=(wrong,), evidence=(SEEN[1], checked, table))
    assert [line.strip() for line in lines(outcome, brief=True)][1:] == [
        "failed        files       yanked",
        "a.whl: yanked",
    ]
