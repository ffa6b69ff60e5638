"""poetry.lock and pdm.lock: the entry of a package that lies in the repository itself."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

from packaging.utils import canonicalize_name

from release_tasks.core.formats.toml_spans import line_at
from release_tasks.core.spots import VersionSpot

_ENTRY = re.compile(rb"^\[\[package\]\][ \t]*\r?\n(?P<body>(?:(?!\[\[)[^\n]*\n?)*)", re.MULTILINE)
_NAME = re.compile(rb'^name = "(?P<name>[^"\r\n]*)"', re.MULTILINE)
_VERSION = re.compile(rb'^version = "(?P<version>[^"\r\n]*)"', re.MULTILINE)
# poetry says so in [package.source], pdm in the entry.
_FOLDER = re.compile(
    rb'^\[package\.source\]\s*\ntype = "directory"\s*\nurl = "(?P<poetry>[^"\r\n]*)"'
    rb'|^path = "(?P<pdm>[^"\r\n]*)"',
    re.MULTILINE,
)


def spots(path: Path, data: bytes, name: str, folder: str) -> tuple[VersionSpot, ...]:
    """Give the version spots of the package ``name`` that lies in ``folder``, relative to the lock file."""
    wanted = canonicalize_name(name)
    if wanted.encode() not in data:
        return ()
    return tuple(_found(path, data, wanted, posixpath.normpath(folder)))


def _found(path: Path, data: bytes, name: str, folder: str) -> Iterator[VersionSpot]:
    for entry in _ENTRY.finditer(data):
        body = entry["body"]
        named, stated, lies = _NAME.search(body), _VERSION.search(body), _FOLDER.search(body)
        if not named or not stated or not lies or canonicalize_name(named["name"].decode()) != name:
            continue
        place = (lies["poetry"] or lies["pdm"] or b"").decode("utf-8", "replace")
        if posixpath.normpath(place) != folder:
            continue
        start = entry.start("body") + stated.start("version")
        yield VersionSpot(
            path=path,
            start=start,
            end=start + len(stated["version"]),
            line=line_at(data, start),
            text=stated["version"].decode("utf-8", "replace"),
            why=f'the entry of "{name}"',
        )
