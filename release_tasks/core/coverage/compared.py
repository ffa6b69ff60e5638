"""One release's coverage beside what is expected of it, and beside the releases around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from release_tasks.core.coverage.axes import columns, rows, unplaced
from release_tasks.core.coverage.changes import Changes, changes, served_less
from release_tasks.core.coverage.choices import Cell, Coverage, Files, coverage
from release_tasks.core.coverage.dropped import SDIST, Dropped
from release_tasks.core.coverage.earlier import Earlier
from release_tasks.core.coverage.expected import ExpectedWheels, missing
from release_tasks.core.wheels import is_sdist, wheel_tags

_VERSION = re.compile(r"_\d+(?=_)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One release's coverage beside what is expected, and beside that of the release before.

    ``since`` is the version of the release before, and ``then`` its coverage on the same platforms and
    Pythons; for a first release it is empty, and ``then`` is ``now``. ``given_up`` are the lost cells that no
    later release serves either, ``dropped`` says what else was meant to go, ``gone_elsewhere`` are the systems without a row of the table that had a wheel then.
    """

    files: Files
    expected: ExpectedWheels
    since: str
    now: Coverage
    then: Coverage
    changes: Changes
    given_up: frozenset[Cell]
    dropped: Dropped
    gone_elsewhere: tuple[str, ...]

    @property
    def lacking(self) -> tuple[Cell, ...]:
        """What is expected, and not there."""
        return missing(self.expected, self.now)

    @property
    def let_go(self) -> tuple[Cell, ...]:
        """What is gone by the word of the settings, which name both sides."""
        wanted = self.expected.cells
        return tuple(each for each in self.changes.lost if self.expected.settled and each not in wanted)

    @property
    def accepted(self) -> Mapping[Cell, str]:
        """What was lost and is not told already as lacking, as let go, or as given up, but is said to be dropped; and why."""
        told = {*self.lacking, *self.let_go, *self.given_up}
        said = {each: self._why(each) for each in self.changes.lost if each not in told}
        return {cell: why for cell, why in said.items() if why}

    @property
    def lost(self) -> tuple[Cell, ...]:
        """What was lost, and nobody says anything of."""
        told = {*self.lacking, *self.let_go, *self.given_up, *self.accepted}
        return tuple(each for each in self.changes.lost if each not in told)

    @property
    def not_gone(self) -> tuple[str, ...]:
        """What is said to be dropped, and was not lost."""
        gone = (*self.changes.lost, *self.changes.retired, *self.changes.excluded)
        cells = (each.name for each in self.dropped.cells if not any(map(each.covers, gone)))
        return (*cells, *((SDIST,) if self.dropped.sdist and any(map(is_sdist, self.files)) else ()))

    def _why(self, cell: Cell) -> str:
        return self.dropped.why(cell, was_sdist=self.then.choices[cell].kind == "sdist")


def compare(
    files: Files,
    before: Earlier | None,
    expected: ExpectedWheels,
    later: Iterable[Files] = (),
    dropped: Dropped | None = None,
) -> Compared:
    """Judge the cells of a release, and of the release before it, on all that either or a person names.

    ``later`` are the releases after a past one, which show whether what it lost was meant to go.
    """
    releases = (files, before.files) if before else (files,)
    platforms = rows(releases, expected.platforms)
    pythons = columns(releases, expected.pythons)
    now = coverage(files, platforms, pythons)
    then = coverage(before.files, platforms, pythons) if before else now
    found = changes(then, now)
    return Compared(
        files=files,
        expected=expected,
        since=before.version if before else "",
        now=now,
        then=then,
        changes=found,
        given_up=_given_up(found.lost, then, later),
        dropped=dropped or Dropped(),
        gone_elsewhere=_gone_elsewhere(before.files, files) if before else (),
    )


def _given_up(lost: Sequence[Cell], then: Coverage, later: Iterable[Files]) -> frozenset[Cell]:
    """The lost cells that no later release serves as well as the one before did."""
    found, seen = set(lost), False
    for files in later if lost else ():
        platforms, pythons = (tuple(dict.fromkeys(side)) for side in zip(*found, strict=True))
        found &= {*served_less(then, coverage(files, platforms, pythons))}
        seen = True
        if not found:
            break
    return frozenset(found if seen else ())


def _gone_elsewhere(then: Files, now: Files) -> tuple[str, ...]:
    there = _elsewhere(now)
    return tuple(each for each in _elsewhere(then) if each not in there)


def _elsewhere(files: Files) -> tuple[str, ...]:
    """The systems, without their versions, that wheels are for and no row of the table is: android, iOS, wasm."""
    tags = sorted({each.platform for name in unplaced(files) for each in wheel_tags(name)})
    return tuple(dict.fromkeys(_VERSION.sub("", each) for each in tags))
