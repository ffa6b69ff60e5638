"""What a release lacks: what somebody expects of it, and what the release before served; and how surely that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from release_tasks.core.coverage.changes import alike, spoken
from release_tasks.core.coverage.choices import Cell, Kind
from release_tasks.core.coverage.compared import Compared
from release_tasks.core.coverage.drawing import row_name
from release_tasks.core.coverage.dropped import names
from release_tasks.core.coverage.expected import instead
from release_tasks.core.distributions.members import several
from release_tasks.core.findings import Finding

STATE = 'state platforms = ["linux-x86_64", …] and pythons = ["3.13", …] in [tool.release-tasks]'
Settle: TypeAlias = Callable[[tuple[str, ...]], str]
"""How a person says that what has these names is meant to go."""


def in_settings(_: tuple[str, ...]) -> str:
    """Say that the settings are to name what is left, whatever is gone."""
    return STATE


def failures(compared: Compared, *, settle: Settle) -> Iterator[Finding]:
    """Find what is expected and not there, and what was lost; ``settle`` is how a person says that it is meant to go."""
    yield from _missing(compared)
    for said, platforms in alike(compared.lost, compared.now).items():
        mine = [cell for cell in compared.lost if cell[0] in platforms]
        meant = settle(names(mine, compared.changes.lost, compared.then))
        yield Finding(
            kind=f"served by {compared.since}, and not any more",
            subject=", ".join(map(row_name, platforms)),
            expected=f"{said}, as in {compared.since}: {_files_of_then(compared, mine)}",
            found=_instead(compared, mine),
            remedy=f"build and upload what is missing; if it is meant to go: {meant}",
        )


def doubts(compared: Compared) -> Iterator[Finding]:
    """Find what went as things go in the end, and what no table tells of: a person should know, and it is no failure."""
    since = compared.since
    given_up = tuple(each for each in compared.changes.lost if each in compared.given_up)
    meant, holds = "see that it was meant to go", "see that the reason holds"
    for why, cells, see in (
        ("nobody keeps it up", compared.changes.retired, meant),
        ("no later release serves it either", given_up, meant),
        *((f"said to be dropped: {why}", cells, holds) for why, cells in _accepted(compared).items()),
    ):
        if cells:
            found = _instead(compared, cells)
            yield Finding(
                kind=f"not served any more since {since}; {why}",
                subject=spoken(cells, compared.then),
                expected=f"as in {since}: {_files_of_then(compared, cells)}",
                found=found,
                remedy=f"{see}: installers there get {found}, or an older version",
            )
    if compared.gone_elsewhere:
        yield Finding(
            kind=f"not served any more since {since}",
            subject=", ".join(compared.gone_elsewhere),
            expected=f"wheels for these, as in {since}",
            found="none",
            remedy="build and upload them, or see that they were meant to go, or go by another name now",
        )


def _accepted(compared: Compared) -> dict[str, list[Cell]]:
    by_reason: dict[str, list[Cell]] = {}
    for cell, why in compared.accepted.items():
        by_reason.setdefault(why, []).append(cell)
    return by_reason


def _missing(compared: Compared) -> Iterator[Finding]:
    by_row: dict[str, list[str]] = {}
    for platform, python in compared.lacking:
        by_row.setdefault(platform, []).append(python)
    for platform, pythons in by_row.items():
        named = ", ".join(each for each in pythons if each)
        yield Finding(
            kind="no wheel where one is expected",
            subject=platform or f"Python {named}",
            expected=f"a wheel{f' for {named}' if named and platform else ''}, named by {compared.expected.source}",
            found=_told_instead(
                kind for python in pythons for kind in instead((platform, python), compared.now)
            ),
            remedy="build the missing wheels and upload them: an index takes further files of a version",
        )


def _files_of_then(compared: Compared, cells: Iterable[Cell]) -> str:
    return several({compared.then.choices[cell].file for cell in cells})


def _instead(compared: Compared, cells: Iterable[Cell]) -> str:
    return _told_instead(compared.now.choices[cell].kind for cell in cells)


def _told_instead(kinds: Iterable[Kind]) -> str:
    """What users get: of a lost cell, a wheel can only be one for any system."""
    found = frozenset(kinds)
    if "wheel" in found:
        return "a wheel for any system only"
    return "the sdist only" if "sdist" in found else "no file"
