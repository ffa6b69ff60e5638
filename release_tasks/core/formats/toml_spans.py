"""Where the keys and values of a TOML file lie, as byte offsets.

tomllib gives values without places. This scanner gives places without values and expects a file
that tomllib accepts: on anything else it stops early, and never guesses.
"""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

KeyPath: TypeAlias = tuple[str | int, ...]

BOM = b"\xef\xbb\xbf"

_BLANK = re.compile(rb"[ \t]*")
_FILLER = re.compile(rb"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(rb"""[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""")
_SCALAR = re.compile(
    rb'''"""(?:[^\\]|\\.)*?"{3,5}'''
    rb"""|'''.*?'{3,5}"""
    rb'''|"(?:[^"\\\n]|\\.)*"'''
    rb"""|'[^'\n]*'"""
    rb"""|[^,\]}#\r\n"']*[^,\]}#\r\n"' \t]""",
    re.DOTALL,
)
_QUOTED = re.compile(rb"""("{3}|'{3}|"|')(.*)\1""", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class TomlEntry:
    """One value, or one table header, at ``start:end``; list elements have their index in the path."""

    path: KeyPath
    start: int
    end: int
    header: bool = False


def entries(data: bytes) -> list[TomlEntry]:
    """List every header and value in document order, a container before what is in it."""
    scanner = _Scanner(data)
    with contextlib.suppress(_NotTomlError):
        scanner.document()
    return scanner.found


def value_at(data: bytes, path: KeyPath) -> TomlEntry | None:
    """Find the value of a key, None if no such key is assigned."""
    return next((each for each in entries(data) if each.path == path and not each.header), None)


def line_of(data: bytes, path: KeyPath) -> int | None:
    """Give the line, from 1, where a key or table is first named; None if it is not in the file."""
    depth = len(path)
    found = next((each for each in entries(data) if each.path[:depth] == path), None)
    return None if found is None else line_at(data, found.start)


def line_at(data: bytes, offset: int) -> int:
    """Give the line, from 1, of a byte offset."""
    return data.count(b"\n", 0, offset) + 1


def unquoted(data: bytes, entry: TomlEntry) -> tuple[int, int] | None:
    """Give the offsets between the quotes of a string that says exactly its bytes, else None.

    Escapes, and the line end that a multi-line string drops, make a string say something else.
    """
    quoted = _QUOTED.fullmatch(data, entry.start, entry.end)
    if not quoted or b"\n" in quoted[2] or (quoted[1][:1] == b'"' and b"\\" in quoted[2]):
        return None
    return quoted.span(2)


class _NotTomlError(Exception):
    """The scanner met bytes that no TOML file has there."""


class _Scanner:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = len(BOM) if data.startswith(BOM) else 0
        self.found: list[TomlEntry] = []
        self._lengths: dict[KeyPath, int] = {}

    def document(self) -> None:
        table: KeyPath = ()
        while True:
            self._take(_FILLER)
            if self.at == len(self.data):
                return
            if self._sees(b"["):
                table = self._header()
            else:
                self._assignment(table)

    def _header(self) -> KeyPath:
        start = self.at
        brackets = 2 if self.data.startswith(b"[[", start) else 1
        self.at += brackets
        names = self._keys()
        self._literal(b"]" * brackets)
        path: KeyPath = self._current(names[:-1])
        path += names[-1:]
        if brackets == 2:
            self._lengths[path] = self._lengths.get(path, 0) + 1
        path = self._indexed(path)
        self.found.append(TomlEntry(path=path, start=start, end=self.at, header=True))
        return path

    def _current(self, names: tuple[str, ...]) -> KeyPath:
        path: KeyPath = ()
        for name in names:
            path = self._indexed((*path, name))
        return path

    def _indexed(self, path: KeyPath) -> KeyPath:
        return (*path, self._lengths[path] - 1) if path in self._lengths else path

    def _assignment(self, table: KeyPath) -> None:
        path = (*table, *self._keys())
        self._literal(b"=")
        self._take(_BLANK)
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        start, place = self.at, len(self.found)
        if self._sees(b"["):
            self._list(b"]", lambda index: self._value((*path, index)))
        elif self._sees(b"{"):
            self._list(b"}", lambda _: self._assignment(path))
        else:
            self._take(_SCALAR)
        self.found.insert(place, TomlEntry(path=path, start=start, end=self.at))

    def _list(self, closer: bytes, element: Callable[[int], None]) -> None:
        self.at += 1
        index = 0
        while True:
            self._take(_FILLER)
            if self._sees(closer):
                self.at += 1
                return
            element(index)
            index += 1
            self._take(_FILLER)
            if not self._sees(closer):
                self._literal(b",")

    def _keys(self) -> tuple[str, ...]:
        names: list[str] = []
        while True:
            self._take(_BLANK)
            names.append(_name(self._take(_KEY)))
            self._take(_BLANK)
            if not self._sees(b"."):
                return tuple(names)
            self.at += 1

    def _sees(self, literal: bytes) -> bool:
        return self.data.startswith(literal, self.at)

    def _literal(self, literal: bytes) -> None:
        if not self._sees(literal):
            raise _NotTomlError
        self.at += len(literal)

    def _take(self, pattern: re.Pattern[bytes]) -> bytes:
        match = pattern.match(self.data, self.at)
        if match is None:
            raise _NotTomlError
        self.at = match.end()
        return match[0]


def _name(raw: bytes) -> str:
    text = raw.decode("utf-8", "replace")
    if text[:1] not in "\"'":
        return text
    try:
        return str(tomllib.loads(f"key = {text}")["key"])
    except tomllib.TOMLDecodeError:
        raise _NotTomlError from None
