"""Files that a build backend reads a version from by a pattern of its own, or as a whole."""

from __future__ import annotations

import re
from pathlib import Path

from release_tasks.core.errors import UsageError
from release_tasks.core.formats.toml_document import text_of
from release_tasks.core.formats.toml_spans import BOM, line_at
from release_tasks.core.spots import VersionSpot


def spots(path: Path, data: bytes, *, why: str) -> tuple[VersionSpot, ...]:
    """Give the spot of a file that holds nothing but the version and white space."""
    return matched(path, data, r"\A\s*(?P<version>\S+)\s*\Z", why=why)


def matched(path: Path, data: bytes, regex: str, *, why: str) -> tuple[VersionSpot, ...]:
    """Give the spot of the group ``version``, or of the first group, where ``regex`` matches first.

    :raises UsageError: not UTF-8, or ``regex`` cannot be understood or has no group.
    """
    try:
        found = re.search(regex, text := text_of(path, data))
        if found is None:
            return ()
        group = "version" if "version" in found.re.groupindex else 1
        begin, end = found.span(group)
    except (re.error, IndexError) as error:
        raise UsageError(
            f"{why} {regex!r} cannot be used: {error}",
            where=str(path),
            expected="a regular expression with a group named version",
            remedy="mend it in pyproject.toml",
        ) from None
    start = len(text[:begin].encode()) + (len(BOM) if data.startswith(BOM) else 0)
    stated = text[begin:end].removeprefix("v")
    start += (end - begin) - len(stated)
    return (
        VersionSpot(
            path=path,
            start=start,
            end=start + len(stated.encode()),
            line=line_at(data, start),
            text=stated,
            why=why,
        ),
    )
