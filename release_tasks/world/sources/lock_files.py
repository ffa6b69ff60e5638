"""The package's own entries in the lock files of Python tools, beside the package and above it."""

from __future__ import annotations

from collections.abc import Iterator

from release_tasks.core.formats import path_lock, uv_lock
from release_tasks.core.project import Project
from release_tasks.core.spots import VersionSpot
from release_tasks.world.files.reading import content, files_there, folders_up

_LOCKS = {"uv.lock": uv_lock.spots, "poetry.lock": path_lock.spots, "pdm.lock": path_lock.spots}


def locked(project: Project) -> Iterator[VersionSpot]:
    """Give the versions that lock files beside a package and above it have of the package itself."""
    for folder in folders_up(project.path, project.repository):
        own = project.path.relative_to(folder).as_posix()
        for path in files_there(folder, _LOCKS):
            yield from _LOCKS[path.name](path, content(path, needed_by=path.name), project.name, own)
