"""The version that a package's own manifest states, in any tree that can be read: the work tree, an old commit."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from release_tasks.core.errors import UsageError
from release_tasks.core.formats import cargo_manifest, dynamic, plain_text, pyproject, python_assignment
from release_tasks.core.formats.toml_document import document, table
from release_tasks.core.spots import VersionSpot

Read: TypeAlias = Callable[[str], bytes | None]
"""From a path in the repository to the file's bytes, None where there is no such file."""


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
    return (_joined(folder, "pyproject.toml"), *_crates_up(folder))


def _found(read: Read, folder: str, import_name: str) -> VersionSpot | dynamic.NotInFiles | None:
    path = _joined(folder, "pyproject.toml")
    data = read(path)
    if data is None:
        return None
    if spots := pyproject.spots(Path(path), data):
        return spots[0]
    values = document(Path(path), data)
    origin = dynamic.origin(values, import_name)
    if isinstance(origin, dynamic.NotInFiles):
        return origin
    return next(_followed(read, folder, origin, values), None)


def _followed(
    read: Read, folder: str, origin: dynamic.Origin | None, values: Mapping[str, Any]
) -> Iterator[VersionSpot]:
    match origin:
        case dynamic.FromCrate():
            pointed = table(values, "tool", "maturin").get("manifest-path", "Cargo.toml")
            yield from _crate(read, _joined(folder, str(pointed)))
        case dynamic.FromAssignment(files=files, names=names):
            paths = [_joined(folder, file) for file in files]
            path, data = next(((path, data) for path in paths if (data := read(path)) is not None), ("", b""))
            yield from python_assignment.spots(Path(path), data, names)
        case dynamic.FromRegex(file=file, regex=regex, setting=setting):
            path = _joined(folder, file)
            yield from plain_text.matched(Path(path), read(path) or b"", regex, why=setting)
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
