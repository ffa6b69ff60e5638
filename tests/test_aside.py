"""What is told of a run after it, on a toy world: whatever came before, and never a failure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import builders as b
import pytest
from somebody import Somebody
from toy_world import PERFORMERS, PROVIDERS, House, Lamp, Street, Switch

from release_tasks.aside import asides, with_asides
from release_tasks.core.errors import ExitCode
from release_tasks.core.events import Event, Events, ItemSettled
from release_tasks.core.findings import Reach
from release_tasks.core.github.checklist_issue import Tracking
from release_tasks.core.ledger import Ledger
from release_tasks.core.model import Change, Done, Fail, Item, Ok, Outcome, Skip, Warn, fail
from release_tasks.core.person import Consent
from release_tasks.core.report import Overview, Report, Settled
from release_tasks.core.request import Request
from release_tasks.gathering import Facts
from release_tasks.walk import Mode, Walk


def lit(hall: Annotated[Lamp, "hall"]) -> Outcome:
    """The hall is lit, and somebody else has to see it."""
    return Done() if hall.lit else Change(actions=(Switch("hall", reach=Reach.REMOTE),), because="dark")


def wrong() -> Outcome:
    """Does not hold."""
    return fail("is wrong", "x", remedy="mend it")


def far(street: Street) -> Outcome:
    """Cannot be reached."""
    return Ok()


def counted(report: Report) -> Outcome:
    """Sees what the run came to."""
    return Skip(reason=f"{len(report.settled)} before")


def an_item(judge: Callable[..., Outcome]) -> Item:
    return Item(stage="always", name=judge.__name__, line="", why="", source="", judge=judge)


def a_walk(
    mode: Mode = Mode.ACT,
    *,
    person: Somebody | None = None,
    told: list[Event] | None = None,
    yes: bool = False,
) -> Walk:
    request = Request(task="toy", root=Path("/"), yes=yes)
    events: list[Event] = [] if told is None else told
    given: dict[type, object] = {House: House(), Request: request, Ledger: Ledger()}
    return Walk(
        request=request,
        mode=mode,
        events=Events(events.append),
        person=person or Somebody(None),
        facts=Facts(given, offline=False, providers=PROVIDERS),
        left_out={},
        answers={},
        performers=PERFORMERS,
    )


BEFORE = Report(
    package="demo",
    version="1.3.0",
    why="",
    settled=(Settled(item=an_item(wrong), outcome=Fail(findings=())),),
)


def followed(judge: Callable[..., Outcome], walk: Walk) -> Outcome:
    """What one item after the run comes to."""
    report = with_asides(BEFORE, (an_item(judge),), walk)
    assert report.settled[:-1] == BEFORE.settled
    return report.settled[-1].outcome


@pytest.mark.parametrize(
    ("judge", "kind", "remedy"),
    [
        (wrong, "is wrong", "mend it"),
        (far, "the street is far away", "walk"),
        (lit, "switch on hall", "--yes"),
    ],
)
def test_what_goes_wrong_is_a_warning_in_the_report_and_on_the_screen(
    judge: Callable[..., Outcome], kind: str, remedy: str
) -> None:
    told: list[Event] = []
    outcome = followed(judge, a_walk(told=told))
    assert isinstance(outcome, Warn)
    assert outcome.left
    (found,) = outcome.findings
    assert found.kind.startswith(kind)
    assert remedy in found.remedy
    assert [each.outcome for each in told if isinstance(each, ItemSettled)] == [outcome]
    fine = replace(BEFORE, settled=())
    assert with_asides(fine, (an_item(judge),), a_walk()).exit_code is ExitCode.FINE


def test_it_is_done_although_the_run_was_stopped() -> None:
    walk = a_walk(yes=True)
    walk.stopped_by = "toy.wrong"
    assert isinstance(followed(lit, walk), Done)


def test_a_yes_to_all_of_the_stage_holds_for_it_too() -> None:
    person = Somebody(Consent.NO)
    walk = a_walk(person=person)
    walk.asking.stages.add("toy")
    assert isinstance(followed(lit, walk), Done)
    assert person.asked == []
    assert isinstance(followed(lit, a_walk(person=person)), Warn)
    assert person.asked == [Reach.REMOTE]


def test_a_dry_run_shows_it_even_after_what_it_left_undone() -> None:
    walk = a_walk(Mode.SHOW)
    walk.unperformed[Lamp] = "toy.switch"
    assert isinstance(followed(lit, walk), Change)


def test_it_sees_the_report_of_the_run() -> None:
    assert followed(counted, a_walk()) == Skip(reason="1 before")


@pytest.mark.parametrize(
    ("tracker", "task", "mode", "number"),
    [
        (True, "plan", Mode.ACT, 1),
        (True, "post", Mode.SHOW, 1),
        (True, "status", Mode.LOOK, 1),
        (True, "bump", Mode.ACT, 0),
        (True, "verify-pypi", Mode.ACT, 0),
        (False, "plan", Mode.ACT, 0),
        (False, "status", Mode.LOOK, 0),
    ],
)
def test_whole_stages_and_a_look_at_all_are_followed_where_that_is_asked_for(
    tracker: bool, task: str, mode: Mode, number: int
) -> None:
    facts = Facts({Tracking: Tracking(wanted=tracker)}, offline=False)
    found = asides(facts, b.a_request(task=task), mode)
    assert [each.id for each in found] == ["always.tracker"] * number


def test_the_rest_of_the_checklist_is_looked_at_when_somebody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("release_tasks.aside.all_items", lambda: (an_item(wrong), an_item(lit)))

    def seen(overview: Overview) -> Outcome:
        """Sees the rest."""
        (rest,) = overview.settled.get()
        return Skip(reason=f"{rest.item.id}: {type(rest.outcome).__name__}")

    told: list[Event] = []
    walk = a_walk(told=told, yes=True)
    assert followed(seen, walk) == Skip(reason="always.lit: Change")
    assert [each.item.name for each in told if isinstance(each, ItemSettled)] == ["seen"]
    assert "switch hall" not in walk.facts.get(House).looks
