"""The project's news: its changelog as a file, and the fragments that wait to get into it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from release_tasks.core.action import FactTypes
from release_tasks.core.findings import Reach
from release_tasks.core.git import ReleaseTree
from release_tasks.core.project import FragmentTool

if TYPE_CHECKING:
    from release_tasks.core.changelog import Changelog


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangelogFile:
    """The project's changelog; ``text`` has its line ends and byte order mark as they are in the file.

    ``path`` is None when there is no changelog; then ``text`` is empty.
    """

    path: Path | None
    text: str = ""

    def read(self) -> Changelog:
        """Find its sections, in the markup that its name says."""
        from release_tasks.core.changelog import markup_of, parse  # noqa: PLC0415  # most runs read no changelog

        return parse(self.text, markup_of(self.path.name if self.path else "", self.text))

    def at(self, then: ChangelogAtLastRelease) -> Changelog | None:
        """Find the sections that it had at the last release."""
        return None if then.text is None else replace(self, text=then.text).read()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangelogAtLastRelease:
    """The changelog as the last release left it; None where there was no release, or no changelog in it."""

    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """The day of the release, ISO 8601."""

    date: str


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
