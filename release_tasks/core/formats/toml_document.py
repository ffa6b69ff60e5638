"""TOML files as values, and the version spot at a key of theirs."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from release_tasks.core.errors import UsageError
from release_tasks.core.formats.toml_spans import KeyPath, line_at, line_of, unquoted, value_at
from release_tasks.core.spots import Dialect, VersionSpot

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_LINE = re.compile(r"\(at line (\d+)")


def text_of(path: Path, data: bytes) -> str:
    """Decode a file that has to be UTF-8, without its byte order mark.

    :raises UsageError: it is not; names the line.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"byte 0x{data[error.start]:02x} is not UTF-8",
            where=f"{path}:{line_at(data, error.start)}",
            expected="a file in UTF-8",
            remedy=f"save {path.name} as UTF-8",
        ) from None


def document(path: Path, data: bytes) -> dict[str, Any]:
    """Parse a TOML file; a byte order mark is allowed, as cargo and uv allow it.

    :raises UsageError: it is no TOML, or not UTF-8; names the line.
    """
    try:
        return tomllib.loads(text_of(path, data))
    except tomllib.TOMLDecodeError as error:
        line = _LINE.search(str(error))
        raise UsageError(
            f"broken TOML: {error}",
            where=f"{path}:{line[1]}" if line else str(path),
            expected="a file that parses as TOML",
            remedy=f"mend {path.name} at that place",
        ) from None


def table(values: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    """Give a table inside a document, empty where it is missing or something else."""
    for name in names:
        inner = values.get(name)
        values = inner if isinstance(inner, Mapping) else {}
    return values


def spot_at(path: Path, data: bytes, key: KeyPath, *, why: str, dialect: Dialect = "pep440") -> VersionSpot:
    """Give the spot of the version that is the value of ``key``.

    :raises UsageError: the value is not one plain string, so that its bytes are not the version.
    """
    entry = value_at(data, key)
    inner = unquoted(data, entry) if entry else None
    if entry is None or inner is None:
        raise UsageError(
            f"the value of {why} is not a plain string",
            where=f"{path}:{line_of(data, key) or 1}",
            expected='a version in quotes, without escapes, such as "1.4.0"',
            remedy=f"write the version of {path.name} as a plain string",
        )
    start, end = inner
    return VersionSpot(
        path=path,
        start=start,
        end=end,
        line=line_at(data, start),
        text=data[start:end].decode(),
        dialect=dialect,
        why=why,
    )
