"""Any text file: the version between two literal texts that settings name."""

from __future__ import annotations

import re
from pathlib import Path

from packaging.version import InvalidVersion, Version

from release_tasks.core.errors import UsageError
from release_tasks.core.formats.toml_spans import line_at
from release_tasks.core.project import PatternSource
from release_tasks.core.spots import Dialect, VersionSpot
from release_tasks.core.version import to_semver

_PLACE = "{version}"
# PEP 440's own pattern, but able to give back: in v1.2.0-blue it takes 1.2.0. A leading v is the
# surroundings' own: it has to stay when the version goes.
_VERSION = (
    rb"(?i:(?P<version>(?:\d+!)?\d+(?:\.\d+)*"
    rb"(?:[-_.]?(?:alpha|a|beta|b|preview|pre|c|rc)[-_.]?\d*)?"
    rb"(?:-\d+|[-_.]?(?:post|rev|r)[-_.]?\d*)?"
    rb"(?:[-_.]?dev[-_.]?\d*)?"
    rb"(?:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?))"
)
_ENDS = rb"(?![0-9A-Za-z])"


def spots(path: Path, data: bytes, pattern: PatternSource) -> tuple[VersionSpot, ...]:
    """Give every place where the pattern's text surrounds a version.

    :raises UsageError: the pattern does not hold ``{version}`` once, or is found nowhere.
    """
    before, place, after = pattern.search.partition(_PLACE)
    if not place or _PLACE in after:
        raise UsageError(
            f"the pattern {pattern.search!r} does not hold {_PLACE} once",
            expected=f"literal text with one {_PLACE} in it",
            remedy=f"mend the pattern of {pattern.path} in the settings",
        )
    wanted = re.compile(re.escape(before.encode()) + _VERSION + (re.escape(after.encode()) or _ENDS))
    found = tuple(_spot(path, data, match, pattern) for match in wanted.finditer(data))
    if not found:
        raise UsageError(
            f"the pattern {pattern.search!r} matches nothing",
            where=str(path),
            expected=f"a line with {pattern.search}",
            remedy=f"mend {path.name}, or the pattern of {pattern.path} in the settings",
        )
    return found


def _spot(path: Path, data: bytes, match: re.Match[bytes], pattern: PatternSource) -> VersionSpot:
    start, end = match.span("version")
    text = match["version"].decode()
    return VersionSpot(
        path=path,
        start=start,
        end=end,
        line=line_at(data, start),
        text=text,
        dialect=_dialect(text),
        why=f"pattern {pattern.search!r}",
    )


def _dialect(text: str) -> Dialect:
    """Tell how a version is written; a final release looks the same in both, and counts as PEP 440."""
    try:
        return "semver" if str(Version(text)) != text and to_semver(text) == text else "pep440"
    except (InvalidVersion, UsageError):
        return "pep440"
