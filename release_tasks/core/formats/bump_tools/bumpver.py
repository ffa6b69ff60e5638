"""bumpver: bumpver.toml, ``[tool.bumpver]`` in pyproject.toml, or ``[bumpver]`` in setup.cfg."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from pathlib import Path

from release_tasks.core.errors import UsageError
from release_tasks.core.formats import ini_document
from release_tasks.core.formats.bump_tools.listed import BumpTool, Listed, searching
from release_tasks.core.formats.toml_document import document, spot_at, table
from release_tasks.core.spots import VersionSpot
from release_tasks.core.version import canonical

NAME = "bumpver"
MARKER = b"bumpver"


def from_toml(path: Path, data: bytes, _stated: str) -> BumpTool | None:
    """Read bumpver's settings; None where they are not there."""
    values = document(path, data)
    prefix = next((keys for keys in (("tool", NAME), (NAME,)) if table(values, *keys)), None)
    if prefix is None or not isinstance(table(values, *prefix).get("current_version"), str):
        return None
    current = spot_at(path, data, (*prefix, "current_version"), why=f"[{'.'.join(prefix)}] current_version")
    files = table(values, *prefix, "file_patterns")
    return _tool(current, [(name, list(map(str, lines))) for name, lines in files.items()])


def from_ini(path: Path, data: bytes, _stated: str) -> BumpTool | None:
    """Read ``[bumpver]`` and ``[bumpver:file_patterns]``; None where they are not there."""
    current = ini_document.spot(path, data, NAME, "current_version")
    if current is None:
        return None
    quotes = current.text[:1] if current.text[:1] == current.text[-1:] and current.text[:1] in "\"'" else ""
    current = _inside(current, len(quotes), len(quotes))
    files = [each for each in ini_document.options(data) if each.section == f"{NAME}:file_patterns"]
    return _tool(current, [(each.name, each.value.split("\n")) for each in files])


def _tool(current: VersionSpot, files: Iterable[tuple[str, list[str]]]) -> BumpTool:
    listed, unread = [], []
    spelled = current.text
    try:
        number = canonical(spelled)
    except UsageError:
        number = spelled
    for name, lines in files:
        for line in filter(None, map(str.strip, lines)):
            # bumpver's patterns are literal but for brackets, which make a part optional, and ^ and $.
            pattern = None
            if not any(mark in line for mark in "[]^$\\"):
                as_is = searching(line, spelled.removeprefix("v"), fields=("version",))
                pattern = as_is or searching(line, number, fields=("pep440_version",))
                if as_is and spelled.startswith("v"):
                    pattern = searching(
                        line.replace("{version}", "v{version}"), spelled[1:], fields=("version",)
                    )
            if pattern is None:
                unread.append(name)
            else:
                listed.append(Listed(file=name, pattern=pattern))
    own = _inside(current, 1, 0) if spelled.startswith("v") else current
    return BumpTool(name=NAME, current=own, listed=tuple(listed), unread=tuple(unread))


def _inside(spot: VersionSpot, before: int, after: int) -> VersionSpot:
    text = spot.text[before : len(spot.text) - after]
    return dataclasses.replace(spot, start=spot.start + before, end=spot.end - after, text=text)
