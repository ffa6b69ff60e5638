"""CITATION.cff: the version of the software itself, not of what it refers to (Citation File Format 1.2)."""

from __future__ import annotations

import re
from pathlib import Path

from release_tasks.core.formats.toml_spans import line_at
from release_tasks.core.spots import VersionSpot

# Keys of the software itself begin their line; those of references are indented.
_VERSION = re.compile(
    rb"""^version[ \t]*:[ \t]+(?P<quote>["']?)v?(?P<version>\d[^\s"'#]*)(?P=quote)[ \t]*(?:#[^\r\n]*)?\r?$""",
    re.MULTILINE,
)


def spots(path: Path, data: bytes) -> tuple[VersionSpot, ...]:
    """Give the spot of the key ``version``; none where it is not there, or there twice."""
    found = list(_VERSION.finditer(data))
    return tuple(
        VersionSpot(
            path=path,
            start=match.start("version"),
            end=match.end("version"),
            line=line_at(data, match.start("version")),
            text=match["version"].decode("utf-8", "replace"),
            why="version of the software to cite",
        )
        for match in found
        if len(found) == 1
    )
