"""The change of files: all of them, or none."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from release_tasks.core.action import FactTypes
from release_tasks.core.findings import Reach
from release_tasks.core.git import ReleaseTree
from release_tasks.core.sources import VersionSources
from release_tasks.core.work_tree import Manifests


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEdit:
    """One file's new content; ``before`` is what it must still hold (None: it must not exist)."""

    path: Path
    before: bytes | None
    after: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteFiles:
    """Rewrites files, all or none."""

    reach: ClassVar[Reach] = Reach.LOCAL
    edits: tuple[FileEdit, ...]
    summary: tuple[str, ...]
    stales: FactTypes = (Manifests, VersionSources, ReleaseTree)

    def describe(self) -> tuple[str, ...]:
        """One line a file."""
        return self.summary
