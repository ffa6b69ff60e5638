"""News fragments: one file a change, which the project's own tool makes into the changelog's section."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from release_tasks.core.action import FactTypes
from release_tasks.core.changelog import ChangelogFile
from release_tasks.core.findings import Reach
from release_tasks.core.git import ReleaseTree
from release_tasks.core.project import FragmentTool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """One fragment: where it lies in the repository, and what it says."""

    path: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragments:
    """The fragments that wait for the next release; ``tool`` is None where the project has none."""

    tool: FragmentTool | None = None
    found: tuple[Fragment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectFragments:
    """Lets the project's own tool make the changelog's section of the news fragments, which it removes."""

    reach: ClassVar[Reach] = Reach.LOCAL
    stales: ClassVar[FactTypes] = (ChangelogFile, Fragments, ReleaseTree)
    tool: FragmentTool
    arguments: tuple[str, ...]

    def describe(self) -> tuple[str, ...]:
        """The command, as it is typed."""
        return (f"run {self.tool.name} {' '.join(self.arguments)}",)
