"""Which cells a release is expected to serve, and who says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from release_tasks.core.coverage.choices import Cell, Coverage, Kind
from release_tasks.core.coverage.platforms import ANYWHERE
from release_tasks.core.coverage.pythons import in_order, python_named

ANY = ""
"""In place of a platform or a Python: at least one of them, whichever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedWheels:
    """The cells that somebody named, and ``source``, who; a cell may leave one side open.

    ``settled`` is set where settings name both sides: then nothing else is expected, and what an
    earlier release had besides may go. ``unread`` says what of the source could not be understood.
    """

    cells: frozenset[Cell] = frozenset()
    source: str = ""
    settled: bool = False
    unread: tuple[str, ...] = ()

    @property
    def platforms(self) -> tuple[str, ...]:
        """The platforms that are named."""
        return tuple(sorted({platform for platform, _ in self.cells} - {ANY}))

    @property
    def pythons(self) -> tuple[str, ...]:
        """The Pythons that are named."""
        return in_order({python for _, python in self.cells} - {ANY})


def stated(platforms: Iterable[str], pythons: Iterable[str]) -> ExpectedWheels:
    """What settings expect: each of the platforms, for each of the Pythons; paths among these name none."""
    rows = tuple(platforms)
    columns = tuple(name for each in pythons if (name := python_named(each)))
    cells = frozenset((row, column) for row in rows or (ANY,) for column in columns or (ANY,))
    if cells == {(ANY, ANY)}:
        return ExpectedWheels()
    return ExpectedWheels(cells=cells, source="the settings", settled=bool(rows and columns))


def also(one: ExpectedWheels, other: ExpectedWheels) -> ExpectedWheels:
    """Expect what either names."""
    return ExpectedWheels(
        cells=one.cells | other.cells,
        source=" and ".join(each.source for each in (one, other) if each.source),
        settled=one.settled,
        unread=(*one.unread, *other.unread),
    )


def missing(expected: ExpectedWheels, covered: Coverage) -> tuple[Cell, ...]:
    """The expected cells for which there is no wheel, in the order of the table; outside Requires-Python none is."""
    unmet = {each for each in expected.cells if not _met(each, covered)}
    order = {name: at for at, name in enumerate((ANY, *covered.platforms, *covered.pythons))}
    return tuple(sorted(unmet, key=lambda cell: (order.get(cell[0], 0), cell[0], order.get(cell[1], 0))))


def instead(cell: Cell, covered: Coverage) -> frozenset[Kind]:
    """What installers take in a cell, which may be open; where the table has one row for all, it is that one's."""
    platforms = covered.platforms if cell[0] == ANY or covered.platforms == (ANYWHERE,) else (cell[0],)
    pythons = covered.pythons if cell[1] == ANY else (cell[1],)
    kinds = (covered.choices[row, column].kind for row in platforms for column in pythons)
    return frozenset(each for each in kinds if each != "outside")


def _met(cell: Cell, covered: Coverage) -> bool:
    """Whether there is a wheel, for one at least where a side is open."""
    kinds = instead(cell, covered)
    return not kinds or "wheel" in kinds
