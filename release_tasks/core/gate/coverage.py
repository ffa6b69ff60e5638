"""Coverage: whether a release serves every platform and Python that it is expected to serve."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from release_tasks.core.coverage.axes import unplaced
from release_tasks.core.coverage.changes import spoken
from release_tasks.core.coverage.choices import Cell, Coverage, Files
from release_tasks.core.coverage.compared import Compared, compare
from release_tasks.core.coverage.drawing import drawn
from release_tasks.core.coverage.dropped import Dropped
from release_tasks.core.coverage.earlier import Earlier
from release_tasks.core.coverage.expected import ANY, ExpectedWheels
from release_tasks.core.coverage.platforms import ANYWHERE
from release_tasks.core.distributions.members import several
from release_tasks.core.findings import Evidence, Finding
from release_tasks.core.gate.losses import STATE, Settle, doubts, failures, in_settings
from release_tasks.core.gate.verdicts import Failed, NotOffered, Passed, Verdict


def judge_coverage(
    release: str,
    files: Files,
    before: Earlier | None,
    expected: ExpectedWheels,
    *,
    later: Iterable[Files] = (),
    dropped: Dropped | None = None,
    settle: Settle = in_settings,
) -> Verdict:
    """Judge which cells are missing or lost.

    What settings or the release workflow name has to be there. What the release before served has to
    be there too, unless settings name both platforms and Pythons: a person has decided then. A Python
    that Requires-Python has excluded since is told, and is no loss; neither is one that nobody served yet.
    A Python that has ended and went everywhere is a doubt; so is what none of the ``later`` releases of a past
    one serves, and what a person says was ``dropped``. ``release`` is name and version, for words; ``settle`` is how a person says that something is meant to go.
    """
    compared = compare(files, before, expected, later, dropped)
    evidence = tuple(seen(release, compared))
    doubtful = tuple(doubts(compared))
    if findings := tuple(failures(compared, settle=settle)):
        told = (Evidence(what=f"{each.subject}: {each.kind}") for each in doubtful)
        return Failed(kind="coverage", findings=findings, evidence=(*evidence, *told))
    now = compared.now
    if not now.pythons:
        return NotOffered(kind="coverage", finding=_for_nobody(release, files), evidence=evidence)
    whole = not now.cells("sdist") and not now.cells("nothing")
    if not (before or expected.cells or whole):
        return NotOffered(kind="coverage", finding=_unknown(release, expected), evidence=evidence)
    return Passed(kind="coverage", evidence=evidence, doubts=doubtful)


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
        yield Evidence(what=f"for none of these platforms: {several(others)}")
    yield from gained(compared)
    yield from _gone(compared)
    if compared.not_gone:
        yield Evidence(what=f"said to be dropped, and not gone: {', '.join(compared.not_gone)}")


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
    if compared.let_go:
        yield Evidence(what=f"gone {since}, as the settings say: {spoken(compared.let_go, compared.now)}")


def _unknown(release: str, expected: ExpectedWheels) -> Finding:
    return Finding(
        kind="nothing says which platforms are expected",
        subject=release,
        expected="settings, a release workflow, or an earlier release that name them",
        found="; ".join(expected.unread) or "none of these",
        remedy=STATE,
    )


def _for_nobody(release: str, files: Files) -> Finding:
    requires = " or ".join(sorted({each for each in files.values() if each}))
    return Finding(
        kind="no Python that is known here may have it",
        subject=release,
        expected="a Requires-Python that allows some Python 3",
        found=f"Requires-Python is {requires}" if requires else "no file",
        remedy="look at what the files state",
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
