"""A walk through items, on a toy world: what is gathered when, what is performed, and what stops what."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated

import builders as b
import pytest
from somebody import Somebody
from toy_world import PERFORMERS, PROVIDERS, Brightness, Cellar, House, Lamp, Street, Switch

from release_tasks import waits
from release_tasks.asking import Asking
from release_tasks.core.errors import UnreachableError, UsageError
from release_tasks.core.events import Event, Events, ItemSettled, OutputLine
from release_tasks.core.findings import Evidence, Finding, Reach
from release_tasks.core.github.refusals import GitHubError
from release_tasks.core.ledger import Entry, Ledger, LeftOut
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
    fail,
)
from release_tasks.core.person import Consent
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.gathering import Facts
from release_tasks.waits import Waits
from release_tasks.walk import Mode, Walk


def hall_lit(hall: Annotated[Lamp, "hall"]) -> Outcome:
    """The hall is lit."""
    return Done() if hall.lit else Change(actions=(Switch("hall"),), because="dark")


def street_lit(hall: Annotated[Lamp, "street"]) -> Outcome:
    """The street is lit, for everybody to see."""
    action = Switch("street", reach=Reach.PUBLIC)
    return Done() if hall.lit else Change(actions=(action,), because="dark")


def loose_lit(lamp: Annotated[Lamp, "loose"]) -> Outcome:
    """A lamp whose switch does nothing."""
    return Done() if lamp.lit else Change(actions=(Switch("loose"),), because="dark")


def bright(light: Brightness) -> Outcome:
    """It is bright."""
    return Ok() if light.lumen else fail("dark", "hall")


def street_dark(street: Street) -> Outcome:
    """Needs the network."""
    return Ok()


def street_swept(street: Street) -> Outcome:
    """Needs the same part of the network."""
    return Ok()


def cellar_dry(cellar: Cellar) -> Outcome:
    """Needs what cannot be understood."""
    return Ok()


def never() -> Outcome:
    """Never holds."""
    return fail("never", "x")


def item(judge: Callable[..., Outcome]) -> Item:
    return Item(stage="toy", name=judge.__name__, line=judge.__doc__ or "", why="", source="", judge=judge)


def walk(
    house: House,
    mode: Mode = Mode.ACT,
    *,
    person: Somebody | None = None,
    left_out: Mapping[str, LeftOut] | None = None,
    ledger: Ledger | None = None,
    yes: bool = False,
    yes_public: bool = False,
    offline: bool = False,
    told: list[Event] | None = None,
) -> Walk:
    request = Request(task="toy", root=Path("/"), yes=yes, yes_public=yes_public, offline=offline)
    known = ledger or Ledger()
    facts = Facts(
        {House: house, Request: request, Ledger: known}, offline=request.offline, providers=PROVIDERS
    )
    return Walk(
        request=request,
        mode=mode,
        events=Events((told if told is not None else []).append),
        person=person or Somebody(None),
        facts=facts,
        left_out=left_out or {},
        answers={},
        performers=PERFORMERS,
    )


def test_a_change_is_performed_and_looked_at_again() -> None:
    house = House()
    settled = walk(house).settle(item(hall_lit))
    assert settled.outcome == Done()
    assert [each.describe() for each in settled.performed] == [("switch on hall",)]
    assert house.looks == ["lamp hall", "switch hall", "lamp hall"]


def test_what_is_true_already_is_not_done_again() -> None:
    house = House(lit={"hall"})
    settled = walk(house).settle(item(hall_lit))
    assert settled.performed == ()
    assert "switch hall" not in house.looks


def test_a_fact_is_gathered_once_and_what_rests_on_it_goes_stale_with_it() -> None:
    house = House()
    run = walk(house)
    assert isinstance(run.settle(item(bright)).outcome, Fail)
    run.stopped_by = None
    run.settle(item(hall_lit))
    assert run.settle(item(bright)).outcome == Ok()
    assert run.settle(item(bright)).outcome == Ok()
    assert house.looks.count("brightness") == 2


def test_an_effect_that_does_not_show_is_a_failure_not_a_loop() -> None:
    outcome = walk(House()).settle(item(loose_lit)).outcome
    assert isinstance(outcome, Fail)
    assert outcome.findings[0].kind == "without effect"


def test_a_failed_action_fails_its_item_with_its_remedy() -> None:
    outcome = walk(House(broken={"hall"})).settle(item(hall_lit)).outcome
    assert isinstance(outcome, Fail)
    assert outcome.findings[0].remedy == "buy a lamp"


def test_a_failed_check_stops_later_changes_but_not_later_checks() -> None:
    house = House()
    run = walk(house)
    run.settle(item(never))
    assert run.settle(item(hall_lit)).outcome == Blocked(by="toy.never")
    assert isinstance(run.settle(item(bright)).outcome, Fail)
    assert house.lit == set()


def test_show_performs_nothing_and_says_what_is_pending() -> None:
    house = House()
    run = walk(house, Mode.SHOW)
    shown = run.settle(item(hall_lit)).outcome
    assert isinstance(shown, Change)
    assert [each.describe() for each in shown.actions] == [("switch on hall",)]
    assert run.settle(item(bright)).outcome == Pending(after="toy.hall_lit")
    assert house.lit == set()


def test_a_look_judges_each_item_alone() -> None:
    run = walk(House(), Mode.LOOK)
    run.settle(item(never))
    assert isinstance(run.settle(item(hall_lit)).outcome, Change)
    assert isinstance(run.settle(item(bright)).outcome, Fail)


def test_public_needs_its_own_yes() -> None:
    house = House()
    refused = walk(house, yes=True).settle(item(street_lit)).outcome
    assert isinstance(refused, Ask)
    assert refused.hint == "pass --yes-public"
    assert house.lit == set()
    assert walk(house, yes_public=True).settle(item(street_lit)).outcome == Done()


@pytest.mark.parametrize(("says", "lit"), [(Consent.YES, {"street"}), (Consent.NO, set()), (None, set())])
def test_a_person_is_asked_once_and_obeyed(says: Consent | None, lit: set[str]) -> None:
    house, person = House(), Somebody(says)
    walk(house, person=person).settle(item(street_lit))
    assert (house.lit, person.asked) == (lit, [Reach.PUBLIC])


def test_a_skip_is_settled_with_its_reason_without_a_look() -> None:
    house = House()
    run = walk(house, Mode.LOOK, left_out={"toy.hall_lit": LeftOut(kind="skip", reason="no bulb")})
    assert run.settle(item(hall_lit)).outcome == Skip(reason="no bulb")
    run = walk(house, Mode.LOOK, left_out={"toy.hall_lit": LeftOut(kind="defer", reason="no bulb")})
    assert run.settle(item(hall_lit)).outcome == Skip(reason="deferred: no bulb")
    assert house.looks == []


def test_a_look_shows_what_was_left_out_until_it_is_done() -> None:
    deferred = Entry(
        kind="defer",
        item="toy.hall_lit",
        bound_to="1",
        data={"reason": "no bulb"},
        who="Ada <ada@example.org>",
    )
    ledger = Ledger(entries=(deferred,))
    assert walk(House(), Mode.LOOK, ledger=ledger).settle(item(hall_lit)).outcome == Skip(
        reason="deferred by Ada: no bulb"
    )
    assert isinstance(walk(House(), Mode.SHOW, ledger=ledger).settle(item(hall_lit)).outcome, Change)
    assert walk(House(lit={"hall"}), Mode.LOOK, ledger=ledger).settle(item(hall_lit)).outcome == Done()
    done = Ledger(entries=(deferred, replace(deferred, kind="done")))
    assert isinstance(walk(House(), Mode.LOOK, ledger=done).settle(item(hall_lit)).outcome, Change)


def test_offline_skips_what_needs_the_network_without_trying() -> None:
    house = House()
    outcome = walk(house, offline=True).settle(item(street_dark)).outcome
    assert isinstance(outcome, Skip)
    assert house.looks == []


def test_an_unreachable_part_of_the_world_is_asked_once_and_told_with_its_remedy() -> None:
    house = House()
    run = walk(house)
    for _ in range(2):
        outcome = run.settle(item(street_dark)).outcome
        assert outcome == Unreachable(reason="the street is far away", remedy="walk")
    assert house.looks == ["street"]


def test_what_several_items_run_into_is_told_once() -> None:
    run = walk(House())
    assert isinstance(run.settle(item(street_dark)).outcome, Unreachable)
    assert run.settle(item(street_swept)).outcome == Blocked(by="toy.street_dark")


def test_what_fails_for_lack_of_an_item_that_failed_is_no_failure_of_its_own() -> None:
    def bulb() -> Outcome:
        """There is no bulb, because of never."""
        return fail("no bulb", "x", after="toy.never")

    run = walk(House())
    assert isinstance(run.settle(item(bulb)).outcome, Fail)
    run.settle(item(never))
    assert run.settle(item(bulb)).outcome == Blocked(by="toy.never")


def test_what_two_items_lack_of_another_stage_is_told_by_the_first_and_waited_for_by_the_second() -> None:
    def bulb() -> Outcome:
        """There is no bulb, because the shop is closed."""
        return fail("no bulb", "x", after="shop.open")

    def lampshade() -> Outcome:
        """There is no lampshade, for the same reason, and the wire is broken."""
        closed = Finding(kind="no lampshade", subject="x", after="shop.open")
        return Fail(findings=(closed, Finding(kind="broken", subject="wire")))

    run = walk(House())
    assert isinstance(run.settle(item(bulb)).outcome, Fail)
    assert run.settle(item(bulb)).outcome == Blocked(by="shop.open")
    assert isinstance(run.settle(item(lampshade)).outcome, Fail), "it tells what nobody told"
    assert isinstance(run.settle(item(never)).outcome, Fail), "what lacks nothing is a failure of its own"


def test_what_passed_in_this_run_is_no_reason_to_wait() -> None:
    def curtain() -> Outcome:
        """There is no curtain, though the hall is lit."""
        return fail("no curtain", "x", after="toy.hall_lit")

    run = walk(House())
    run.settle(item(hall_lit))
    assert isinstance(run.settle(item(curtain)).outcome, Fail)
    assert isinstance(run.settle(item(curtain)).outcome, Fail)


def test_what_cannot_be_understood_ends_a_run_before_its_first_change() -> None:
    house = House()
    with pytest.raises(UsageError, match="no door"):
        walk(house).foresee([item(hall_lit), item(street_dark), item(cellar_dry)])
    assert house.looks == ["lamp hall", "street", "cellar"]
    walk(house, left_out={"toy.cellar_dry": LeftOut(kind="skip", reason="no cellar")}).foresee(
        [item(cellar_dry)]
    )
    assert isinstance(walk(house, Mode.LOOK).settle(item(cellar_dry)).outcome, Fail)


def test_waiting_ends_with_its_deadline() -> None:
    def dusk(hall: Annotated[Lamp, "hall"]) -> Outcome:
        """Waits for the hall."""
        return (
            Done()
            if hall.lit
            else Waiting(fact=Lamp, subject="hall", reason="dark", deadline_s=0.05, every_s=0.01)
        )

    house = House()
    assert isinstance(walk(house).settle(item(dusk)).outcome, Waiting)
    assert house.looks.count("lamp hall") > 1


def test_what_takes_long_is_looked_at_less_often(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(waits, "time", SimpleNamespace(sleep=slept.append, monotonic=lambda: sum(slept)))

    def night(hall: Annotated[Lamp, "hall"]) -> Outcome:
        """Waits for the hall."""
        return Waiting(fact=Lamp, subject="hall", reason="dark", deadline_s=659.0, every_s=4.0)

    assert isinstance(walk(House()).settle(item(night)).outcome, Waiting)
    assert slept == [*[4.0] * 150, 15.0, 15.0, 15.0, 14.0]


def test_while_waiting_each_new_reason_is_told_once_and_a_world_that_is_away_is_waited_for() -> None:
    house = House()
    seen = iter(("dark", "dark", "away", "dim", "lit"))

    def dawn(hall: Annotated[Lamp, "hall"]) -> Outcome:
        """Waits for the light."""
        found = next(seen)
        if found == "away":
            raise UnreachableError("nobody is at home")
        return Done() if found == "lit" else Waiting(fact=Lamp, subject="hall", reason=found, every_s=0.01)

    told: list[Event] = []
    assert walk(house, told=told).settle(item(dawn)).outcome == Done()
    lines = [each.text.partition(";")[0] for each in told if isinstance(each, OutputLine)]
    assert lines == ["dark", "nobody is at home", "dim"]
    assert house.looks.count("lamp hall") == 5


def test_a_world_that_stays_away_is_unreachable_and_not_waited_for_beyond_the_deadline() -> None:
    seen = iter(("dark",))

    def dusk(hall: Annotated[Lamp, "hall"]) -> Outcome:
        """Waits for somebody."""
        if next(seen, None) is None:
            raise UnreachableError("nobody is at home")
        return Waiting(fact=Lamp, subject="hall", reason="dark", deadline_s=0.05, every_s=0.01)

    assert walk(House()).settle(item(dusk)).outcome == Unreachable(reason="nobody is at home")


def test_a_question_stops_a_real_run_and_not_a_shown_one() -> None:
    def question() -> Outcome:
        """Asks."""
        return Ask(question="?", bound_to="x")

    for mode, kind in ((Mode.ACT, Blocked), (Mode.SHOW, Change)):
        run = walk(House(), mode)
        run.settle(item(question))
        assert isinstance(run.settle(item(hall_lit)).outcome, kind)


def test_a_mere_show_takes_answers_that_were_given_beforehand_and_writes_none_down(tmp_path: Path) -> None:
    def asked(ledger: Ledger) -> Outcome:
        """Asks."""
        said = ledger.latest("answer", "x", item="toy.asked")
        return Done(evidence=(Evidence(what=said.data["text"]),)) if said else Ask(question="?", bound_to="x")

    run = walk(House(), Mode.SHOW)
    project = b.a_project(root=tmp_path, repository=tmp_path)
    run.facts = Facts({Project: project}, offline=False, providers=PROVIDERS)
    run.facts.suppose(Ledger())
    assert isinstance(run.settle(item(asked)).outcome, Ask)
    run.asking = Asking(run.request, run.asking.person, {"toy.asked": "yes"})
    assert run.settle(item(asked)).outcome == Done(evidence=(Evidence(what="yes"),))
    assert list(tmp_path.iterdir()) == []


def test_what_a_mere_show_leaves_open_makes_no_failure_of_what_comes_after_it() -> None:
    def question() -> Outcome:
        """Asks."""
        return Ask(question="?", bound_to="x")

    def answered() -> Outcome:
        """Needs the answer."""
        finding = Finding(kind="not answered", subject="x", remedy="answer", after="toy.question")
        return Fail(findings=(finding,))

    _, shown = walk(House(), Mode.SHOW).through([item(question), item(answered)])
    assert shown.outcome == Pending(after="toy.question")
    (alone,) = walk(House(), Mode.SHOW).through([item(answered)])
    assert isinstance(alone.outcome, Fail)


def test_each_thing_that_was_waited_for_is_shown_as_it_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(Waits, "drawn", lambda _, waiting: shown.append(waiting.reason))
    monkeypatch.setattr(Waits, "again", lambda *_: True)
    stages = iter(
        (
            Waiting(fact=Lamp, reason="a lamp is warm"),
            Waiting(fact=Lamp, reason="a lamp is bright"),
            Waiting(fact=Street, reason="the street is far"),
            Ok(),
        )
    )

    def comes() -> Outcome:
        """Waits for one thing after the other."""
        return next(stages)

    assert walk(House()).settle(item(comes)).outcome == Ok()
    assert shown == ["a lamp is bright", "the street is far"]


def test_nothing_is_waited_for_in_a_run_that_is_stopped() -> None:
    def dusk() -> Outcome:
        """Waits."""
        return Waiting(fact=Lamp, subject="hall", reason="dark", deadline_s=9.0, every_s=0.01)

    began = time.monotonic()
    _, later = walk(House()).through([item(never), item(dusk)])
    assert isinstance(later.outcome, Waiting)
    assert time.monotonic() - began < 5


def hall_safe(hall: Annotated[Lamp, "hall"]) -> Outcome:
    """The hall is safe, which light makes it."""
    found = Finding(kind="dark", subject="hall", remedy="light")
    return Ok() if hall.lit else Fail(findings=(found,), mended_by="toy.hall_lit")


def test_a_later_item_that_may_mend_a_failure_goes_before_it_is_told() -> None:
    told: list[Event] = []
    safe, lit = walk(House(), told=told).through([item(hall_safe), item(hall_lit)])
    assert (safe.outcome, lit.outcome) == (Ok(), Done())
    assert [each.item.name for each in told if isinstance(each, ItemSettled)] == ["hall_lit", "hall_safe"]


def test_without_that_item_a_failure_is_one_and_after_a_failure_of_it_an_echo() -> None:
    (safe,) = walk(House()).through([item(hall_safe)])
    assert isinstance(safe.outcome, Fail)
    safe, lit = walk(House(broken={"hall"})).through([item(hall_safe), item(hall_lit)])
    assert (type(lit.outcome), safe.outcome) == (Fail, Blocked(by="toy.hall_lit"))


def test_to_a_look_it_is_a_failure_and_a_mere_show_waits_for_what_would_mend_it() -> None:
    safe, lit = walk(House(), Mode.LOOK).through([item(hall_safe), item(hall_lit)])
    assert (type(safe.outcome), type(lit.outcome)) == (Fail, Change)
    safe, lit = walk(House(), Mode.SHOW).through([item(hall_safe), item(hall_lit)])
    assert (safe.outcome, type(lit.outcome)) == (Pending(after="toy.hall_lit"), Change)


def shed_lit(lamp: Annotated[Lamp, "shed"]) -> Outcome:
    """A lamp that settings allow to be lit, and whose state is shown before."""
    action = Switch("shed", reach=Reach.REMOTE)
    seen = (Evidence(what="it is dark in there"),)
    return Done() if lamp.lit else Change(actions=(action,), because="dark", evidence=seen, allowed="lamps")


def test_what_settings_allow_is_not_asked_for_and_what_was_seen_is_told_first() -> None:
    told: list[Event] = []
    person = Somebody(Consent.NO)
    assert walk(House(), person=person, told=told).settle(item(shed_lit)).outcome == Done()
    assert person.asked == []
    assert OutputLine(label="shed_lit", text="it is dark in there") in told


def test_what_a_wait_comes_to_at_its_end() -> None:
    def dusk(hall: Annotated[Lamp, "hall"]) -> Outcome:
        failure = Fail(findings=(Finding(kind="still dark", subject="hall", remedy="light"),))
        return Waiting(
            fact=Lamp, subject="hall", reason="dark", deadline_s=0.03, every_s=0.01, otherwise=failure
        )

    assert isinstance(walk(House()).settle(item(dusk)).outcome, Fail)
    assert isinstance(walk(House(), Mode.LOOK).settle(item(dusk)).outcome, Waiting)


def test_a_lasting_no_ends_a_wait_at_once() -> None:
    looks = []

    def hidden(hall: Annotated[Lamp, "hall"]) -> Outcome:
        looks.append(hall)
        if len(looks) > 1:
            raise GitHubError("hidden", 403, lasting=True)
        return Waiting(fact=Lamp, subject="hall", reason="dark", every_s=0.01)

    assert isinstance(walk(House()).settle(item(hidden)).outcome, Unreachable)
    assert len(looks) == 2
