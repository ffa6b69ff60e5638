"""The Python to try a listed release on where nobody names one: any that its files are for, the running one first."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from packaging.tags import platform_tags

from release_tasks.core.environments import Interpreter
from release_tasks.core.index import IndexFile
from release_tasks.core.wheels import allowed, fits, sdist_of
from release_tasks.world.environments.candidates import candidates
from release_tasks.world.environments.proof import is_provable
from release_tasks.world.environments.starting import start


def python_for(files: Sequence[IndexFile]) -> Interpreter | None:
    """Find a Python that gets a wheel of these files, else one that may build the sdist; None if none is here."""
    there = _Here()
    if any(each.name.endswith(".whl") for each in files):
        platforms = tuple(platform_tags())
        for python in there:
            wheels = (each.name for each in allowed(files, python) if each.name.endswith(".whl"))
            if any(fits(each, python, platforms) for each in wheels):
                return python
    return next((python for python in there if sdist_of(allowed(files, python))), None)


class _Here:
    """The CPythons of this machine, the running one first, then the newest; each is started once, when it is its turn."""

    def __init__(self) -> None:
        self._seen: dict[str, Interpreter] = {}
        self._more = self._found()

    def __iter__(self) -> Iterator[Interpreter]:
        yield from tuple(self._seen.values())
        for each in self._more:
            if each.version not in self._seen:
                self._seen[each.version] = each
                yield each

    def _found(self) -> Iterator[Interpreter]:
        if running := start(sys.executable):
            yield running
        for each in candidates():
            plain = not (each.free_threaded or each.pypy)
            found = start(str(each.executable)) if plain and each.name not in self._seen else None
            if found and is_provable(found):
                yield found
