"""Files: what an index lists of a version is whole, installable, and one release."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.tags import Tag
from packaging.utils import BuildTag, InvalidWheelFilename, canonicalize_name, parse_wheel_filename
from packaging.version import Version

from release_tasks.core.distributions.members import several
from release_tasks.core.findings import Evidence, Finding
from release_tasks.core.gate.verdicts import Failed, Passed, Verdict
from release_tasks.core.index import IndexFile, IndexPage
from release_tasks.core.sizes import amount
from release_tasks.core.wheels import is_sdist

LATE = timedelta(days=1)
"""Files of one release go up within hours; PyPI itself has no bound."""
SMALLEST = 100
"""Bytes; an archive with metadata in it has more."""

_ANOTHER = "release another version: an index never takes a second file of one name"


def judge_files(
    page: IndexPage,
    version: str,
    *,
    tested: Iterable[str] = (),
    sdist_before: str = "",
    requires_python: str | None = None,
    past: bool = False,
) -> Verdict:
    """Judge the files of a version, as a page lists them.

    ``tested`` are the names of the files that were tested, ``sdist_before`` the version that had an sdist
    before this one, ``requires_python`` what the project itself states; None: nobody says. In a ``past`` release a
    wheel may have been replaced since by one with a build number: that is a doubt, where in a new one it is a fault.

    Sources: PEP 592 (yanked), 700 (size, upload time), 792 (status), 503 (Requires-Python).
    """
    files, tested = page.of(version), tuple(tested)
    rebuilt, doubled = _doubled(files, past=past)
    findings = (
        *_quarantined(page),
        *_unlisted(files, tested, page),
        *_yanked(files),
        *_misnamed(files, page.project, version),
        *doubled,
        *_sdists(files, tested, sdist_before),
        *_sizes(files),
        *_requirements(files, requires_python),
    )
    seen = Evidence(what=_told(files, page, requires_python))
    if findings:
        return Failed(kind="files", findings=findings, evidence=(seen,))
    return Passed(kind="files", evidence=(seen,), doubts=(*_retired(page), *rebuilt, *_late(files)))


def _quarantined(page: IndexPage) -> Iterator[Finding]:
    """Find that the index holds the project for unsafe: nobody may install it."""
    if page.status == "quarantined":
        yield Finding(
            kind="the project is quarantined",
            subject=page.project,
            expected="a project that may be installed",
            found=page.status_reason or "no reason is given",
            remedy=f"ask those who run {page.endpoint.listing}",
        )


def _retired(page: IndexPage) -> Iterator[Finding]:
    """Find that no more releases are to be expected: its files may still be installed."""
    if page.status in ("archived", "deprecated"):
        yield Finding(
            kind=f"the project is {page.status}",
            subject=page.project,
            expected="a project that is kept up",
            found=page.status_reason or "no reason is given",
            remedy="take it back in the project's settings there, or look for what has replaced it",
        )


def _unlisted(files: Sequence[IndexFile], tested: Sequence[str], page: IndexPage) -> Iterator[Finding]:
    there = {each.name for each in files}
    if missing := [name for name in tested if name not in there]:
        yield Finding(
            kind="tested, but not listed",
            subject=several(missing),
            expected=f"all {len(tested)} tested files on {page.endpoint.listing}",
            found=f"{len(tested) - len(missing)} of them",
            remedy="upload what is missing: an index takes further files of a version",
        )


def _yanked(files: Sequence[IndexFile]) -> Iterator[Finding]:
    reasons: dict[str, list[str]] = {}
    for each in files:
        if each.yanked:
            reasons.setdefault(each.yanked_reason, []).append(each.name)
    for reason, names in reasons.items():
        yield Finding(
            kind="yanked",
            subject=several(names) if len(names) < len(files) else f"all {len(files)} files",
            expected="files that installers take",
            found=reason or "no reason is given",
            remedy="take the yank back on the project's page there, or release another version",
        )


def _misnamed(files: Sequence[IndexFile], project: str, version: str) -> Iterator[Finding]:
    for each in files:
        if each.name.endswith(".whl") and (found := _wheel_says(each.name, project, version)):
            yield Finding(
                kind="installers do not take it for a wheel of this release",
                subject=each.name,
                expected=f"the name of a wheel of {project} {version}",
                found=found,
                remedy=f"build it again, under its right name, and delete this one; or {_ANOTHER}",
            )


def _wheel_says(text: str, project: str, version: str) -> str:
    """What a wheel's name says that it must not; empty for a good one."""
    try:
        name, stated, _, _ = parse_wheel_filename(text)
    except InvalidWheelFilename as error:
        return str(error)
    same = name == canonicalize_name(project) and stated == Version(version)
    return "" if same else f"{name} {stated}"


def _doubled(files: Sequence[IndexFile], *, past: bool) -> tuple[list[Finding], list[Finding]]:
    """Find wheels that serve the same Pythons and platforms: those that a build number tells apart, and all others."""
    by_tags: dict[frozenset[Tag], dict[str, BuildTag]] = {}
    for each in files:
        with suppress(InvalidWheelFilename):
            _, _, build, tags = parse_wheel_filename(each.name)
            if not each.yanked:
                by_tags.setdefault(tags, {})[each.name] = build
    several_of = [builds for builds in by_tags.values() if len(builds) > 1]
    rebuilt = [builds for builds in several_of if past and len({*builds.values()}) == len(builds)]
    doubled = [builds for builds in several_of if builds not in rebuilt]
    return [_rebuilt(rebuilt)] if rebuilt else [], [_twins(each) for each in doubled]


def _rebuilt(several_of: Sequence[Mapping[str, BuildTag]]) -> Finding:
    newest = {max(builds, key=builds.__getitem__) for builds in several_of}
    others = {name for builds in several_of for name in builds} - newest
    return Finding(
        kind="built again, and installed in place of another wheel",
        subject=several(newest),
        expected="one wheel for each set of tags",
        found=f"{several(others)} beside; installers take the highest build number",
        remedy="see that you know who added it, and why",
    )


def _twins(builds: Mapping[str, BuildTag]) -> Finding:
    return Finding(
        kind="several wheels with the same tags",
        subject=", ".join(sorted(builds)),
        expected="one wheel for each set of tags",
        found=f"{len(builds)}, of which installers take the highest build number",
        remedy="yank the release, and release another version with one of them",
    )


def _sdists(files: Sequence[IndexFile], tested: Sequence[str], before: str) -> Iterator[Finding]:
    sdists = [each.name for each in files if is_sdist(each.name)]
    if len(sdists) > 1:
        yield Finding(
            kind="several sdists",
            subject=", ".join(sdists),
            expected="one sdist a release (PEP 527)",
            found=str(len(sdists)),
            remedy="delete all but one there",
        )
    if not sdists and before and not any(map(is_sdist, tested)):
        yield Finding(
            kind="there is no sdist",
            subject=f"{len(files)} wheels",
            expected=f"an sdist, as {before} has one",
            found="wheels alone",
            remedy="upload the sdist: an index takes further files of a version",
        )


def _sizes(files: Sequence[IndexFile]) -> Iterator[Finding]:
    for each in files:
        if each.size is not None and each.size < SMALLEST:
            yield Finding(
                kind="too small to hold a distribution",
                subject=each.name,
                expected="an archive with metadata in it",
                found=f"{each.size} bytes",
                remedy=f"yank the release, and {_ANOTHER}",
            )


def _requirements(files: Sequence[IndexFile], own: str | None) -> Iterator[Finding]:
    stated: dict[str, list[str]] = {}
    for each in files:
        stated.setdefault(_normal(each.requires_python or ""), []).append(each.name)
    if len(stated) > 1:
        yield Finding(
            kind="the files state different Requires-Python",
            subject=f"{len(files)} files",
            expected="one for all files of a release",
            found="\n".join(f"{text or 'none'}: {several(names)}" for text, names in stated.items()),
            remedy=f"yank the release, and {_ANOTHER}",
        )
        return
    text = next(iter(stated), "")
    if own is not None and text and text != _normal(own):
        yield Finding(
            kind="Requires-Python is not the project's",
            subject=f"{len(files)} files",
            expected=own or "none",
            found=text,
            remedy=f"find out what was built; yank the release, and {_ANOTHER}",
        )


def _normal(text: str) -> str:
    """One spelling of what allows the same versions; as it is, where nobody can read it."""
    try:
        return str(SpecifierSet(text))
    except InvalidSpecifier:
        return text


def _late(files: Sequence[IndexFile]) -> Iterator[Finding]:
    """Find what came long after the first file: an index lets files be added at any time, by whoever may upload."""
    times = {each.name: when for each in files if (when := _time(each.uploaded))}
    if not times:
        return
    first = min(times.values())
    late = {name: when for name, when in times.items() if when - first > LATE}
    if late:
        days = (max(late.values()) - first).days
        yield Finding(
            kind="uploaded long after the others",
            subject=several(late),
            expected=f"all files within a day of {first:%Y-%m-%d}",
            found=f"up to {days} days later",
            remedy="see that you know who added them, and why",
        )


def _time(text: str) -> datetime | None:
    """The time that an index states (ISO 8601, UTC), to the second: Python 3.10 reads no other fractions than of 3 or 6 digits."""
    try:
        return datetime.fromisoformat(f"{text.rstrip('Z').partition('.')[0]}+00:00")
    except ValueError:
        return None


def _told(files: Sequence[IndexFile], page: IndexPage, own: str | None) -> str:
    """The release in a line: how many files of which kind, since when, for which Python, and what the index keeps to itself."""
    sdists = sum(is_sdist(each.name) for each in files)
    counts = ((len(files) - sdists, "wheel"), (sdists, "sdist"))
    parts = [" and ".join(f"{number} {word}{'s' * (number > 1)}" for number, word in counts if number)]
    sizes = [each.size for each in files if each.size is not None]
    times = sorted(when for each in files if (when := _time(each.uploaded)))
    requires = {each.requires_python for each in files if each.requires_python}
    parts += [amount(sum(sizes))] if sizes else []
    parts += [f"since {times[0]:%Y-%m-%d}"] if times else []
    parts += [f"Python {requires.pop().replace(' ', '')}"] if len(requires) == 1 else []
    said = {"size": sizes, "upload time": times, "status": page.api, "Requires-Python": requires or not own}
    unsaid = [word for word, found in said.items() if not found]
    if unsaid:
        parts.append(f"the index states no {', no '.join(unsaid)}")
    return ", ".join(filter(None, parts))
