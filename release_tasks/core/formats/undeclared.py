"""Where the version is when pyproject.toml does not say: setup.cfg, setup.py, a crate, the package's own module."""

from __future__ import annotations

import contextlib
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from release_tasks.core.errors import UsageError
from release_tasks.core.formats import (
    cargo_manifest,
    coded,
    module_attribute,
    plain_text,
    setup_script,
    setuptools_files,
)
from release_tasks.core.formats.dynamic import FromAssignment, FromCrate, FromText, NotInFiles
from release_tasks.core.formats.module_attribute import Read
from release_tasks.core.formats.toml_document import document, table
from release_tasks.core.spots import VersionSpot
from release_tasks.core.version import is_version

VERSION_MODULES = ("__init__", "__about__", "__version__", "_version", "version")
"""The modules of a package that state its version by custom."""

_NAMES = (("__version__",), ("version", "VERSION"))
_VERSION_FILES = ("VERSION", "VERSION.txt", "version.txt")


def undeclared(
    read: Read, folder: str, values: Mapping[str, Any], import_name: str
) -> VersionSpot | FromCrate | NotInFiles | None:
    """Give the spot of a version that a build backend finds by code of the project's own.

    ``values`` is pyproject.toml. A crate is only named: its version may come from a workspace.
    """
    return next(_found(read, folder, values, import_name), None)


def module_places(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Name the folders, relative to pyproject.toml, in which the import package may lie; each ends in a slash."""
    named = (
        table(values, "tool", "maturin").get("python-source"),
        table(values, "tool", "setuptools", "package-dir").get(""),
        *_list(table(values, "tool", "setuptools", "packages", "find").get("where")),
    )
    stated = [posixpath.normpath(each) for each in named if isinstance(each, str) and each]
    return tuple(
        f"{each}/" if each != "." else "" for each in dict.fromkeys((".", "src", "python", "lib", *stated))
    )


def _found(
    read: Read, folder: str, values: Mapping[str, Any], import_name: str
) -> Iterator[VersionSpot | FromCrate | NotInFiles]:
    yield from _in_setup(read, folder)
    if (data := read(path := posixpath.join(folder, "Cargo.toml"))) is not None:
        name = table(values, "project").get("name", "")
        crate = cargo_manifest.crate(document(Path(path), data))
        if crate and canonicalize_name(crate) == canonicalize_name(str(name)):
            yield FromCrate()
    package = import_name.replace(".", "/")
    modules = [posixpath.join(folder, place, package) for place in module_places(values)]
    files = [
        path
        for each in modules
        for path in (*(f"{each}/{name}.py" for name in VERSION_MODULES), f"{each}.py")
    ]
    for names in _NAMES:
        for path in files:
            yield from module_attribute.spots(read, path, names)
    for place in (folder, *modules):
        for name in _VERSION_FILES:
            yield from _in_text(read, place, name)
    for path in files:
        yield from coded.whole(Path(path), read(path) or b"")


def _in_setup(read: Read, folder: str) -> Iterator[VersionSpot | FromCrate | NotInFiles]:
    path = posixpath.join(folder, "setup.cfg")
    if (data := read(path)) is not None and (stated := setuptools_files.setup_cfg(Path(path), data)):
        if isinstance(stated, VersionSpot):
            yield stated
        else:
            yield from _followed(read, folder, stated)
    path = posixpath.join(folder, "setup.py")
    if (script := read(path)) is not None:
        if given := setuptools_files.setup_py(Path(path), script):
            yield given
        yield from _computed(read, folder, setup_script.named_files(Path(path), script))


def _computed(read: Read, folder: str, files: Iterable[str]) -> Iterator[VersionSpot | FromCrate]:
    """Look where setup.py takes its version from."""
    for file in files:
        path = posixpath.join(folder, file)
        if file == "Cargo.toml" and read(path) is not None:
            yield FromCrate()
        # What cannot be read as we read it may be read otherwise, with a pattern.
        with contextlib.suppress(UsageError):
            yield from _in_module(read, path) if file.endswith(".py") else _in_text(read, folder, file)


def _in_module(read: Read, path: str) -> Iterator[VersionSpot]:
    for names in _NAMES:
        yield from module_attribute.spots(read, path, names)
    yield from coded.whole(Path(path), read(path) or b"")


def _in_text(read: Read, folder: str, name: str) -> Iterator[VersionSpot]:
    for spot in _followed(read, folder, FromText(file=name, setting=f"{name}, which holds nothing else")):
        if is_version(spot.text):
            yield spot


def _followed(read: Read, folder: str, origin: FromAssignment | FromText) -> Iterator[VersionSpot]:
    if isinstance(origin, FromText):
        path = posixpath.join(folder, origin.file)
        if (data := read(path)) is not None:
            yield from plain_text.spots(Path(path), data, why=origin.setting)
        return
    for file in origin.files:
        yield from module_attribute.spots(read, posixpath.join(folder, file), origin.names)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
