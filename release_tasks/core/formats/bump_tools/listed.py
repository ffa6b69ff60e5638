"""What a bump tool lists: a file, and the text in it that holds the version."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from release_tasks.core.formats.toml_spans import KeyPath, line_at
from release_tasks.core.spots import VersionSpot


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A file, or a glob of files, relative to the settings that list it, and where the version is in it.

    Every group of ``pattern`` is a version; ``lines`` narrows it to lines that match. ``key`` is a place in
    a TOML file instead.
    """

    file: str
    pattern: re.Pattern[bytes] | None = None
    lines: re.Pattern[str] | None = None
    key: KeyPath | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BumpTool:
    """The settings of one tool: its name, its own version if it holds one, what it lists, what we cannot follow."""

    name: str
    current: VersionSpot | None
    listed: tuple[Listed, ...] = ()
    unread: tuple[str, ...] = ()


def searching(
    template: str, version: str, *, fields: Collection[str] = ("current_version",)
) -> re.Pattern[bytes] | None:
    """Make the pattern of a template such as ``version = "{current_version}"``; None if it holds anything else."""
    try:
        parts = list(Formatter().parse(template))
    except ValueError:
        return None
    named = [(name, form, conversion) for _, name, form, conversion in parts if name is not None]
    if not named or any(form or conversion or name not in fields for name, form, conversion in named):
        return None
    number = b"(" + re.escape(version.encode()) + b")"
    wanted = b"".join(re.escape(text.encode()) + (number if name else b"") for text, name, _, _ in parts)
    # In 11.2.0 and in 1.2.0.4 there is no 1.2.0.
    before = rb"(?<![\d])(?<!\d\.)" if not parts[0][0] else b""
    after = rb"(?!\.?\d)" if parts[-1][1] else b""
    return re.compile(before + wanted + after)


def occurrences(path: Path, data: bytes, listed: Listed, why: str) -> Iterator[VersionSpot]:
    """Give the spots of what is listed in one file."""
    if listed.pattern is None:
        return
    for match in listed.pattern.finditer(data):
        if listed.lines is not None and not listed.lines.search(_line(data, match.start())):
            continue
        for group in range(1, (listed.pattern.groups or 0) + 1):
            start, end = match.span(group)
            text = data[start:end].decode("utf-8", "replace")
            yield VersionSpot(path=path, start=start, end=end, line=line_at(data, start), text=text, why=why)


def _line(data: bytes, at: int) -> str:
    end = data.find(b"\n", at)
    return data[data.rfind(b"\n", 0, at) + 1 : end if end >= 0 else len(data)].decode("utf-8", "replace")
