"""Coverage: whether a release serves every platform and Python that it is expected to serve."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from release_tasks.core.coverage.axes import columns, rows, unplaced
from release_tasks.core.coverage.changes import Changes, alike, changes, spoken
from release_tasks.core.coverage.choices import Cell, Coverage, Files, Kind, coverage
from release_tasks.core.coverage.drawing import drawn, row_name
from release_tasks.core.coverage.earlier import Earlier
from release_tasks.core.coverage.expected import ANY, ExpectedWheels, instead, missing
from release_tasks.core.coverage.platforms import ANYWHERE
from release_tasks.core.distributions.members import several
from release_tasks.core.findings import Evidence, Finding
from release_tasks.core.gate.verdicts import Failed, NotOffered, Passed, Verdict

_STATE = 'state platforms = ["linux-x86_64", …] and pythons = ["3.13", …] in [tool.release-tasks]'


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One release's coverage beside what is expected, and beside that of the release before.

    ``since`` is the version of the release before, and ``then`` its coverage on the same platforms and
    Pythons; for a first release it is empty, and ``then`` is ``now``.
    """

    files: Files
    expected: ExpectedWheels
    since: str
    now: Coverage
    then: Coverage
    changes: Changes

    @property
    def lacking(self) -> tuple[Cell, ...]:
        """What is expected, and not there."""
        return missing(self.expected, self.now)


def compare(files: Files, before: Earlier | None, expected: ExpectedWheels) -> Compared:
    """Judge the cells of a release, and of the release before it, on all that either or a person names."""
    releases = (files, before.files) if before else (files,)
    platforms = rows(releases, expected.platforms)
    pythons = columns(releases, expected.pythons)
    now = coverage(files, platforms, pythons)
    then = coverage(before.files, platforms, pythons) if before else now
    return Compared(
        files=files,
        expected=expected,
        since=before.version if before else "",
        now=now,
        then=then,
        changes=changes(then, now),
    )


def judge_coverage(release: str, files: Files, before: Earlier | None, expected: ExpectedWheels) -> Verdict:
    """Judge which cells are missing or lost.

    What settings or the release workflow name has to be there. What the release before served has to
    be there too, unless settings name both platforms and Pythons: a person has decided then. A Python
    that Requires-Python has excluded since is told, and is no loss; neither is one that nobody served yet.
    ``release`` is name and version, for words.
    """
    compared = compare(files, before, expected)
    findings = (*_missing(compared), *_lost(compared))
    evidence = tuple(seen(release, compared))
    if findings:
        return Failed(kind="coverage", findings=findings, evidence=evidence)
    whole = not compared.now.cells("sdist") and not compared.now.cells("nothing")
    if not (before or expected.cells or whole):
        return NotOffered(kind="coverage", finding=_unknown(release, expected), evidence=evidence)
    return Passed(kind="coverage", evidence=evidence)


def seen(release: str, compared: Compared) -> Iterator[Evidence]:
    """Tell what is served, in a line and as a table, and what changed since the release before."""
    expected = compared.expected
    yield Evidence(what=_counted(compared.now))
    yield drawn(compared.now, f"coverage of {release}")
    if expected.source:
        yield Evidence(what=f"{expected.source}: {_demands(expected.cells)}")
    for each in expected.unread:
        yield Evidence(what=f"not understood, and left out: {each}")
    if others := unplaced(compared.files):
        yield Evidence(what=f"for none of these platforms: {', '.join(others)}")
    yield from gained(compared)
    yield from _gone(compared)


def gained(compared: Compared) -> Iterator[Evidence]:
    """Tell what this release serves that the one before did not."""
    if compared.changes.gained:
        yield Evidence(what=f"gained since {compared.since}: {spoken(compared.changes.gained, compared.now)}")


def _gone(compared: Compared) -> Iterator[Evidence]:
    changed, since = compared.changes, f"since {compared.since}"
    if changed.excluded:
        pythons = ", ".join(dict.fromkeys(python for _, python in changed.excluded))
        yield Evidence(what=f"left out by Requires-Python {since}: {pythons}")
    for platform, was, now in changed.raised:
        yield Evidence(what=f"{platform} needs {now} {since}; {was or 'any'} was enough")
    if changed.lost and compared.expected.settled:
        yield Evidence(what=f"gone {since}, as the settings say: {spoken(changed.lost, compared.now)}")


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


def _lost(compared: Compared) -> Iterator[Finding]:
    """Name what was lost; what is missing anyway is told as that, and what settings let go is not lost."""
    told = compared.changes.lost if compared.expected.settled else compared.lacking
    lost = [cell for cell in compared.changes.lost if cell not in told]
    for said, platforms in alike(lost, compared.now).items():
        mine = [cell for cell in lost if cell[0] in platforms]
        files = {compared.then.choices[cell].file for cell in mine}
        yield Finding(
            kind=f"served by {compared.since}, and not any more",
            subject=", ".join(map(row_name, platforms)),
            expected=f"{said}, as in {compared.since}: {several(files)}",
            found=_told_instead(compared.now.choices[cell].kind for cell in mine),
            remedy=f"build and upload what is missing; if it is meant to go, {_STATE}",
        )


def _told_instead(kinds: Iterable[Kind]) -> str:
    return "the sdist only" if "sdist" in kinds else "no file"


def _unknown(release: str, expected: ExpectedWheels) -> Finding:
    return Finding(
        kind="nothing says which platforms are expected",
        subject=release,
        expected="settings, a release workflow, or an earlier release that name them",
        found="; ".join(expected.unread) or "none of these",
        remedy=_STATE,
    )


def _counted(now: Coverage) -> str:
    numbers = {kind: len(now.cells(kind)) for kind in ("wheel", "sdist", "nothing")}
    words = {"wheel": "wheels for {}", "sdist": "the sdist for {}", "nothing": "nothing for {}"}
    told = ", ".join(words[kind].format(number) for kind, number in numbers.items() if number)
    platforms = "all" if now.platforms == (ANYWHERE,) else len(now.platforms)
    return f"{platforms} platforms, {len(now.pythons)} Pythons: {told or 'no file'}"


def _demands(cells: Iterable[Cell]) -> str:
    by_row: dict[str, list[str]] = {}
    for platform, python in sorted(cells):
        by_row.setdefault(platform or "some platform", []).append(python)
    return ", ".join(
        f"{platform} ({', '.join(named)})"
        if (named := [each for each in pythons if each != ANY])
        else platform
        for platform, pythons in by_row.items()
    )
