"""What one release serves and another does not, in cells and in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from release_tasks.core.coverage.choices import Cell, Coverage, Kind
from release_tasks.core.coverage.drawing import row_name
from release_tasks.core.coverage.platforms import newer
from release_tasks.core.coverage.pythons import in_order
from release_tasks.core.distributions.members import several

_WORTH: dict[Kind, int] = {"wheel": 2, "sdist": 1, "nothing": 0, "outside": 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Between two releases: cells ``lost`` and ``gained``, and those that Requires-Python now ``excluded``.

    ``raised`` says for a platform which least system was enough, and which is needed now.
    """

    lost: tuple[Cell, ...]
    gained: tuple[Cell, ...]
    excluded: tuple[Cell, ...]
    raised: tuple[tuple[str, str, str], ...]


def changes(before: Coverage, now: Coverage) -> Changes:
    """Compare two releases on the same platforms and Pythons."""
    pairs = [(cell, before.choices[cell], choice) for cell, choice in now.choices.items()]
    less = [cell for cell, was, is_ in pairs if _WORTH[is_.kind] < _WORTH[was.kind]]
    raised = {
        cell[0]: (cell[0], was.least, is_.least)
        for cell, was, is_ in pairs
        if was.kind == is_.kind == "wheel" and newer(is_.least, was.least)
    }
    return Changes(
        lost=tuple(cell for cell in less if now.choices[cell].kind != "outside"),
        gained=tuple(cell for cell, was, is_ in pairs if is_.kind == "wheel" != was.kind),
        excluded=tuple(cell for cell in less if now.choices[cell].kind == "outside"),
        raised=tuple(raised.values()),
    )


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
