"""Somebody who left the terminal is called back, and nobody else."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pytest
from terminals import on_a_terminal
from test_run_screen import FIRST, SECOND

from release_tasks import bell
from release_tasks.bell import Bell
from release_tasks.run_screen import RunScreen

RUNG = "\x1b]9;release-tasks: {}\a\a"
ASKS = """\
import builtins
from types import SimpleNamespace
from release_tasks import bell
from release_tasks.console import Console
from release_tasks.core.findings import Reach
from release_tasks.core.model import Ask, Change, Item, Ok

now = [1000.0]
bell.time = SimpleNamespace(monotonic=lambda: now[0])
typed = builtins.input

def thinks_first(prompt):
    now[0] += 100
    return typed(prompt)

builtins.input = thinks_first
item = Item(stage="promote", name="approve", line="", why="", source="", judge=Ok)
console = Console(as_json=False)
for away_s in (60, 1, 60):
    now[0] += away_s
    print("after", away_s)
    assert console.answer(item, Ask(question="Approve?", bound_to="x")) == "1.3.0"
now[0] += 60
print("consent")
console.consent(item, Change(actions=(), because="x"), Reach.REMOTE)
"""
KEYS = "1.3.0\n" * 3 + "n\n"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, as its only entry."""
    now = [1000.0]
    monkeypatch.setattr(bell, "time", SimpleNamespace(monotonic=lambda: now[0]))
    monkeypatch.setenv("WT_SESSION", "1")
    return now


def test_it_rings_for_who_is_away_and_once(clock: list[float]) -> None:
    out = io.StringIO()
    made = Bell(out, there=True)
    made.ring("too early")
    clock[0] += 20
    made.heard()
    clock[0] += 19
    made.ring("somebody is there")
    clock[0] += 1
    made.ring("pypi waits\x1b]0;x\a for a person")
    made.ring("once is enough")
    assert out.getvalue() == RUNG.format("pypi waits]0;x for a person")


def test_where_no_terminal_is_nothing_rings(clock: list[float]) -> None:
    out = io.StringIO()
    made = Bell(out, there=False)
    clock[0] += 999
    made.ring("x")
    assert out.getvalue() == ""


def test_an_environment_that_begins_to_wait_for_a_review_rings(clock: list[float]) -> None:
    out = io.StringIO()
    screen = RunScreen(
        io.StringIO(), live=False, bell=Bell(out, there=True), say=lambda _line: None, write_json=None
    )
    clock[0] += 60
    screen.show(FIRST)
    assert out.getvalue() == ""
    screen.show(SECOND)
    clock[0] += 60
    screen.show(SECOND)
    assert out.getvalue() == RUNG.format("pypi waits for a person")


def test_a_question_rings_for_who_did_not_just_answer_one() -> None:
    shown = on_a_terminal(ASKS, KEYS, TERM="xterm").split("after ")
    call = RUNG.format("promote.approve asks")
    last, consent = shown[3].split("consent\n")
    assert [each.count(call) for each in (shown[1], shown[2], last, consent)] == [1, 0, 1, 1]
    assert "\a" not in on_a_terminal(ASKS, KEYS, TERM="dumb")
