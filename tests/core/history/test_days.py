"""Which lines state the day of the release, and which only hold a date."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from release_tasks.core.history.days import day_lines, day_spots
from release_tasks.core.history.patches import Commit, Replaced
from release_tasks.core.history.steps import Step

HERE = Path("/repository.example/CITATION.cff")
RELEASES = (("1.0.0", "2026-01-05"), ("1.1.0", "2026-02-28"), ("1.2.0", "2026-04-01"))


def steps(
    line: str,
    releases: tuple[tuple[str, str], ...] = RELEASES,
    *,
    path: str = "CITATION.cff",
    late: str | None = None,
) -> list[Step]:
    """Make the steps, the newest first, in which a line took on each version and day; commits are of ``late``."""
    made = []
    for (old, before), (new, day) in pairwise(releases):
        removed, added = (line.format(version=v, day=d).encode() for v, d in ((old, before), (new, day)))
        commit = Commit("c0ffee", (Replaced(path, b"", (removed,), (added,)),), late or day)
        made.append(Step(commit, old, new))
    return made[::-1]


def found(made: list[Step], text: str, version: str = "1.2.0") -> list[tuple[int, str]]:
    data = text.encode()
    spots = [spot for line in day_lines(made) for spot in day_spots(line, HERE, data, version)]
    for spot in spots:
        assert data[spot.start : spot.end] == spot.text.encode()
    return [(spot.line, spot.text) for spot in spots]


def test_a_date_that_became_the_day_of_each_release() -> None:
    made = steps('date-released: "{day}"')
    assert found(made, 'x: 2026-04-01\ndate-released: "2026-04-01"\n') == [(2, "2026-04-01")]
    (line,) = day_lines(made)
    assert (line.why, line.finals_only) == ("the day of the release in 2 of the last 2", False)


def test_a_line_that_states_the_version_too() -> None:
    made = steps('.TH DEMO 1 "{day}" "demo {version}"')
    assert found(made, '.TH DEMO 1 "2026-04-01" "demo 1.2.0"\n') == [(1, "2026-04-01")]
    assert found(made, '.TH OTHER 1 "2026-04-01" "demo 1.2.0"\n') == []


@pytest.mark.parametrize("day", ["2026-03-31", "2026-04-02"])
def test_another_time_zone_s_day_is_the_day(day: str) -> None:
    last = steps("released {day}", (RELEASES[1], ("1.2.0", day)))
    moved = Step(Commit("c0ffee", last[0].commit.replaced, "2026-04-01"), "1.1.0", "1.2.0")
    assert found([moved, *steps("released {day}", RELEASES[:2])], "released 2026-04-01\n")


@pytest.mark.parametrize(
    "made",
    [
        steps("date: {day}")[:1],
        steps("date: {day}", late="2026-06-01"),
        steps("date: {day}", path="CHANGELOG.md"),
        steps("from {day} to {day}"),
        steps("at {day}T12:00:00Z"),
        steps("date: {day}", tuple((version, "2026-13-77") for version, _ in RELEASES)),
        [Step(Commit("b", (), "2026-05-01"), f"1.{at}.0", f"1.{at + 1}.0") for at in (4, 3, 2)] + steps("date: {day}"),
    ],
    ids=["once", "another day", "a changelog", "two dates", "a time", "no date", "given up"],
)  # fmt: skip
def test_what_is_only_a_date(made: list[Step]) -> None:
    assert day_lines(made) == ()


def test_of_two_lines_alike_nobody_knows_which() -> None:
    assert found(steps("date: {day}"), "date: 2026-04-01\ndate: 2025-01-01\n") == []


def test_what_final_releases_alone_changed() -> None:
    between = Step(Commit("b", (), "2026-03-01"), "1.1.0", "1.2.0.dev0")
    newest, oldest = steps("date: {day}")
    (line,) = day_lines([newest, between, oldest])
    assert line.finals_only
