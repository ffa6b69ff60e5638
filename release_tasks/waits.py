"""Waits for the world: a fact is looked at again, every change of the reason is told, a deadline ends it."""

from __future__ import annotations

import time

from release_tasks.core.errors import ReleaseTasksError
from release_tasks.core.events import Events, RunFollowed
from release_tasks.core.model import Waiting
from release_tasks.gathering import Facts, Key

_PATIENT_S, _SELDOM_S = 600.0, 15.0
"""What takes longer than the one is looked at no more often than each of the other."""


class Waits:
    """What a run waited for; all that wait for one fact share one deadline."""

    def __init__(self, facts: Facts, events: Events) -> None:
        self._facts = facts
        self._events = events
        self._since: dict[Key, float] = {}
        self._told: dict[Key, str] = {}

    def over(self, waiting: Waiting) -> bool:
        """Whether the deadline went by."""
        return self._passed(waiting) >= waiting.deadline_s

    def again(self, waiting: Waiting) -> bool:
        """Let the fact be gathered again after a while; False when the deadline went by."""
        passed = self._passed(waiting)
        left = waiting.deadline_s - passed
        if left <= 0:
            return False
        if not self.drawn(waiting) and self._told.get(_key(waiting)) != waiting.reason:
            self._events.line("waiting", f"{waiting.reason}; for {left:.0f} s at most")
            self._told[_key(waiting)] = waiting.reason
        every_s = waiting.every_s if passed < _PATIENT_S else max(waiting.every_s, _SELDOM_S)
        time.sleep(min(every_s, left))
        self._facts.forget((waiting.fact, *self._facts.unreachable()))
        return True

    def drawn(self, waiting: Waiting) -> bool:
        """Tell of a run that is waited for as it is now; False for any other fact, and for one that cannot be seen."""
        from release_tasks.core.github.runs import Followable  # noqa: PLC0415  # most runs wait for nothing

        try:
            fact: object = self._facts.get(*_key(waiting))
        except ReleaseTasksError:
            return False
        following = fact.following if isinstance(fact, Followable) else None
        if following is None:
            return False
        self._events.emit(RunFollowed(following=following))
        return True

    def _passed(self, waiting: Waiting) -> float:
        return time.monotonic() - self._since.setdefault(_key(waiting), time.monotonic())


def _key(waiting: Waiting) -> Key:
    return waiting.fact, waiting.subject
