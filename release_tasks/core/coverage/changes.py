"""What one release serves and another does not, in cells and in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from release_tasks.core.coverage.choices import Cell, Choice, Coverage, Kind
from release_tasks.core.coverage.drawing import row_name
from release_tasks.core.coverage.platforms import newer
from release_tasks.core.coverage.pythons import ended, in_order
from release_tasks.core.distributions.members import several

_WORTH: dict[Kind, int] = {"wheel": 2, "sdist": 1, "nothing": 0, "outside": 0}
_NATIVE = 3
"""What a wheel for one kind of system is worth, beside others of its release."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Between two releases: cells ``lost`` and ``gained``, and those that Requires-Python now ``excluded``.

    ``retired`` are lost cells of a Python that has ended, and has no wheel any more on any platform. ``raised`` says
    for a platform which least system was enough, and which is needed now.
    """

    lost: tuple[Cell, ...]
    retired: tuple[Cell, ...]
    gained: tuple[Cell, ...]
    excluded: tuple[Cell, ...]
    raised: tuple[tuple[str, str, str], ...]


def changes(before: Coverage, now: Coverage) -> Changes:
    """Compare two releases on the same platforms and Pythons."""
    pairs = [(cell, before.choices[cell], choice) for cell, choice in now.choices.items()]
    less = served_less(before, now)
    inside = [cell for cell in less if now.choices[cell].kind != "outside"]
    served = {python for _, python in now.cells("wheel")}
    retired = {cell for cell in inside if ended(cell[1]) and cell[1] not in served}
    raised = {
        cell[0]: (cell[0], was.least, is_.least)
        for cell, was, is_ in pairs
        if was.kind == is_.kind == "wheel" and newer(is_.least, was.least)
    }
    return Changes(
        lost=tuple(cell for cell in inside if cell not in retired),
        retired=tuple(cell for cell in inside if cell in retired),
        gained=tuple(cell for cell, was, is_ in pairs if is_.kind == "wheel" != was.kind),
        excluded=tuple(cell for cell in less if now.choices[cell].kind == "outside"),
        raised=tuple(raised.values()),
    )


def served_less(before: Coverage, now: Coverage) -> tuple[Cell, ...]:
    """The cells that a release serves less well than the one before, on the same platforms and Pythons.

    A wheel for any system stands for one of a system's own only in a release that has none of these at all.
    """
    mixed = any(each.native for each in now.choices.values())
    return tuple(
        cell
        for cell, is_ in now.choices.items()
        if _worth(is_, mixed=mixed) < _worth(before.choices[cell], mixed=mixed)
    )


def _worth(choice: Choice, *, mixed: bool) -> int:
    return _NATIVE if mixed and choice.native else _WORTH[choice.kind]


def spoken(cells: Iterable[Cell], whole: Coverage) -> str:
    """Say which cells: ``3.13, 3.14 on linux-x86_64; all Pythons on macos-arm64``."""
    return "; ".join(
        f"{said} on {several(map(row_name, platforms))}" for said, platforms in alike(cells, whole).items()
    )


def alike(cells: Iterable[Cell], whole: Coverage) -> dict[str, list[str]]:
    """Put platforms with the same Pythons together, by these in words; ``whole`` says what all of them are."""
    there: dict[str, set[str]] = {}
    for platform, python in cells:
        there.setdefault(platform, set()).add(python)
    counted = {python for (_, python), choice in whole.choices.items() if choice.kind != "outside"}
    together: dict[str, list[str]] = {}
    for platform in sorted(there, key=whole.platforms.index):
        everything = len(counted) > 1 and there[platform] >= counted
        said = "all Pythons" if everything else ", ".join(in_order(there[platform]))
        together.setdefault(said, []).append(platform)
    return together
