"""What long work tells while it runs; the doors draw it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from release_tasks.core.action import Action
from release_tasks.core.findings import Reach
from release_tasks.core.model import Item, Outcome

if TYPE_CHECKING:
    from release_tasks.core.github.runs import Following


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemStarted:
    """An item is about to be judged."""

    item: Item


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionStarted:
    """An action is about to be performed."""

    item: Item
    action: Action
    reach: Reach


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputLine:
    """A line that a command printed; ``label`` says whose (``tests``, ``smoke 3.12 wheel``)."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSettled:
    """An item got its verdict; ``performed`` are the actions that this run did for it."""

    item: Item
    outcome: Outcome
    performed: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFollowed:
    """A workflow run that is waited for was looked at."""

    following: Following


Event: TypeAlias = ItemStarted | ActionStarted | OutputLine | ItemSettled | RunFollowed


@dataclass(frozen=True, slots=True)
class Events:
    """Where long work sends its events."""

    emit: Callable[[Event], None]

    def line(self, label: str, text: str) -> None:
        """Report one line of a command's output."""
        self.emit(OutputLine(label=label, text=text))
