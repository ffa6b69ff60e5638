"""The package's own Python modules that state its version as a literal."""

from __future__ import annotations

import contextlib
import dataclasses
import os
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from release_tasks.core.errors import UsageError
from release_tasks.core.formats import python_assignment
from release_tasks.core.formats.undeclared import VERSION_MODULES, module_places
from release_tasks.core.history.past import History
from release_tasks.core.project import Project
from release_tasks.core.spots import VersionSpot
from release_tasks.core.version import is_version, parse, same_version
from release_tasks.world.files.reading import content, files_there, joined
from release_tasks.world.sources.moved_together import Reader, moved_together

_NAMES = ("__version__",)
_NAMES_IN_VERSION_MODULES = ("__version__", "VERSION", "version")
_MODULES = tuple(f"{module}.py" for module in VERSION_MODULES)
_NOT_PACKAGES = frozenset(
    ("tests", "test", "testing", "docs", "doc", "examples", "benchmarks", "scripts", "tools")
)
_NOT_OURS = frozenset(("vendor", "vendors", "_vendor", "third_party", "extern", "node_modules"))


def import_package_spots(project: Project, values: Mapping[str, Any]) -> Iterator[VersionSpot]:
    """Read ``__version__`` where the import package has it as a literal, whatever version that is.

    :raises UsageError: a module of it cannot be read as Python.
    """
    module = project.import_name.replace(".", "/")
    for place in module_places(values):
        names = (*(f"{module}/{each}.py" for each in VERSION_MODULES), f"{module}.py")
        for path in files_there(joined(project.path, place), names):
            yield from python_assignment.spots(path, content(path, needed_by="the import package"), _NAMES)


def other_module_spots(
    project: Project,
    history: History,
    values: Mapping[str, Any],
    own: VersionSpot,
    known: Collection[VersionSpot],
) -> Iterator[VersionSpot]:
    """Read the literals that state the version of ``own`` elsewhere: a namespace's package, Sphinx's ``release``.

    In packages of other names they count if they came to that version together with ``own``; what is
    ``known`` needs no such proof.
    """
    beside: list[VersionSpot] = []
    for place in module_places(values):
        folder = joined(project.path, place)
        namespaced = folder / project.name.replace("-", "/").replace(".", "/")
        yield from _stating(namespaced, own)
        for package in _packages(folder, below=bool(place)):
            if package != namespaced:
                beside += (spot for spot in _stating(package, own) if spot not in known)
    readers: dict[Path, Reader] = {spot.path: _literals for spot in beside}
    moved = moved_together(history, project.repository, own, readers)
    yield from (spot for spot in beside if spot.path in moved)
    for path in _sphinx(project.path):
        yield from _read(path, ("release",), own.text)
        yield from _short(path, own.text)


def _sphinx(folder: Path) -> Iterator[Path]:
    """Find Sphinx's conf.py in a folder for docs, or one below."""
    docs = _folders(folder, lambda name: name.startswith("doc"))
    for place in (*docs, *(below for each in docs for below in _folders(each, bool))):
        yield from files_there(place, ("conf.py",))


def _short(path: Path, version: str) -> Iterator[VersionSpot]:
    """Read Sphinx's ``version``, which is the first numbers of the release by its documentation, or all of it."""
    numbers = version.split(".")
    for spot in _literals_of(path, ("version",), version):
        parts = spot.text.count(".") + 1
        if spot.text == version:
            yield spot
        elif parts < len(numbers) and spot.text.split(".") == numbers[:parts]:
            yield dataclasses.replace(spot, parts=parts)


def _stating(package: Path, own: VersionSpot) -> Iterator[VersionSpot]:
    for path in files_there(package, _MODULES):
        yield from _read(path, _names(path), own.text)


def _literals(path: Path, data: bytes) -> tuple[VersionSpot, ...]:
    return python_assignment.spots(path, data, _names(path))


def _names(path: Path) -> tuple[str, ...]:
    return _NAMES if path.stem == "__init__" else _NAMES_IN_VERSION_MODULES


def _packages(place: Path, *, below: bool) -> Iterator[Path]:
    """List the packages in a folder; of namespaces those below, where all that is in the folder is ours."""
    for folder in _folders(place, _may_be_package):
        if (folder / "__init__.py").is_file():
            yield folder
        elif below:
            yield from (
                each for each in _folders(folder, _may_be_package) if (each / "__init__.py").is_file()
            )


def _folders(place: Path, wanted: Callable[[str], bool]) -> tuple[Path, ...]:
    """List the folders in a folder whose names are ``wanted``, by their names."""
    with contextlib.suppress(OSError), os.scandir(place) as entries:
        names = (each.name for each in entries if wanted(each.name) and each.is_dir())
        return tuple(place / name for name in sorted(names))
    return ()


def _may_be_package(name: str) -> bool:
    return name.isidentifier() and name not in _NOT_PACKAGES | _NOT_OURS


def _read(path: Path, names: tuple[str, ...], version: str) -> Iterator[VersionSpot]:
    return (spot for spot in _literals_of(path, names, version) if same_version(spot.text, version))


def _literals_of(path: Path, names: tuple[str, ...], version: str) -> tuple[VersionSpot, ...]:
    """Read the literals of a module, which is not parsed if ``version`` cannot stand in it, nor its beginning."""
    data = content(path, needed_by="the package")
    if not is_version(version) or str(parse(version).release[0]).encode() not in data:
        return ()
    try:
        return python_assignment.spots(path, data, names)
    except UsageError:
        # It is no module that a release needs; what this Python cannot read states nothing.
        return ()
