"""Cargo.lock: the entries of crates that lie in the repository (those without a ``source``)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from release_tasks.core.formats.toml_spans import line_at
from release_tasks.core.spots import VersionSpot

_ENTRY = re.compile(
    rb'\[\[package\]\][ \t]*\r?\nname = "(?P<name>[^"\r\n]*)"[ \t]*\r?\n'
    rb'version = "(?P<version>[^"\r\n]*)"[ \t]*\r?\n'
    rb"(?P<source>source = )?"
)


def spots(
    path: Path, data: bytes, crates: Collection[str], stated: str | None = None
) -> tuple[VersionSpot, ...]:
    """Give the version spots of the named crates, and of what refers to them by name and version.

    Where the file holds several crates of one name, ``stated`` is the version of ours.
    """
    found: dict[str, list[re.Match[bytes]]] = {}
    for entry in _ENTRY.finditer(data):
        name = entry["name"].decode("utf-8", "replace")
        if name in crates and not entry["source"]:
            found.setdefault(name, []).append(entry)
    spans: list[tuple[int, int, str]] = []
    for name, entries in found.items():
        for entry in _ours(entries, stated):
            spans.append((*entry.span("version"), f'the entry of "{name}"'))
            spans.extend(_references(data, entry))
    return tuple(_spot(path, data, *span) for span in sorted(spans))


def _ours(entries: list[re.Match[bytes]], stated: str | None) -> list[re.Match[bytes]]:
    if len(entries) == 1 or stated is None:
        return entries
    return [entry for entry in entries if entry["version"].decode("utf-8", "replace") == stated]


def _references(data: bytes, entry: re.Match[bytes]) -> Iterator[tuple[int, int, str]]:
    """Find ``"name version"`` among dependencies: cargo writes it where a name alone could be two crates."""
    name, version = entry["name"], entry["version"]
    for found in re.finditer(rb'"' + re.escape(name + b" " + version) + rb'"', data):
        start = found.start() + len(name) + 2
        yield start, start + len(version), f'a dependency on "{name.decode("utf-8", "replace")}"'


def _spot(path: Path, data: bytes, start: int, end: int, why: str) -> VersionSpot:
    text = data[start:end].decode("utf-8", "replace")
    return VersionSpot(
        path=path, start=start, end=end, line=line_at(data, start), text=text, dialect="semver", why=why
    )
