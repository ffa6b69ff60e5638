"""A name of a Python module, followed to the literal that it stands for, also where the module imports it from."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import TypeAlias

from release_tasks.core.errors import UsageError
from release_tasks.core.formats import python_assignment
from release_tasks.core.spots import VersionSpot

Read: TypeAlias = Callable[[str], bytes | None]
"""From a path in the repository to the file's bytes, None where there is no such file."""

_STEPS = 3
"""How many imports are followed."""


def spots(read: Read, path: str, names: Collection[str], steps: int = _STEPS) -> Iterator[VersionSpot]:
    """Give the spots of string literals that ``names`` of the module at ``path`` stand for; none for what is computed.

    :raises UsageError: the module itself is not UTF-8, or the running Python cannot parse it.
    """
    data = read(path)
    if data is None:
        return
    found = python_assignment.spots(Path(path), data, names)
    if found or not steps:
        yield from found
        return
    for source in python_assignment.imports(Path(path), data, names):
        for file in _files(path, source):
            yield from _imported(read, file, source.name, steps - 1)


def _imported(read: Read, path: str, name: str, steps: int) -> tuple[VersionSpot, ...]:
    try:
        return tuple(spots(read, path, (name,), steps))
    except UsageError:
        # The backend was not pointed at this module.
        return ()


def _files(path: str, source: python_assignment.Import) -> Iterator[str]:
    """Name the files that a module at ``path`` may import from: relative ones, and those of its own package."""
    folder = posixpath.dirname(path)
    inner = source.module.replace(".", "/")
    if source.level:
        base = posixpath.normpath(posixpath.join(folder, *[".."] * (source.level - 1)))
    else:
        top = source.module.partition(".")[0]
        above, found, _ = f"/{folder.lstrip('/')}/".rpartition(f"/{top}/")
        if not found:
            return
        base = above if path.startswith("/") else above.lstrip("/")
    module = posixpath.join(base, inner)
    yield f"{module}.py"
    yield posixpath.join(module, "__init__.py")
