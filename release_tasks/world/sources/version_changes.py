"""The commits in which the version of a place moved."""

from __future__ import annotations

import os
from pathlib import Path

from release_tasks.core.history.past import History
from release_tasks.core.sources import VersionSpot
from release_tasks.world.files.reading import content


def version_changes(history: History, repository: Path, own: VersionSpot) -> tuple[str, ...]:
    """Name the last commits that changed a line that begins as the version's line does, the newest first."""
    return history.changes(name_in(repository, own.path), line_before(own))


def line_before(own: VersionSpot) -> bytes:
    """Give what stands before a version in its line."""
    data = content(own.path, needed_by=own.why)
    return data[data.rfind(b"\n", 0, own.start) + 1 : own.start]


def name_in(repository: Path, path: Path) -> str:
    """Give a file's name as git has it."""
    return Path(os.path.relpath(path, repository)).as_posix()
