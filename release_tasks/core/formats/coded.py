"""A version that Python code states otherwise than as text: as a tuple, or as a call."""

from __future__ import annotations

from pathlib import Path

from release_tasks.core.formats import incremental_call, version_tuple
from release_tasks.core.spots import Dialect, VersionSpot

CODED: frozenset[Dialect] = frozenset(("numbers", "incremental"))
"""The dialects that have their own reading and writing below."""


def whole(path: Path, data: bytes) -> tuple[VersionSpot, ...]:
    """Give the spots that state a version all by themselves, for a module that has no text of it.

    :raises UsageError: not UTF-8, or the running Python cannot parse the file.
    """
    return version_tuple.whole(path, data) or incremental_call.whole(path, data)


def read(text: str, dialect: Dialect) -> str | None:
    """Read the version that the text of a spot states; gives None for what is no version."""
    return incremental_call.read(text) if dialect == "incremental" else version_tuple.read(text)


def written(text: str, version: str, dialect: Dialect, *, alone: bool) -> str:
    """Write a version into the text of a spot, in its manner; ``alone`` says that nothing beside it states the rest.

    :raises UsageError: it has no form for that version.
    """
    if dialect == "incremental":
        return incremental_call.written(text, version)
    return version_tuple.written(text, version, alone=alone)
