"""The words of a checklist: items, the outcomes that they may have, and what these carry.

An item is a function from facts to one outcome. Three outcomes drive the runner
(``Change``: perform, ``Waiting``: gather that fact again, ``Ask``: put the question); all
others settle the item.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from release_tasks.core.action import Action
from release_tasks.core.findings import Evidence, Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Ok:
    """A check passed."""

    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The effect that the item wants is in place."""

    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fail:
    """The item does not hold; each finding names its remedy.

    ``mended_by`` is a later item that may mend it by itself: where that one is part of the run, it goes first.
    """

    findings: tuple[Finding, ...]
    evidence: tuple[Evidence, ...] = ()
    mended_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Warn:
    """The item holds, with something that a person should know.

    ``left``: the release goes on without it, and some of the item is still to be done.
    """

    findings: tuple[Finding, ...]
    evidence: tuple[Evidence, ...] = ()
    left: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """Not looked at or not done, and why."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreachable:
    """A part of the world that the item needs did not answer."""

    reason: str
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """Cannot be judged before the item ``after`` was performed."""

    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """A change that was not made because the item ``by`` failed."""

    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The effect is missing; these actions bring it about, in this order.

    ``stale`` says which earlier evidence no longer counts, and why; ``evidence`` is what a person should see before
    saying yes. ``allowed`` names the setting that said yes already to what can be undone.
    """

    actions: tuple[Action, ...]
    because: str
    stale: str = ""
    evidence: tuple[Evidence, ...] = ()
    allowed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The world needs time: gather ``fact`` again, until ``deadline_s`` seconds have gone by.

    ``otherwise`` is what it comes to then; without it, more time is needed.
    """

    fact: type
    subject: str | None = None
    reason: str
    deadline_s: float = 300.0
    every_s: float = 2.0
    otherwise: Fail | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A person has to answer; the answer is recorded on ``bound_to`` (a commit, a tree, a version)."""

    question: str
    bound_to: str
    hint: str = ""


Outcome: TypeAlias = Ok | Done | Fail | Warn | Skip | Unreachable | Pending | Blocked | Change | Waiting | Ask


def holds(outcome: Outcome) -> bool:
    """Whether the item holds, and nothing of it is left to do."""
    return isinstance(outcome, Ok | Done) or (isinstance(outcome, Warn) and not outcome.left)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of the checklist, and the function that judges it.

    ``source`` is where the rule is written: a PEP, a specification, a manual page.
    """

    stage: str
    name: str
    line: str
    why: str
    source: str
    judge: Callable[..., Outcome]

    @property
    def id(self) -> str:
        """The name that is unique in the whole checklist: ``stage.name``."""
        return f"{self.stage}.{self.name}"


def fail(
    kind: str, subject: str, *, expected: str = "", found: str = "", remedy: str = "", after: str = ""
) -> Fail:
    """Make a failure with a single finding."""
    finding = Finding(kind=kind, subject=subject, expected=expected, found=found, remedy=remedy, after=after)
    return Fail(findings=(finding,))
