"""The files that CI built and tested: looked into like those built here, and recorded for the indexes to be held to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

from release_tasks.core.artifacts import Artifacts, Distribution, problems
from release_tasks.core.coverage.compared import compare
from release_tasks.core.coverage.drawing import drawn
from release_tasks.core.coverage.expected import ExpectedWheels
from release_tasks.core.distributions.members import several
from release_tasks.core.findings import Evidence, Finding, Table
from release_tasks.core.github.ci_files import RECORD, CiChecks, CiFiles, CiRecord, recorded
from release_tasks.core.github.files_of_ci import FilesOfCi
from release_tasks.core.github.runs import FollowedRun
from release_tasks.core.ledger import Record
from release_tasks.core.model import Change, Done, Fail, Outcome, Warn
from release_tasks.core.validation import digest_of
from release_tasks.core.wheels import is_sdist
from release_tasks.judgement.publish.clashing import clashing
from release_tasks.judgement.publish.handed_on import Handed, gone, handed_on, to_download, unfinished
from release_tasks.judgement.review import Review, review

_ANOTHER = "mend what builds it, and release another version"


def tested(of_ci: FilesOfCi, found: FollowedRun) -> Outcome:
    """See that what the run's jobs handed on is whole, and was looked into."""
    artifacts, workflow = of_ci.artifacts.get(), of_ci.ci.workflow
    if (record := recorded(of_ci.ledger)) and record.run == found.run.id and not artifacts.found:
        # GitHub does not even list them any more.
        return _told(of_ci, record)
    waiting = unfinished(workflow, found, of_ci.ci.project.hosting.follow_s)
    handed = waiting or handed_on(workflow, found, artifacts)
    return _seen_into(of_ci, found, handed) if isinstance(handed, Handed) else handed


def _seen_into(of_ci: FilesOfCi, found: FollowedRun, handed: Handed) -> Outcome:
    """What is missing is downloaded, looked into and recorded, one after the other."""
    if record := recorded(of_ci.ledger, handed.wanted):
        return _told(of_ci, record, handed.doubts)
    if lost := tuple(gone(handed.wanted, found)):
        return Fail(findings=lost)
    here = of_ci.files.get().only(handed.wanted)
    return to_download(handed.wanted, here, found) or _looked_into(of_ci, found, here)


def _looked_into(of_ci: FilesOfCi, found: FollowedRun, here: CiFiles) -> Fail | Change:
    """Judge the files; what holds is recorded as the tested ones, for the indexes to be held to."""
    project, version, checks = of_ci.ci.project, of_ci.target.version, of_ci.checks.get()
    mine = here.of(project.name)
    findings = [*clashing(of_ci.ci.workflow, here), *_wrong(mine, checks, project.name, version)]
    if findings:
        return Fail(findings=tuple(findings))
    expected = of_ci.expected.get()
    looked = review(project, version, mine, expected, checks.before, checks.audit, whole=True)
    if broken := (*looked.broken, *_without_sdist(mine, version, checks)):
        return Fail(findings=(*broken, *looked.lost), evidence=tuple(looked.seen))
    made = mine.of(version)
    action = Record(
        kind=RECORD,
        bound_to=digest_of(each.file for each in made),
        data=_data(found, here, made, looked, here.besides(project.name)),
    )
    return Change(actions=(action,), because=f"the digests of {len(made)} files of CI are not on record")


def _data(
    found: FollowedRun,
    here: CiFiles,
    made: tuple[Distribution, ...],
    looked: Review,
    besides: tuple[str, ...],
) -> dict[str, Any]:
    run = found.run
    seen = [each.what for each in looked.seen if not isinstance(each, Table)]
    return {
        "run": run.id,
        "attempt": run.run_attempt,
        "commit": run.head_sha,
        "artifacts": sorted(each.id for each in here.unpacked),
        "files": [{**asdict(each.file), "requires_python": each.requires_python} for each in made],
        "doubts": [asdict(each) for each in looked.lost],
        "seen": [*seen, *([f"left alone: {several(besides)}"] if besides else [])],
    }


def _told(of_ci: FilesOfCi, record: CiRecord, doubts: tuple[Finding, ...] = ()) -> Done | Warn:
    """Tell what is on record."""
    data, files = record.entry.data, record.files
    number = len(data["artifacts"])
    where = f"{len(files)} files from {number} artifact{'s' * (number != 1)} of run {record.run}"
    heading = f"coverage of {of_ci.ci.project.name} {of_ci.target.version}"
    evidence = (
        Evidence(what=where, seen_on=f"digest {record.entry.bound_to[:12]}"),
        *(Evidence(what=each.name, seen_on=f"sha256:{each.sha256[:12]}") for each in files),
        *(Evidence(what=each) for each in data.get("seen", ())),
        drawn(compare(record.requirements, None, ExpectedWheels()).now, heading),
    )
    doubts += tuple(Finding(**each) for each in record.doubts)
    return Warn(findings=doubts, evidence=evidence) if doubts else Done(evidence=evidence)


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
