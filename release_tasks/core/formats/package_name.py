"""The distribution's name, wherever the packaging tool of a project is told it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from release_tasks.core.errors import UsageError
from release_tasks.core.formats import cargo_manifest, ini_document, setuptools_files
from release_tasks.core.formats.module_attribute import Read
from release_tasks.core.formats.pyproject import backend, crate_place
from release_tasks.core.formats.toml_document import document, table

_MANIFEST = "pyproject.toml"
_PLAINLY = re.compile(
    rb"""^\[(?:project|tool\.poetry)\][ \t]*\r?\n(?:[^\[\n][^\n]*\n|\n)*?name[ \t]*=[ \t]*["']([^"'\\\n]+)["']""",
    re.MULTILINE,
)
_IN_PYPROJECT = (
    ("project", "name"),
    ("tool", "poetry", "name"),
    ("tool", "flit", "metadata", "dist-name"),
    ("tool", "flit", "metadata", "module"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageName:
    """A name, the file that states it (relative to the package's folder), and its key there, if it has one."""

    text: str
    file: str
    key: tuple[str, ...] = ()

    @property
    def because(self) -> str:
        """Where it is written, in words."""
        *tables, key = self.key or ("name",)
        named = f"[{'.'.join(tables)}] {key}" if tables else key
        return named if self.file == _MANIFEST else f"{named} in {self.file}"


def package_name(read: Read, folder: str, values: Mapping[str, Any]) -> PackageName | None:
    """Give the name that pyproject.toml (``values``), setup.cfg, setup.py or maturin's crate states."""
    return next(_stated(read, folder, values), None)


def may_be_named(data: bytes, names: Collection[str]) -> bool:
    """Tell at a glance whether a package of one of these names (normalized) may be behind a pyproject.toml.

    It is for passing over the others of many; only a parse tells which name it really is.
    """
    plainly = _PLAINLY.findall(data)
    return not plainly or any(canonicalize_name(name.decode("utf-8", "replace")) in names for name in plainly)


def _stated(read: Read, folder: str, values: Mapping[str, Any]) -> Iterator[PackageName]:
    for *tables, key in _IN_PYPROJECT:
        name = table(values, *tables).get(key)
        if isinstance(name, str) and name:
            yield PackageName(text=name, file=_MANIFEST, key=(*tables, key))
    path = posixpath.join(folder, "setup.cfg")
    for option in ini_document.options(read(path) or b""):
        if (option.section, option.name) == ("metadata", "name") and option.value:
            yield PackageName(text=option.value, file="setup.cfg", key=("metadata", "name"))
    path = posixpath.join(folder, "setup.py")
    if name := setuptools_files.setup_py_name(Path(path), read(path) or b""):
        yield PackageName(text=name, file="setup.py")
    if backend(values) == "maturin":
        pointed = crate_place(values, lambda place: read(_joined(folder, place)) is not None)
        if name := _crate(read, _joined(folder, pointed)):
            yield PackageName(text=name, file=pointed, key=("package", "name"))


def _joined(folder: str, place: str) -> str:
    return posixpath.normpath(posixpath.join(folder, place))


def _crate(read: Read, path: str) -> str | None:
    try:
        return cargo_manifest.crate(document(Path(path), read(path) or b""))
    except UsageError:
        return None
