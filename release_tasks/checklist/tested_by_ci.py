"""The files that CI built and tested: looked into like those built here, and recorded for the indexes to be held to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace

from release_tasks.checklist.review import review
from release_tasks.core.artifacts import Artifacts, problems
from release_tasks.core.coverage.drawing import drawn
from release_tasks.core.coverage.expected import ExpectedWheels
from release_tasks.core.distributions.members import several
from release_tasks.core.findings import Evidence, Finding, Table
from release_tasks.core.gate.coverage import compare
from release_tasks.core.gate.files import is_sdist
from release_tasks.core.github.ci_files import RECORD, CiChecks, CiFiles, CiRecord, clashes
from release_tasks.core.github.runs import FollowedRun
from release_tasks.core.ledger import Record
from release_tasks.core.model import Change, Done, Fail, Warn
from release_tasks.core.project import Project
from release_tasks.core.target import Target
from release_tasks.core.validation import digest_of

_ANOTHER = "mend what builds it, and release another version"


def looked_into(
    project: Project,
    target: Target,
    run: FollowedRun,
    files: CiFiles,
    checks: CiChecks,
    expected: ExpectedWheels,
) -> Fail | Change:
    """Judge the downloaded files; what holds is recorded as the tested files, for the indexes to be held to."""
    mine, version = files.of(project.name), target.version
    findings = [*_clashing(files), *_wrong(mine, checks, project.name, version)]
    if findings:
        return Fail(findings=tuple(findings))
    looked = review(project, version, mine, expected, checks.before, checks.audit, whole=True)
    if broken := (*looked.broken, *_without_sdist(mine, version, checks)):
        return Fail(findings=(*broken, *looked.lost), evidence=tuple(looked.seen))
    made = tuple(each.file for each in mine.of(version))
    data = {
        "run": run.run.id,
        "attempt": run.run.run_attempt,
        "commit": run.run.head_sha,
        "artifacts": sorted(each.id for each in files.unpacked),
        "files": [
            {**asdict(each.file), "requires_python": each.requires_python} for each in mine.of(version)
        ],
        "doubts": [asdict(each) for each in looked.lost],
        "seen": [
            *(each.what for each in looked.seen if not isinstance(each, Table)),
            *_besides(files, project),
        ],
    }
    action = Record(kind=RECORD, bound_to=digest_of(made), data=data)
    return Change(actions=(action,), because=f"the digests of {len(made)} files of CI are not on record")


def _clashing(files: CiFiles) -> Iterator[Finding]:
    for name, holders in clashes(files):
        yield Finding(
            kind="two artifacts hold different files of that name",
            subject=name,
            expected="one file of a name",
            found=" and ".join(holders),
            remedy="let one job alone build it, and release another version",
        )


def _wrong(mine: Artifacts, checks: CiChecks, name: str, version: str) -> Iterator[Finding]:
    for each in problems(mine, checks.strict, name, version, bound=False):
        yield replace(each, remedy=_ANOTHER)


def _without_sdist(mine: Artifacts, version: str, checks: CiChecks) -> Iterator[Finding]:
    before = checks.before.release
    had = before is not None and any(is_sdist(each.name) for each in before.listed)
    if before and had and all(each.kind == "wheel" for each in mine.of(version)):
        yield Finding(
            kind="there is no sdist",
            subject=f"{len(mine.of(version))} wheels",
            expected=f"an sdist, as {before.version} has one",
            remedy="let a job build it and hand it on, and release another version",
        )


def _besides(files: CiFiles, project: Project) -> Iterator[str]:
    if besides := files.besides(project.name):
        yield f"left alone: {several(besides)}"


def told(record: CiRecord, release: str, doubts: tuple[Finding, ...]) -> Done | Warn:
    """Tell what is on record."""
    data, files = record.entry.data, record.files
    where = f"{len(files)} files from {len(data['artifacts'])} artifacts of run {record.run}"
    table = drawn(compare(record.requirements, None, ExpectedWheels()).now, f"coverage of {release}")
    evidence = (
        Evidence(what=where, seen_on=f"digest {record.entry.bound_to[:12]}"),
        *(Evidence(what=each.name, seen_on=f"sha256:{each.sha256[:12]}") for each in files),
        *(Evidence(what=each) for each in data.get("seen", ())),
        table,
    )
    doubts += tuple(Finding(**each) for each in record.doubts)
    return Warn(findings=doubts, evidence=evidence) if doubts else Done(evidence=evidence)
