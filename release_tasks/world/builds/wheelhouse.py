"""Where a project's own build command leaves wheels when nobody tells it where: cargo's target folder."""

from __future__ import annotations

import os
from pathlib import Path

from release_tasks.core.distributions.filename import is_of
from release_tasks.world.builds.dist import distribution_files

_TARGET_VARIABLES = ("CARGO_TARGET_DIR", "CARGO_BUILD_TARGET_DIR")
_Mark = tuple[int, int, int]


class WheelhouseWatch:
    """Remembers what lies in ``target/wheels`` of a package and of the Cargo workspaces above it."""

    def __init__(self, folder: Path) -> None:
        self._places = _places(folder)
        self._before = self._marks()

    def written(self, name: str, version: str) -> tuple[Path, ...]:
        """List the distributions of this name and version that were written since."""
        return tuple(
            path
            for path, mark in self._marks().items()
            if self._before.get(path) != mark and is_of(path.name, name, version)
        )

    def _marks(self) -> dict[Path, _Mark]:
        return {path: _mark(path) for place in self._places for path in distribution_files(place)}


def _places(folder: Path) -> tuple[Path, ...]:
    """List maturin's output folders from ``folder`` up to the top of the repository."""
    above = (folder, *folder.parents)
    tops = [at for at, each in enumerate(above) if (each / ".git").exists()]
    targets = [each / "target" for each in above[: tops[0] + 1 if tops else 1]]
    targets += [folder / os.environ[name] for name in _TARGET_VARIABLES if os.environ.get(name)]
    return tuple(target / "wheels" for target in targets)


def _mark(path: Path) -> _Mark:
    seen = path.stat()
    return (seen.st_ino, seen.st_mtime_ns, seen.st_size)
