"""What a bump tool lists: a file, and the text in it that holds the version."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from release_tasks.core.formats.toml_spans import KeyPath, line_at
from release_tasks.core.spots import VersionSpot

_ENDS = rb"(?!\.?\d|(?i:[-_.]?(?:alpha|a|beta|b|rc|c|preview|pre|post|rev|r|dev)[-_.]?\d+(?![a-z])))"
_FIRST_PARTS = re.compile(r"\{major\}(?:(\.\{minor\})(?:(\.\{(?:patch|micro)\}))?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A file, or a glob of files, relative to the settings that list it, and where the version is in it.

    Every group of ``pattern`` is a version; ``lines`` narrows it to lines that match, ``block`` to what stands
    between two such lines; ``parts`` says how many release numbers it holds, if not all. ``key`` is a place
    in a TOML or JSON file instead.
    """

    file: str
    pattern: re.Pattern[bytes] | None = None
    lines: re.Pattern[str] | None = None
    block: tuple[re.Pattern[str], re.Pattern[str]] | None = None
    parts: int | None = None
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
    # In 11.2.0, 1.2.0.4 and 1.2.0rc1 there is no 1.2.0.
    before = rb"(?<![\d])(?<!\d\.)" if not parts[0][0] else b""
    after = _ENDS if parts[-1][1] else b""
    return re.compile(before + wanted + after)


def first_parts(template: str) -> int | None:
    """Count the release numbers of a template that holds the first ones and no more (``{major}.{minor}``)."""
    found = _FIRST_PARTS.fullmatch(template)
    return None if found is None else 1 + sum(part is not None for part in found.groups())


def shortened(version: str, parts: int) -> str:
    """Cut a version down to its first release numbers."""
    return ".".join(version.split(".")[:parts])


def occurrences(path: Path, data: bytes, listed: Listed, why: str) -> Iterator[VersionSpot]:
    """Give the spots of what is listed in one file."""
    if listed.pattern is None:
        return
    blocks = None if listed.block is None else list(_blocks(data, *listed.block))
    for match in listed.pattern.finditer(data):
        if listed.lines is not None and not listed.lines.search(_line(data, match.start())):
            continue
        if blocks is not None and not any(match.start() in block for block in blocks):
            continue
        for group in range(1, (listed.pattern.groups or 0) + 1):
            start, end = match.span(group)
            text = data[start:end].decode("utf-8", "replace")
            line = line_at(data, start)
            yield VersionSpot(
                path=path, start=start, end=end, line=line, text=text, why=why, parts=listed.parts
            )


def _blocks(data: bytes, first: re.Pattern[str], last: re.Pattern[str]) -> Iterator[range]:
    """Give the offsets between a line that matches ``first`` and the next one that matches ``last``."""
    begun, at = None, 0
    for line in data.splitlines(keepends=True):
        text = line.decode("utf-8", "replace")
        if begun is None and first.search(text):
            begun = at
        elif begun is not None and last.search(text):
            yield range(begun, at)
            begun = None
        at += len(line)


def _line(data: bytes, at: int) -> str:
    end = data.find(b"\n", at)
    return data[data.rfind(b"\n", 0, at) + 1 : end if end >= 0 else len(data)].decode("utf-8", "replace")
