"""Lines that state the day of the release: in earlier release commits their date became the commit's own day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from release_tasks.core.formats.toml_spans import line_at
from release_tasks.core.history.lines import is_told_otherwise
from release_tasks.core.history.masks import masked
from release_tasks.core.history.steps import Step
from release_tasks.core.spots import VersionSpot

_DAY = re.compile(rb"(?<![0-9./-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9T-])")
_OFTEN = 2
_STILL_A_HABIT = 3


@dataclass(frozen=True, slots=True)
class DayLine:
    """A line by what stands in it beside its one date; ``finals_only`` if pre-releases leave it alone."""

    path: str
    shape: bytes
    why: str
    finals_only: bool


def day_lines(steps: Sequence[Step]) -> tuple[DayLine, ...]:
    """Give the lines whose date became the day of the commit in the steps, the newest first, and will again.

    Twice is a habit; once is chance, for a date may be changed on any day.
    """
    seen: dict[tuple[str, bytes], list[int]] = {}
    for at, step in enumerate(steps):
        for found in dict.fromkeys(_moves(step)):
            seen.setdefault(found, []).append(at)
    return tuple(
        DayLine(
            path, shape, f"the day of the release in {len(at)} of the last {len(steps)}", _finals(steps, at)
        )
        for (path, shape), at in seen.items()
        if len(at) >= _OFTEN and at[0] < _STILL_A_HABIT
    )


def day_spots(line: DayLine, path: Path, data: bytes, version: str) -> tuple[VersionSpot, ...]:
    """Find the date of such a line in a file that states ``version``; nothing where several lines look so."""
    found = [
        match
        for match in _DAY.finditer(data)
        if _shape(_line_around(data, match.start()), version) == line.shape
    ]
    return tuple(
        VersionSpot(
            path=path,
            start=match.start(),
            end=match.end(),
            line=line_at(data, match.start()),
            text=match[0].decode("ascii"),
            why=line.why,
            finals_only=line.finals_only,
        )
        for match in found
        if len(found) == 1
    )


def _moves(step: Step) -> Iterator[tuple[str, bytes]]:
    for replaced in step.commit.replaced:
        if is_told_otherwise(replaced.path):
            continue
        added = {
            shape
            for line in replaced.added
            if (shape := _shape(line, step.new))
            and _near(_DAY.findall(line)[0].decode("ascii"), step.commit.day)
        }
        gone = (_shape(line, step.old) for line in replaced.removed)
        yield from ((replaced.path, shape) for shape in gone if shape in added)


def _shape(line: bytes, version: str) -> bytes:
    """Give a line without its date and the version; nothing for one that has no date, or two."""
    pieces = _DAY.split(line)
    return masked(b"\1".join(pieces), version) if len(pieces) == 2 else b""


def _near(day: str, commit: str) -> bool:
    """Tell whether two days are the same but for the time zone they were told in."""
    try:
        return abs((date.fromisoformat(day) - date.fromisoformat(commit)).days) <= 1
    except ValueError:
        return False


def _line_around(data: bytes, at: int) -> bytes:
    end = data.find(b"\n", at)
    return data[data.rfind(b"\n", 0, at) + 1 : len(data) if end < 0 else end]


def _finals(steps: Sequence[Step], moved: Sequence[int]) -> bool:
    return all(steps[at].final for at in moved) and not all(step.final for step in steps)
