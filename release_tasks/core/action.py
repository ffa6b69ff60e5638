"""Changes as data: each says what it does, how far it reaches, and which facts it makes stale.

``release_tasks.world`` performs them; nothing in the core does. Each kind is a frozen dataclass beside
the facts that it is about.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeAlias

from release_tasks.core.findings import Reach

FactTypes: TypeAlias = tuple[type, ...]


class Action(Protocol):
    """A change that prints itself; a row of the world's table names who performs it."""

    @property
    def reach(self) -> Reach:
        """The worst that follows."""
        ...

    @property
    def stales(self) -> FactTypes:
        """The facts that have to be gathered again."""
        ...

    def describe(self) -> tuple[str, ...]:
        """What it does, a line each; indented below one may stand what it sends."""
        ...


def headlines(actions: Iterable[Action]) -> list[str]:
    """What the actions do, without what they send."""
    return [line for each in actions for line in each.describe() if not line.startswith(" ")]
