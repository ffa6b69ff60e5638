"""What was dropped on purpose, as a person says who looks at a release: platforms, Pythons, the sdist; each with why."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from release_tasks.core.coverage.choices import Cell, Coverage
from release_tasks.core.coverage.expected import ANY
from release_tasks.core.coverage.platforms import ANYWHERE, UnknownPlatformError, platform_named
from release_tasks.core.coverage.pythons import python_named
from release_tasks.core.errors import UsageError
from release_tasks.core.request import Request

SDIST = "sdist"
_ON = ":"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """One platform, one Python, or one on the other (``ANY`` is the side that is open), and ``why``."""

    platform: str
    python: str
    why: str

    @property
    def name(self) -> str:
        """How it is named where it is given."""
        return _ON.join(filter(None, (self.platform, self.python)))

    def covers(self, cell: Cell) -> bool:
        """Whether a cell of the table is meant."""
        return self.platform in (ANY, cell[0]) and self.python in (ANY, cell[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """All that may be gone; ``sdist`` says why the sdist may, and is empty where nobody says so."""

    cells: tuple[Drop, ...] = ()
    sdist: str = ""

    def why(self, cell: Cell, *, was_sdist: bool) -> str:
        """Why a lost cell may be gone, empty where nobody says that it may; ``was_sdist``: users built the sdist there."""
        found = (each.why for each in self.cells if each.covers(cell))
        return next(found, self.sdist if was_sdist else "")


def dropped(request: Request) -> Dropped:
    """Read what ``--dropped`` names.

    :raises UsageError: it is neither a platform nor a Python.
    """
    named = dict(request.dropped)
    sdist = named.pop(SDIST, "")
    return Dropped(cells=tuple(_drop(name, why) for name, why in named.items()), sdist=sdist)


def names(cells: Iterable[Cell], lost: Collection[Cell], then: Coverage) -> tuple[str, ...]:
    """Name some of the ``lost`` cells: by platform or Python alone, where nothing is left of what it had ``then``."""
    kept = [cell for cell in then.cells("wheel") if cell not in lost]
    return tuple(dict.fromkeys(_name(cell, kept, then) for cell in cells))


def _name(cell: Cell, kept: Collection[Cell], then: Coverage) -> str:
    platform, python = cell
    if then.choices[cell].kind == "sdist":
        return SDIST
    if all(each != platform for each, _ in kept):
        return platform
    return python if all(each != python for _, each in kept) else f"{platform}{_ON}{python}"


def _drop(name: str, why: str) -> Drop:
    platform, on, python = name.rpartition(_ON)
    column = python_named(python)
    if column is None:
        return Drop(platform=_row(name, name), python=ANY, why=why)
    return Drop(platform=_row(platform, name) if on else ANY, python=column, why=why)


def _row(platform: str, given: str) -> str:
    if platform == ANYWHERE:
        return platform
    try:
        return platform_named(platform)
    except UnknownPlatformError as error:
        raise UsageError(
            f"there is no platform and no Python called {given}",
            where="--dropped",
            expected=f"linux-x86_64, 3.13t, linux-x86_64{_ON}3.13t, or {SDIST}",
            remedy=f"did you mean {error.nearest}?"
            if error.nearest
            else "call it as the table of coverage does",
        ) from None
