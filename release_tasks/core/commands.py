"""Runs of the project's own commands, and whether one that was recorded still counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from release_tasks.core.action import FactTypes
from release_tasks.core.findings import Reach
from release_tasks.core.git import ReleaseTree
from release_tasks.core.ledger import Entry, Ledger
from release_tasks.core.project import Command
from release_tasks.core.sources import VersionSources
from release_tasks.core.work_tree import Manifests


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCommands:
    """Runs the project's own commands and records that they passed, bound to ``bound_to``.

    ``kind`` is the ledger's word for it; ``values`` fill the placeholders (``{python}`` is known
    without them); ``stales`` names what the commands may have changed.
    """

    reach: ClassVar[Reach] = Reach.LOCAL
    kind: str
    commands: tuple[Command, ...]
    folder: Path
    bound_to: str
    values: Mapping[str, str] = field(default_factory=dict)
    stales: FactTypes = (Ledger,)

    def describe(self) -> tuple[str, ...]:
        """One line a command."""
        return tuple(f"run {command}" for command in self.commands)


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeDocs:
    """Runs the project's own docs commands; that they passed is bound to the tree that they leave."""

    reach: ClassVar[Reach] = Reach.LOCAL
    stales: ClassVar[FactTypes] = (Ledger, ReleaseTree, Manifests, VersionSources)
    commands: tuple[Command, ...]
    folder: Path
    values: Mapping[str, str] = field(default_factory=dict)

    def describe(self) -> tuple[str, ...]:
        """One line a command."""
        return tuple(f"run {command}" for command in self.commands)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What evidence there is for an effect: the ``entry`` that proves it, or why earlier ones do not."""

    entry: Entry | None
    stale: str = ""


def commands_standing(ledger: Ledger, kind: str, commands: Sequence[Command], bound_to: str) -> Standing:
    """Whether these commands passed on what ``bound_to`` names."""
    wanted = [str(each) for each in commands]
    entry = ledger.latest(kind, bound_to)
    if entry is not None and entry.data.get("commands") == wanted:
        return Standing(entry=entry)
    if entry is not None:
        return Standing(entry=None, stale=f"{kind} passed on {bound_to[:12]}, but with other commands")
    earlier = ledger.latest(kind)
    if earlier is None:
        return Standing(entry=None)
    return Standing(entry=None, stale=f"{kind} passed on {earlier.bound_to[:12]}; it is {bound_to[:12]} now")
