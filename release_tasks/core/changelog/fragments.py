"""News fragments: one file a change, which the project's own tool makes into the changelog's section."""

from __future__ import annotations

from dataclasses import dataclass

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
