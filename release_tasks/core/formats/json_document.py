"""JSON files: the spot of a version at a path of keys (package.json, package-lock.json, codemeta.json)."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, TypeAlias

from release_tasks.core.errors import UsageError
from release_tasks.core.formats.toml_document import text_of
from release_tasks.core.formats.toml_spans import BOM, line_at
from release_tasks.core.spelling import is_semver
from release_tasks.core.spots import Dialect, VersionSpot

Keys: TypeAlias = tuple[str, ...]

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')


def parsed(path: Path, data: bytes) -> Any:
    """Parse a JSON file; a byte order mark is allowed, as npm allows it.

    :raises UsageError: it is no JSON, or not UTF-8; names the line.
    """
    try:
        return json.loads(text_of(path, data))
    except json.JSONDecodeError as error:
        raise UsageError(
            f"broken JSON: {error.msg}",
            where=f"{path}:{error.lineno}",
            expected="a file that parses as JSON",
            remedy=f"mend {path.name} at that place",
        ) from None


def spots(
    path: Path, data: bytes, wanted: Collection[Keys], *, dialect: Dialect = "pep440"
) -> tuple[VersionSpot, ...]:
    """Give the spots of the values at ``wanted`` that are plain strings; those that are not there are left out.

    A file that has to be SemVer and states something else keeps to PEP 440. The file is read only as far
    as the last of them.

    :raises UsageError: broken JSON, or not UTF-8.
    """
    values = parsed(path, data)
    there = {keys for keys in wanted if isinstance(_at(values, keys), str)}
    return tuple(
        _spot(path, data, keys, *span, dialect)
        for keys, span in _spans(data, there)
        if data[slice(*span)].decode("utf-8", "replace") == _at(values, keys)
    )


def _at(values: Any, keys: Keys) -> object:
    for key in keys:
        values = values.get(key) if isinstance(values, dict) else None
    return values


def _spot(path: Path, data: bytes, keys: Keys, start: int, end: int, dialect: Dialect) -> VersionSpot:
    text = data[start:end].decode()
    return VersionSpot(
        path=path,
        start=start,
        end=end,
        line=line_at(data, start),
        text=text,
        dialect="semver" if dialect == "semver" and is_semver(text) else "pep440",
        why=" ".join(f'"{key}"' for key in keys),
    )


def _spans(data: bytes, wanted: set[Keys]) -> Iterator[tuple[Keys, tuple[int, int]]]:
    """Find the places between the quotes of strings; expects a file that parses."""
    waiting = set(wanted)
    path: list[str | None] = []
    key: str | None = None
    before = b""
    for token in _TOKEN.finditer(data, len(BOM) if data.startswith(BOM) else 0):
        if not waiting:
            return
        text = token[0]
        if text in (b"{", b"["):
            path.append(key)
            key = None
        elif text in (b"}", b"]"):
            key = path.pop()
        elif text == b":":
            key = json.loads(before)
        elif text == b",":
            key = None
        elif text.startswith(b'"') and key is not None:
            here = (*(each for each in path[1:] if each is not None), key)
            # An element of a list has no key of its own, so its path cannot be mistaken for a wanted one.
            if len(here) == len(path) and here in waiting:
                waiting.discard(here)
                yield here, (token.start() + 1, token.end() - 1)
        before = text
