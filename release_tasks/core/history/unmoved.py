"""A line that states a version today, and whether it stood so in files of the past."""

from __future__ import annotations

import re
from dataclasses import dataclass

from release_tasks.core.history.lines import lines_with
from release_tasks.core.history.masks import Mask, mask
from release_tasks.core.spots import VersionSpot


@dataclass(frozen=True, slots=True)
class StatingLine:
    """A line by what stands around the version in it, and of a lock file the line ``above``, which tells its entries."""

    around: Mask
    above: bytes


def stating_line(data: bytes, spot: VersionSpot) -> StatingLine | None:
    """Give the line of a spot in its file; None where the version cannot be told in it."""
    start, end = data.rfind(b"\n", 0, spot.start) + 1, data.find(b"\n", spot.end)
    around = mask(data[start : len(data) if end < 0 else end], spot.text)
    above = data[data.rfind(b"\n", 0, max(start - 1, 0)) + 1 : max(start - 1, 0)]
    return StatingLine(around, above if spot.path.suffix == ".lock" else b"") if around else None


def stood(line: StatingLine, data: bytes, version: str) -> bool:
    """Tell whether a file stated a version in such a line; a lock file, another one below the same line as today."""
    places = lines_with(data, version)
    if any(mask(data[start:end], version) == line.around for start, end in places):
        return True
    entry = rb"^" + re.escape(line.above + b"\n" + line.around.pieces[0]) + rb"[0-9]"
    return bool(line.above.strip()) and re.search(entry, data, re.MULTILINE) is not None
