"""Python source: the version as the digits of a number (``__build__ = 0x010400``), two for each number of the release."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from release_tasks.core.errors import UsageError
from release_tasks.core.formats import python_assignment
from release_tasks.core.spots import VersionSpot
from release_tasks.core.version import parse, same_version

_NAME = "__build__"
_DIGITS = re.compile(r"0x((?:[0-9]{2}){3,4})")
_MOST = 99


def spots(path: Path, data: bytes, version: str) -> tuple[VersionSpot, ...]:
    """Give the spots of such numbers that state the release of ``version``; of a pre-release they state no more.

    :raises UsageError: not UTF-8, or the running Python cannot parse the file.
    """
    return tuple(_all(path, data, version)) if _NAME.encode() in data else ()


def read(text: str) -> str | None:
    """Read such a number (``0x010400``); gives None for what is no version."""
    found = _DIGITS.fullmatch(text)
    return ".".join(str(int(each)) for each in re.findall("..", found[1])) if found else None


def written(text: str, version: str) -> str:
    """Write the first numbers of a version as such a number, with as many digits as ``text`` has.

    :raises UsageError: one of them has more than two digits.
    """
    count = len(text[2:]) // 2
    release = (*parse(version).release, *[0] * count)[:count]
    if max(release) > _MOST:
        raise UsageError(f"{version} cannot be written as {text}", expected=f"numbers below {_MOST + 1}")
    return "0x" + "".join(f"{each:02d}" for each in release)


def _all(path: Path, data: bytes, version: str) -> Iterator[VersionSpot]:
    for name, value in python_assignment.assignments(python_assignment.module(path, data)):
        if name != _NAME or not isinstance(value, ast.Constant):
            continue
        spot = python_assignment.code(path, data, value, value, dialect="digits", why=f"{_NAME} = 0x...")
        if (stated := read(spot.text)) and same_version(stated, parse(version).base_version):
            yield replace(spot, parts=len(spot.text[2:]) // 2)
