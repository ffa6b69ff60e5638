"""A version that Python code states otherwise than as text: as a tuple, a call, a number."""

from __future__ import annotations

from pathlib import Path

from release_tasks.core.formats import incremental_call, version_digits, version_tuple
from release_tasks.core.spots import Dialect, VersionSpot

CODED: frozenset[Dialect] = frozenset(("numbers", "incremental", "digits"))
"""The dialects that have their own reading and writing below."""


def whole(path: Path, data: bytes) -> tuple[VersionSpot, ...]:
    """Give the spots that state a version all by themselves, for a module that has no text of it.

    :raises UsageError: not UTF-8, or the running Python cannot parse the file.
    """
    return version_tuple.whole(path, data) or incremental_call.whole(path, data)


def beside(path: Path, data: bytes, version: str) -> tuple[VersionSpot, ...]:
    """Give the spots that state ``version`` in a module which has it as text, too.

    :raises UsageError: not UTF-8, or the running Python cannot parse the file.
    """
    return (*version_tuple.spots(path, data, version), *version_digits.spots(path, data, version))


def read(text: str, dialect: Dialect) -> str | None:
    """Read the version that the text of a spot states; gives None for what is no version."""
    if dialect == "incremental":
        return incremental_call.read(text)
    return version_digits.read(text) if dialect == "digits" else version_tuple.read(text)


def written(text: str, version: str, dialect: Dialect, *, alone: bool) -> str:
    """Write a version into the text of a spot, in its manner; ``alone`` says that nothing beside it states the rest.

    :raises UsageError: it has no form for that version.
    """
    if dialect == "incremental":
        return incremental_call.written(text, version)
    if dialect == "digits":
        return version_digits.written(text, version)
    return version_tuple.written(text, version, alone=alone)
