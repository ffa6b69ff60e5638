"""Files: what an index lists of a version is whole, installable, and one release."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename
from packaging.version import Version

from release_tasks.core.distributions.members import several
from release_tasks.core.findings import Evidence, Finding
from release_tasks.core.gate.duplicates import duplicates
from release_tasks.core.gate.project_status import quarantined, retired
from release_tasks.core.gate.requires_python import different_requirements
from release_tasks.core.gate.sdist import SdistBefore
from release_tasks.core.gate.upload_times import upload_times, uploaded_late
from release_tasks.core.gate.verdicts import Failed, Passed, Verdict
from release_tasks.core.index import ANOTHER_VERSION, IndexFile, IndexPage
from release_tasks.core.sizes import amount
from release_tasks.core.wheels import is_sdist

SMALLEST = 100
"""Bytes; an archive with metadata in it has more."""
_NO_SDIST = SdistBefore()


def judge_files(
    page: IndexPage,
    version: str,
    *,
    tested: Iterable[str] = (),
    sdist: SdistBefore = _NO_SDIST,
    requires_python: str | None = None,
    past: bool = False,
) -> Verdict:
    """Judge the files of a version, as a page lists them.

    ``tested`` are the names of the files that were tested, ``sdist`` says whether one is expected, ``requires_python``
    what the project itself states; None: nobody says. In a ``past`` release a wheel may have been replaced since by
    one with a build number: that is a doubt, where in a new one it is a fault.

    Sources: PEP 592 (yanked), 700 (size, upload time), 792 (status), 503 (Requires-Python).
    """
    files, tested = page.of(version), tuple(tested)
    doubled = duplicates(files, past=past)
    sdist_gone = sdist.gone([each.name for each in files], tested)
    findings = (
        *quarantined(page),
        *_unlisted(files, tested, page),
        *_yanked(files),
        *_misnamed(files, page.project, version),
        *doubled.faults,
        *(() if sdist.dropped else sdist_gone),
        *_sizes(files),
        *different_requirements(files, requires_python),
    )
    seen = Evidence(what=_told(files, page, requires_python))
    if findings:
        return Failed(kind="files", findings=findings, evidence=(seen,))
    return Passed(
        kind="files",
        evidence=(seen,),
        doubts=(
            *retired(page),
            *doubled.doubts,
            *(sdist_gone if sdist.dropped else ()),
            *uploaded_late(files),
        ),
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
                remedy=f"build it again, under its right name, and delete this one; or {ANOTHER_VERSION}",
            )


def _wheel_says(text: str, project: str, version: str) -> str:
    """What a wheel's name says that it must not; empty for a good one."""
    try:
        name, stated, _, _ = parse_wheel_filename(text)
    except InvalidWheelFilename as error:
        return str(error)
    same = name == canonicalize_name(project) and stated == Version(version)
    return "" if same else f"{name} {stated}"


def _sizes(files: Sequence[IndexFile]) -> Iterator[Finding]:
    for each in files:
        if each.size is not None and each.size < SMALLEST:
            yield Finding(
                kind="too small to hold a distribution",
                subject=each.name,
                expected="an archive with metadata in it",
                found=f"{each.size} bytes",
                remedy=f"yank the release, and {ANOTHER_VERSION}",
            )


def _told(files: Sequence[IndexFile], page: IndexPage, own: str | None) -> str:
    """The release in a line: how many files of which kind, since when, for which Python, and what the index keeps to itself."""
    sdists = sum(is_sdist(each.name) for each in files)
    counts = ((len(files) - sdists, "wheel"), (sdists, "sdist"))
    parts = [" and ".join(f"{number} {word}{'s' * (number > 1)}" for number, word in counts if number)]
    sizes = [each.size for each in files if each.size is not None]
    times = sorted(upload_times(files).values())
    requires = {each.requires_python for each in files if each.requires_python}
    parts += [amount(sum(sizes))] if sizes else []
    parts += [f"since {times[0]:%Y-%m-%d}"] if times else []
    parts += [f"Python {requires.pop().replace(' ', '')}"] if len(requires) == 1 else []
    said = {"size": sizes, "upload time": times, "status": page.api, "Requires-Python": requires or not own}
    unsaid = [word for word, found in said.items() if not found]
    if unsaid:
        parts.append(f"the index states no {', no '.join(unsaid)}")
    return ", ".join(filter(None, parts))
