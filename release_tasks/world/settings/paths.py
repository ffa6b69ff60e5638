"""Paths in the settings: relative to their file's folder, and inside the repository."""

from __future__ import annotations

import os
from pathlib import Path

from release_tasks.world.files.reading import joined
from release_tasks.world.settings.reading import Stated


def inside(
    stated: Stated,
    key: str,
    path: str,
    root: Path,
    repository: Path,
    *,
    exists: bool = True,
    at: tuple[str | int, ...] = (),
) -> Path:
    """Give the absolute path that a setting names; ``at`` leads to it inside the key's value.

    :raises UsageError: it is absolute, leads out of the repository, or is not there and should be.
    """
    if Path(path).is_absolute():
        raise stated.wrong(key, *at, what=f"{path} is absolute", expected=f"a path relative to {root}")
    there = joined(root, path)
    if not (there.is_relative_to(repository) and there.resolve().is_relative_to(repository.resolve())):
        raise stated.wrong(
            key, *at, what=f"{path} leads out of the repository", expected=f"a path inside {repository}"
        )
    if exists and not there.exists():
        raise stated.wrong(
            key,
            *at,
            what=f"there is no {path}",
            expected=f"a path that exists in {root}",
            remedy=f"mend {key}",
        )
    return there


def from_package(path: Path, package: Path) -> str:
    """Spell a path relative to the package's folder, with slashes."""
    return Path(os.path.relpath(path, package)).as_posix()
