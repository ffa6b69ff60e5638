"""What a run found, as data: settled items, the exit code that follows, and plain JSON values."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from release_tasks.core.action import Action
from release_tasks.core.errors import ExitCode
from release_tasks.core.given import Lazy
from release_tasks.core.model import Ask, Change, Fail, Item, Outcome, Unreachable, Waiting
from release_tasks.core.project import Inference

_SEVERITY = (ExitCode.USAGE, ExitCode.FAILED, ExitCode.UNREACHABLE, ExitCode.NEEDS_PERSON)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """An item, its verdict, and the actions that this run performed for it."""

    item: Item
    outcome: Outcome
    performed: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All items of one run; ``looking`` is set when changes were neither wanted nor made."""

    package: str
    version: str
    why: str
    settled: tuple[Settled, ...]
    inferred: tuple[Inference, ...] = ()
    looking: bool = False

    @property
    def exit_code(self) -> ExitCode:
        """The code that the run ends with; a look alone is fine whatever it saw."""
        return ExitCode.FINE if self.looking else worst(_code(each.outcome) for each in self.settled)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The rest of the checklist beside a run's own items, as a mere look sees it; nobody looks before it is asked for."""

    settled: Lazy[tuple[Settled, ...]]


def worst(codes: Iterable[ExitCode]) -> ExitCode:
    """The code that several at once end in: usage before failed, unreachable, needs a person."""
    seen = set(codes)
    return next((code for code in _SEVERITY if code in seen), ExitCode.FINE)


def _code(outcome: Outcome) -> ExitCode:
    match outcome:
        case Fail():
            return ExitCode.FAILED
        case Unreachable():
            return ExitCode.UNREACHABLE
        case Ask() | Waiting():
            return ExitCode.NEEDS_PERSON
        case _:
            return ExitCode.FINE


def outcome_word(outcome: Outcome) -> str:
    """The one word for an outcome, the same on every door and in JSON."""
    return "todo" if isinstance(outcome, Change) else type(outcome).__name__.lower()


def settled_json(settled: Settled) -> dict[str, Any]:
    """One settled item as JSON values."""
    return {
        "item": settled.item.id,
        "outcome": outcome_word(settled.outcome),
        **_plain(settled.outcome),
        "performed": [line for action in settled.performed for line in action.describe()],
    }


def report_json(report: Report) -> dict[str, Any]:
    """The closing line of a run as JSON values; the items went before it."""
    return {
        "package": report.package,
        "version": report.version,
        "why": report.why,
        "inferred": [_plain(each) for each in report.inferred],
        "exit_code": int(report.exit_code),
    }


def _plain(value: Any) -> Any:
    """JSON values for the small vocabulary of outcomes; actions say themselves, types their names."""
    if isinstance(value, Change):
        lines = [line for action in value.actions for line in action.describe()]
        reach = max((action.reach for action in value.actions), default=None)
        return {
            "because": value.because,
            "stale": value.stale,
            "evidence": _plain(value.evidence),
            "actions": lines,
            "reach": reach.name.lower() if reach is not None else None,
        }
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, type):
        return value.__name__
    return value
