"""Reads what ``git log --patch`` prints: commits, and in them the places where lines were replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MARK = b"\0"
"""What a commit's own line begins with; no line of a patch does."""

_HUNK = re.compile(rb"@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@")


@dataclass(frozen=True, slots=True)
class Replaced:
    """Lines of one file that gave way to others; ``before`` is the line that stands above them, if any does."""

    path: str
    before: bytes
    removed: tuple[bytes, ...]
    added: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit: its name, what it replaced, and its author's ``day`` in ISO 8601, empty if nobody asked."""

    name: str
    replaced: tuple[Replaced, ...]
    day: str = ""

    def of(self, path: str) -> Iterator[Replaced]:
        """Give what was replaced in one file."""
        return (each for each in self.replaced if each.path == path)


def commits(log: bytes) -> tuple[Commit, ...]:
    """Read a log made with ``--format=%x00%H %as``, the newest commit first as git gives them.

    Files that were added, removed or are binary have nothing that was replaced, and those whose name git
    has to quote are left out.
    """
    blocks = log.split(b"\n" + MARK) if log else []
    return tuple(_commit(block.removeprefix(MARK)) for block in blocks)


def _commit(block: bytes) -> Commit:
    lines = iter(block.split(b"\n"))
    name, _, day = next(lines).decode("ascii").partition(" ")
    return Commit(name=name, replaced=tuple(_replaced(lines)), day=day)


def _replaced(lines: Iterator[bytes]) -> Iterator[Replaced]:
    path = ""
    for line in lines:
        if line.startswith(b"+++ "):
            path = _path(line[4:])
        elif (found := _HUNK.match(line)) and path:
            old, new = (int(count or b"1") for count in found.groups())
            yield from _groups(path, _hunk(lines, old, new))


def _path(name: bytes) -> str:
    # git ends a name with spaces in it with a tab.
    name = name.removesuffix(b"\t")
    return name[2:].decode("utf-8", "surrogateescape") if name.startswith(b"b/") else ""


def _hunk(lines: Iterator[bytes], old: int, new: int) -> Iterator[tuple[bytes, bytes]]:
    """Give a hunk's lines with their marks; the counts tell its end, for lines may look like anything."""
    while old > 0 or new > 0:
        line = next(lines, b"")
        mark = line[:1]
        if mark not in (b" ", b"-", b"+"):
            continue
        old -= mark != b"+"
        new -= mark != b"-"
        yield mark, line[1:]


def _groups(path: str, hunk: Iterator[tuple[bytes, bytes]]) -> Iterator[Replaced]:
    """Cut a hunk into the runs of removed and added lines that follow each other."""
    before, removed, added = b"", list[bytes](), list[bytes]()
    for mark, line in hunk:
        if mark == b" " or (mark == b"-" and added):
            if removed and added:
                yield Replaced(path, before, tuple(removed), tuple(added))
            before = line if mark == b" " else added[-1]
            removed, added = [], []
        if mark == b"-":
            removed.append(line)
        elif mark == b"+":
            added.append(line)
    if removed and added:
        yield Replaced(path, before, tuple(removed), tuple(added))
