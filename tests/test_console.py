"""The screen and the keyboard: a terminal that is real, a pipe, and JSON lines."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from terminals import on_a_terminal

from release_tasks.console import Console
from release_tasks.core.errors import ExitCode, UsageError
from release_tasks.core.events import ActionStarted, Event, ItemSettled, ItemStarted, OutputLine
from release_tasks.core.findings import Cell, Evidence, Finding, Reach, Table
from release_tasks.core.model import Ask, Change, Done, Fail, Item, Ok
from release_tasks.core.person import Consent
from release_tasks.core.project import Inference
from release_tasks.core.report import Report
from release_tasks.core.target import NoteTarget

ITEM = Item(stage="metadata", name="bump", line="All state it.", why="", source="", judge=Ok)
NOTE = NoteTarget(version="1.3.0")
CHANGE = Change(actions=(NOTE,), because="it is next")
DONE = ItemSettled(item=ITEM, outcome=Done(evidence=(Evidence(what="1.3.0"), Evidence(what="a.toml:3"))))
FAIL = ItemSettled(item=ITEM, outcome=Fail(findings=(Finding(kind="no", subject="a.toml:3", remedy="mend"),)))
RUN: tuple[Event, ...] = (
    ItemStarted(item=ITEM),
    ActionStarted(item=ITEM, action=NOTE, reach=Reach.LOCAL),
    OutputLine(label="tests", text="1 passed"),
    DONE,
)
REPORT = Report(
    package="demo",
    version="1.3.0",
    why="given",
    settled=(),
    inferred=(Inference(key="tag", value="v{version}", because="4 tags"),),
)


@pytest.fixture(autouse=True)
def no_actions(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)


@dataclass
class Piped:
    """A console whose two streams are kept."""

    out: io.StringIO
    err: io.StringIO
    console: Console


def piped(*, as_json: bool = False, brief: bool = False) -> Piped:
    out, err = io.StringIO(), io.StringIO()
    return Piped(out, err, Console(as_json=as_json, brief=brief, out=out, err=err))


def test_a_run_is_drawn_line_by_line_without_color_on_a_pipe() -> None:
    made = piped()
    for event in RUN:
        made.console.emit(event)
    made.console.report(REPORT)
    assert made.out.getvalue().splitlines() == [
        "          -> note 1.3.0 as the release in flight",
        "             tests | 1 passed",
        "  done         metadata.bump             1.3.0",
        "               a.toml:3",
        "demo 1.3.0: nothing to do",
    ]
    assert made.err.getvalue() == ""


def test_brief_keeps_to_a_line_an_item_and_status_says_what_was_inferred() -> None:
    made = piped(brief=True)
    made.console.emit(DONE)
    made.console.report(REPORT, with_inferred=True)
    assert made.out.getvalue().splitlines() == [
        "  done         metadata.bump             1.3.0",
        "inferred (each can be stated in [tool.release-tasks]):",
        "  tag = v{version}  (4 tags)",
        "demo 1.3.0: nothing to do",
    ]


def test_with_json_standard_output_holds_json_alone() -> None:
    made = piped(as_json=True)
    for event in RUN:
        made.console.emit(event)
    made.console.heading("tag")
    made.console.report(REPORT, with_inferred=True)
    made.console.rehearsed({"tag": REPORT}, touched=False, sent=["push v1.3.0"])
    made.console.error(UsageError("broken", where="a.toml:3", expected="x", remedy="mend"))
    item, report, rehearsal, error = map(json.loads, made.out.getvalue().splitlines())
    assert (item["item"], item["outcome"]) == ("metadata.bump", "done")
    assert report["report"]["exit_code"] == 0
    assert rehearsal["rehearsal"]["sent"] == ["push v1.3.0"]
    assert error["error"] == {
        "what": "broken",
        "where": "a.toml:3",
        "expected": "x",
        "remedy": "mend",
        "exit_code": 2,
    }
    assert "tests | 1 passed" in made.err.getvalue()


def test_an_error_goes_to_standard_error_with_place_and_remedy() -> None:
    made = piped()
    made.console.error(UsageError("broken", where="a.toml:3", expected="x", remedy="mend"))
    assert made.err.getvalue() == ("release-tasks: a.toml:3: broken\n  expected: x\n  to mend:  mend\n")
    assert made.out.getvalue() == ""


def test_an_interrupted_run_can_go_on() -> None:
    made = piped()
    assert made.console.interrupted() is ExitCode.INTERRUPTED
    assert "run the same command again" in made.err.getvalue()


def test_in_actions_findings_are_annotations_and_the_summary_grows(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary"))
    made = piped()
    made.console.emit(FAIL)
    made.console.report(REPORT)
    made.console.report(REPORT)
    assert made.err.getvalue().startswith("::error file=a.toml,line=3,title=metadata.bump::")
    assert "::" not in made.out.getvalue()
    assert (tmp_path / "summary").read_text().count("### demo 1.3.0") == 2


def test_outside_of_actions_there_are_no_annotations() -> None:
    made = piped()
    made.console.emit(FAIL)
    assert made.err.getvalue() == ""


def test_without_a_terminal_nobody_is_asked() -> None:
    made = piped()
    assert made.console.consent(ITEM, CHANGE, Reach.REMOTE) is None
    assert made.console.answer(ITEM, Ask(question="?", bound_to="x")) is None
    assert made.out.getvalue() == ""


ON_A_TERMINAL = """\
from release_tasks.console import Console
from release_tasks.core.errors import UsageError
from release_tasks.core.target import NoteTarget
from release_tasks.core.events import ItemSettled
from release_tasks.core.findings import Finding, Reach
from release_tasks.core.model import Ask, Change, Done, Fail, Item, Ok, Warn

item = Item(stage="metadata", name="bump", line="All state it.", why="", source="", judge=Ok)
change = Change(actions=(NoteTarget(version="1.3.0"),), because="it is next")
finding = Finding(kind="k", subject="s")
console = Console(as_json=False)
"""


def at_a_terminal(script: str, typed: str = "") -> str:
    """Run a script with a console at a real terminal; gives all that it showed."""
    return on_a_terminal(ON_A_TERMINAL + script, typed)


@pytest.mark.parametrize(
    ("reach", "typed", "meant"),
    [
        (Reach.REMOTE, "y\n", Consent.YES),
        (Reach.REMOTE, " YES \n", Consent.YES),
        (Reach.REMOTE, "a\n", Consent.STAGE),
        (Reach.REMOTE, "\n", Consent.NO),
        (Reach.REMOTE, "n\n", Consent.NO),
        (Reach.REMOTE, "\x04", Consent.NO),
        (Reach.PUBLIC, "y\n", Consent.YES),
        (Reach.PUBLIC, "a\n", Consent.NO),
        (Reach.PUBLIC, "\n", Consent.NO),
    ],
)
def test_a_person_consents_to_what_they_were_shown(reach: Reach, typed: str, meant: Consent) -> None:
    shown = at_a_terminal(f"print(console.consent(item, change, Reach.{reach.name}))", typed)
    assert shown.splitlines()[-1].endswith(str(meant))
    assert "-> note 1.3.0 as the release in flight" in shown
    assert ("cannot be undone by anybody" in shown) is (reach is Reach.PUBLIC)


FAILS_AT_LENGTH = """
finding = Finding(kind="no " * 20, subject="a.toml", expected="e " * 40, remedy="or: nox -s release-" + "x" * 60)
console.emit(ItemSettled(item=item, outcome=Fail(findings=(finding,))))
console.error(UsageError("w " * 40, where="a.toml"))
"""


def test_a_terminal_that_says_how_wide_it_is_gets_lines_that_fit_and_whole_commands() -> None:
    shown = on_a_terminal(ON_A_TERMINAL + FAILS_AT_LENGTH, columns=60, NO_COLOR="1").splitlines()
    (command,) = [each.strip() for each in shown if len(each) > 60]
    assert command == f"nox -s release-{'x' * 60}"
    assert shown[1] == f"               {'no ' * 14}no"
    assert at_a_terminal(FAILS_AT_LENGTH).count("\n") == 4, "the other does not say it"


@pytest.mark.parametrize(("typed", "meant"), [("No, 2.0\n", "No, 2.0"), ("\n", None), ("\x04", None)])
def test_an_answer_is_taken_as_it_was_typed(typed: str, meant: str | None) -> None:
    shown = at_a_terminal(
        "print(repr(console.answer(item, Ask(question='Is it 1.3.0?', bound_to='x'))))", typed
    )
    assert shown.splitlines()[-1].endswith(repr(meant))
    assert "metadata.bump: Is it 1.3.0?" in shown


@pytest.mark.parametrize(
    ("outcome", "color"),
    [
        ("Fail(findings=(finding,))", "\x1b[31m"),
        ("Done()", "\x1b[32m"),
        ("Warn(findings=(finding,))", "\x1b[33m"),
        ("change", "\x1b[33m"),
    ],
)
def test_on_a_terminal_the_word_of_an_outcome_has_a_color(outcome: str, color: str) -> None:
    assert at_a_terminal(f"console.emit(ItemSettled(item=item, outcome={outcome}))").startswith(color)


TABLE = Table(
    what="coverage of demo",
    columns=("", "3.12", "3.13"),
    rows=(
        (Cell(text="linux"), Cell(text="cp312", value="demo.whl", tone="good"), Cell(text="-", tone="bad")),
        (Cell(text="a platform with a long name"), Cell(text="abi3", tone="good"), Cell(text="abi3")),
    ),
)


def test_a_table_is_lines_in_a_pipe_and_data_in_json() -> None:
    seen = ItemSettled(item=ITEM, outcome=Done(evidence=(Evidence(what="seen"), TABLE)))
    made = piped()
    made.console.emit(seen)
    assert [each.strip() for each in made.out.getvalue().splitlines()[1:]] == [
        "",
        "3.12   3.13",
        "linux                        cp312  -",
        "a platform with a long name  abi3   abi3",
        "",
    ]
    made = piped(as_json=True)
    made.console.emit(seen)
    (table,) = json.loads(made.out.getvalue())["evidence"][1:]
    assert (table["what"], table["columns"]) == ("coverage of demo", ["", "3.12", "3.13"])
    assert table["rows"][0][1] == {"text": "cp312", "value": "demo.whl", "tone": "good"}


@pytest.mark.parametrize("columns", ["120", "20"])
def test_a_table_is_drawn_on_a_terminal_and_nothing_of_it_is_cut_off(columns: str) -> None:
    script = f"""
import os
from release_tasks.core.findings import Cell, Table, Evidence
os.environ["COLUMNS"] = "{columns}"
console.emit(ItemSettled(item=item, outcome=Ok(evidence=(Evidence(what="x"), {TABLE!r}))))
"""
    shown = at_a_terminal(script)
    assert "coverage of demo" in shown
    assert "\u2500\u2500\u2500" in shown, "a rule below the heads"
    assert "a platform with a long name   abi3    abi3" in shown


def test_json_asks_nobody_even_on_a_terminal() -> None:
    shown = at_a_terminal("print(Console(as_json=True).consent(item, change, Reach.REMOTE))", "y\n")
    assert shown.splitlines()[-1] == "None"
