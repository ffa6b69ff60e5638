"""The version that a package's own manifest states, in any tree that can be read: the work tree, an old commit."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from release_tasks.core.errors import UsageError
from release_tasks.core.formats import (
    cargo_manifest,
    coded,
    dynamic,
    json_document,
    module_attribute,
    plain_text,
    pyproject,
)
from release_tasks.core.formats.module_attribute import Read
from release_tasks.core.formats.toml_document import document, table
from release_tasks.core.formats.undeclared import undeclared
from release_tasks.core.spots import VersionSpot


def own_version(read: Read, folder: str, import_name: str) -> VersionSpot | dynamic.NotInFiles | None:
    """Give the spot that states the version of the package in ``folder`` (relative to the repository).

    None where no manifest states one, or where it cannot be understood.
    """
    try:
        return _found(read, folder, import_name)
    except UsageError:
        return None


def manifests(folder: str) -> tuple[str, ...]:
    """List the paths that :func:`own_version` will read in most cases, so that they can be read at once."""
    names = ("pyproject.toml", "setup.cfg", "setup.py")
    return (*(_joined(folder, name) for name in names), *_crates_up(folder))


def _found(read: Read, folder: str, import_name: str) -> VersionSpot | dynamic.NotInFiles | None:
    path = _joined(folder, "pyproject.toml")
    data = read(path) or b""
    values = document(Path(path), data)
    if tags := dynamic.placeholder(values):
        return tags
    if spots := pyproject.spots(Path(path), data, values):
        return spots[0]
    origin = dynamic.origin(values, import_name)
    if isinstance(origin, dynamic.NotInFiles):
        return origin
    if origin is not None and (followed := next(_followed(read, folder, origin, values), None)):
        return followed
    elsewhere = undeclared(read, folder, values, import_name)
    if isinstance(elsewhere, dynamic.FromCrate):
        return next(_followed(read, folder, elsewhere, values), None)
    return elsewhere


def _followed(
    read: Read, folder: str, origin: dynamic.Origin, values: Mapping[str, Any]
) -> Iterator[VersionSpot]:
    match origin:
        case dynamic.FromCrate():
            pointed = pyproject.crate_place(values, lambda place: read(_joined(folder, place)) is not None)
            yield from _crate(read, _joined(folder, pointed))
        case dynamic.FromAssignment(files=files, names=names):
            paths = [_joined(folder, file) for file in files]
            path = next((path for path in paths if read(path) is not None), "")
            found = tuple(module_attribute.spots(read, path, names))
            yield from found or coded.whole(Path(path), read(path) or b"")
        case dynamic.FromRegex(file=file, regex=regex, setting=setting):
            path = _joined(folder, file)
            yield from plain_text.matched(Path(path), read(path) or b"", regex, why=setting)
        case dynamic.FromJson(file=file):
            path = _joined(folder, file)
            if (data := read(path)) is not None:
                yield from json_document.spots(Path(path), data, [("version",)], dialect="semver")
        case dynamic.FromText(file=file, setting=setting):
            path = _joined(folder, file)
            yield from plain_text.spots(Path(path), read(path) or b"", why=setting)
        case _:
            return


def _crate(read: Read, path: str) -> Iterator[VersionSpot]:
    data = read(path)
    if data is None:
        return
    values = document(Path(path), data)
    if not cargo_manifest.inherits(values):
        yield from cargo_manifest.spots(Path(path), data)
        return
    pointed = table(values, "package").get("workspace")
    folder = posixpath.dirname(path)
    roots = [_joined(folder, f"{pointed}/Cargo.toml")] if isinstance(pointed, str) else _crates_up(folder)
    for root in roots:
        found = read(root)
        if found is not None and "workspace" in document(Path(root), found):
            yield from cargo_manifest.workspace_spots(Path(root), found)
            return


def _crates_up(folder: str) -> Iterator[str]:
    """Name the Cargo.toml of a folder and of each one above it."""
    yield _joined(folder, "Cargo.toml")
    while folder not in ("", "."):
        folder = posixpath.dirname(folder)
        yield _joined(folder, "Cargo.toml")


def _joined(folder: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(folder, path))
