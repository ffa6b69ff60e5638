"""One walk through the items of a run: judge, show or perform, look again, until each is settled.

Nothing here knows any single item, fact or action.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from enum import Enum

from release_tasks.asking import Asking
from release_tasks.core.action import Action
from release_tasks.core.errors import (
    ActionError,
    OfflineError,
    ReleaseTasksError,
    UnreachableError,
    UsageError,
)
from release_tasks.core.events import ActionStarted, Event, Events, ItemSettled, ItemStarted
from release_tasks.core.given import Maker, name_of
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
    holds,
)
from release_tasks.core.person import Person
from release_tasks.core.project import Project
from release_tasks.core.report import Settled
from release_tasks.core.request import Request
from release_tasks.core.target import Target
from release_tasks.failures import failed, not_yet, without_effect
from release_tasks.gathering import Facts
from release_tasks.waits import Waits
from release_tasks.world.ledger.ledger import append, signed
from release_tasks.world.table import PERFORMERS


class Mode(Enum):
    """What a run may do: only look, show what it would do, or do it."""

    LOOK = "look"
    SHOW = "show"
    ACT = "act"


class Walk:
    """One walk through the items; remembers what stopped changes and what was waited and asked for."""

    def __init__(
        self,
        *,
        request: Request,
        mode: Mode,
        events: Events,
        person: Person,
        facts: Facts,
        left_out: Mapping[str, LeftOut],
        answers: Mapping[str, str],
        performers: Mapping[str, Maker] = PERFORMERS,
    ) -> None:
        self.request = request
        self.mode = mode
        self.events = events
        self.facts = facts
        self.left_out = left_out
        self.performers = performers
        self.stopped_by: str | None = None
        self.unpassed: set[str] = set()
        self.told: dict[str, str] = {}
        self.unperformed: dict[type, str] = {}
        self.asking = Asking(request, person, answers)
        self.waits = Waits(facts, events)
        self.to_come: dict[str, Item] = {}
        self.settled: dict[str, Settled] = {}

    def beside(self, mode: Mode, emit: Callable[[Event], None]) -> Walk:
        """A walk of its own through the same facts, which nothing that stopped this one has stopped."""
        return Walk(
            request=self.request,
            mode=mode,
            events=Events(emit),
            person=self.asking.person,
            facts=self.facts,
            left_out={},
            answers={},
            performers=self.performers,
        )

    def through(self, items: Sequence[Item]) -> tuple[Settled, ...]:
        """Settle items in their order; one that may mend an earlier one's failure goes before that is told."""
        self.to_come = {each.id: each for each in items}
        for item in items:
            if item.id in self.to_come:
                self.settle(item)
        return tuple(self.settled[each.id] for each in items)

    def settle(self, item: Item) -> Settled:
        """Bring one item to its verdict and tell it."""
        self.to_come.pop(item.id, None)
        self.events.emit(ItemStarted(item=item))
        performed: list[Action] = []
        try:
            outcome = self._without_echo(self._settle(item, performed))
        except (ActionError, UnreachableError, UsageError) as error:
            if isinstance(error, UsageError) and self.mode is not Mode.LOOK:
                raise
            outcome = self._told(error, item)
        if self._stops(outcome) and self.stopped_by is None:
            self.stopped_by = item.id
        if self._stops(outcome) or isinstance(outcome, Blocked):
            self.unpassed.add(item.id)
        if isinstance(outcome, Fail):
            # What is no part of this run did not pass, as this item tells: the next one just waits for it.
            self.unpassed.update({each.after for each in outcome.findings} - {"", *self.settled})
        if self.mode is Mode.ACT and holds(outcome):
            self._record_done(item)
        self.events.emit(ItemSettled(item=item, outcome=outcome, performed=tuple(performed)))
        self.settled[item.id] = Settled(item=item, outcome=outcome, performed=tuple(performed))
        return self.settled[item.id]

    def foresee(self, items: Sequence[Item]) -> None:
        """Gather what the items will ask for, so that what cannot be understood ends the run before any change.

        :raises UsageError: a file or a setting that a later item needs is wrong.
        """
        for item in items:
            if item.id not in self.left_out:
                with contextlib.suppress(ActionError, UnreachableError, OfflineError):
                    self.facts.arguments(item.judge)

    def _told(self, error: ReleaseTasksError, item: Item) -> Outcome:
        """The outcome of an error; what several items run into is told once."""
        first = self.told.setdefault(str(error), item.id)
        if first != item.id:
            return Blocked(by=first)
        if isinstance(error, UnreachableError):
            reason = f"{error.where}: {error.what}" if error.where else error.what
            return Unreachable(reason=reason, remedy=error.remedy)
        return failed(error)

    def _without_echo(self, outcome: Outcome) -> Outcome:
        """What fails only because an earlier item of this run did not pass is no failure of its own."""
        if isinstance(outcome, Fail) and outcome.mended_by in self.unpassed:
            return Blocked(by=outcome.mended_by)
        if isinstance(outcome, Fail) and all(each.after in self.unpassed for each in outcome.findings):
            return Blocked(by=outcome.findings[0].after)
        if isinstance(outcome, Fail) and all(self._is_to_come(each.after) for each in outcome.findings):
            return not_yet(outcome)
        return outcome

    def _is_to_come(self, item: str) -> bool:
        """Whether an earlier item is shown as what a real run would do, ask or wait for."""
        settled = self.settled.get(item)
        found = settled.outcome if settled else None
        return self.mode is Mode.SHOW and isinstance(found, Change | Ask | Waiting | Pending)

    def _stops(self, outcome: Outcome) -> bool:
        """Whether later changes may not be made; what a person or time will settle stops only a real run."""
        unsettled = isinstance(outcome, Ask | Waiting) and self.mode is Mode.ACT
        return unsettled or isinstance(outcome, Fail | Unreachable)

    def record_left_out(self) -> None:
        """Write down what this run leaves out, of any stage, so that guards and follow-ups may read it."""
        if not self.left_out:
            return
        ledger = self.facts.get(Ledger)
        for entry in ledger.unsaid(self.left_out, self.facts.get(Target).version):
            self._append(entry)

    def _settle(self, item: Item, performed: list[Action]) -> Outcome:
        if left := self.left_out.get(item.id):
            return Skip(reason=str(left))
        waited: Waiting | None = None
        while True:
            outcome = self._judged(item, waited)
            if self.mode is Mode.LOOK:
                return self._as_left(item, not_yet(outcome))
            verdict: Outcome | None = outcome
            match outcome:
                case Change():
                    verdict = self._changed(item, outcome, performed)
                # Whatever it waits for, the run would not go on.
                case Waiting() if self.mode is Mode.ACT and self.stopped_by is None:
                    waited, again = outcome, self.waits.again(outcome)
                    verdict = None if again else outcome.otherwise or outcome
                case Fail(mended_by=mender) if mender in self.to_come:
                    verdict = None
                    self.settle(self.to_come[mender])
                case Ask() if answer := self._answered(item, outcome):
                    verdict = None
                    self._append(answer)
            if verdict is not None:
                return verdict

    def _changed(self, item: Item, change: Change, performed: list[Action]) -> Outcome | None:
        """Make the change, or say why it is not made; None where it was, and the item has to look again."""
        if self.stopped_by:
            return Blocked(by=self.stopped_by)
        if self.mode is Mode.SHOW:
            self._leave_undone(item, change)
            return change
        if change.actions and change.actions[0] in performed:
            return without_effect(change)
        for each in change.evidence:
            self.events.line(item.name, each.what)
        refusal = self.asking.refused(item, change)
        if refusal is None:
            self._perform(item, change, performed)
        return refusal

    def _judged(self, item: Item, waited: Waiting | None) -> Outcome:
        """Judge an item; what is waited for may be away for a while, too."""
        try:
            outcome = self.judge(item)
        except UnreachableError as error:
            if waited is None or error.lasting or self.waits.over(waited):
                raise
            return replace(waited, reason=error.what)
        if waited is not None and not (isinstance(outcome, Waiting) and outcome.fact is waited.fact):
            self.waits.drawn(waited)
        return outcome

    def judge(self, item: Item) -> Outcome:
        """Judge an item on the facts as they are now."""
        if after := self.facts.touches(item.judge, self.unperformed):
            return Pending(after=after)
        try:
            outcome: Outcome = item.judge(**self.facts.arguments(item.judge))
        except OfflineError as error:
            return Skip(reason=error.what)
        return outcome

    def _leave_undone(self, item: Item, change: Change) -> None:
        for action in change.actions:
            for kind in action.stales:
                self.unperformed.setdefault(kind, item.id)

    def _perform(self, item: Item, change: Change, performed: list[Action]) -> None:
        for action in change.actions:
            self.events.emit(ActionStarted(item=item, action=action, reach=action.reach))
            performer = self.facts.load(self.performers[name_of(type(action))])
            try:
                entry: Entry | None = performer(action, **self.facts.arguments(performer, skip_first=True))
            finally:
                # Even a failed action may have changed half of what it was to change.
                self.facts.forget(action.stales)
            performed.append(action)
            if entry is not None:
                self._append(replace(entry, item=item.id))

    def _record_done(self, item: Item) -> None:
        """Write down that what was left out before is done after all."""
        if earlier := self.facts.get(Ledger).left_out().get(item.id):
            self._append(Entry(kind="done", item=item.id, bound_to=earlier.bound_to))

    def _as_left(self, item: Item, outcome: Outcome) -> Outcome:
        """To a mere look, what was left out and is not done is what somebody said of it."""
        if isinstance(outcome, Ok | Done):
            return outcome
        with contextlib.suppress(ReleaseTasksError):
            if said := self.facts.get(Ledger).said_of(item.id):
                return Skip(reason=said)
        return outcome

    def _answered(self, item: Item, ask: Ask) -> Entry | None:
        """What was answered beforehand, or by somebody who is asked now; a run that only shows asks nobody."""
        return self.asking.answered(item, ask, beforehand=self.mode is Mode.SHOW)

    def _append(self, entry: Entry) -> None:
        """Write an entry down; a run that only shows what it would do goes on as if it stood there."""
        project = self.facts.get(Project)
        if self.mode is Mode.SHOW:
            entries = self.facts.get(Ledger).entries
            self.facts.suppose(Ledger(entries=(*entries, signed(project, entry))))
            return
        append(project, self.facts.get(Target).version, entry)
        self.facts.forget((Ledger,))
