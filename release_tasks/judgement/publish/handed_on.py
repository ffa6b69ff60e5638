"""What the jobs of the tag's run handed on, as far as GitHub tells: whether it is all there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from release_tasks.core.distributions.members import several
from release_tasks.core.findings import Finding
from release_tasks.core.github.artifacts import Artifact, RunArtifacts, takes
from release_tasks.core.github.called import jobs_of
from release_tasks.core.github.checks import fits
from release_tasks.core.github.ci_files import CiFiles, DownloadArtifacts
from release_tasks.core.github.gating import parted
from release_tasks.core.github.runs import FollowedRun, Job, TagRun
from release_tasks.core.github.workflow import ReleaseWorkflow, WorkflowJob
from release_tasks.core.model import Change, Fail, Skip, Waiting, fail
from release_tasks.judgement.ci_jobs import handed_nothing, left_out, not_passed

_EVERY_S = 5.0
_NO_FILES = "did not pass, so its files are missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """The artifacts that hold the files of the release, and what a person should look at."""

    wanted: tuple[Artifact, ...]
    doubts: tuple[Finding, ...] = ()


def unfinished(workflow: ReleaseWorkflow, found: FollowedRun, deadline_s: float) -> Fail | Waiting | None:
    """Wait for the jobs that hand files on; None once they passed, or were left out."""
    jobs = [job for each in workflow.jobs if each.handed for job in jobs_of(workflow, each, found.jobs)]
    if failed := [each for each in jobs if each.failed]:
        return Fail(findings=tuple(not_passed(each, found, _NO_FILES) for each in failed))
    coming = parted(found, workflow).to_come
    running = [each.name for each in jobs if each.status != "completed"]
    running += [each.name for each in workflow.jobs if each.handed and each.name in coming]
    if not running or found.over:
        return None
    reason = f"{several(running)} still has files to hand on"
    return Waiting(fact=TagRun, reason=reason, deadline_s=deadline_s, every_s=_EVERY_S)


def handed_on(workflow: ReleaseWorkflow, found: FollowedRun, artifacts: RunArtifacts) -> Handed | Fail | Skip:
    """The artifacts that the uploading jobs take; a failure where one is missing."""
    faults = tuple(_lacking(workflow, found, artifacts))
    wanted = tuple(each for each in artifacts.found if takes(workflow, each.name))
    if stopping := tuple(each for stops, each in faults if stops):
        return Fail(findings=stopping)
    unread = [each.elsewhere for each in workflow.jobs if each.elsewhere]
    if not wanted and unread and not any(each.handed for each in workflow.jobs):
        return Skip(reason=f"the run has no artifacts; what {several(unread)} does was not read")
    if not wanted:
        return fail(
            "the run has no artifact that its uploading job takes",
            workflow.file,
            expected="artifacts with the files to upload",
            found=several({each.name for each in artifacts.found}) or "no artifact",
            remedy=f"look at the run: {found.run.html_url}",
        )
    return Handed(wanted=wanted, doubts=(*(each for _, each in faults), *_doubled(artifacts, found)))


def to_download(wanted: Sequence[Artifact], here: CiFiles, found: FollowedRun) -> Change | None:
    """The download of what does not lie here yet; None where all does."""
    ids = {each.id for each in here.unpacked}
    absent = tuple(each for each in wanted if each.id not in ids)
    if not absent:
        return None
    action = DownloadArtifacts(run=found.run.id, artifacts=absent, folder=here.folder)
    return Change(actions=(action,), because=f"{len(absent)} of {len(wanted)} artifacts do not lie here")


def _lacking(
    workflow: ReleaseWorkflow, found: FollowedRun, artifacts: RunArtifacts
) -> Iterator[tuple[bool, Finding]]:
    """The jobs that handed nothing on, though they should, and whether that stops a release.

    For a person to judge is a job that its condition left out, and what no uploading job takes.
    """
    for job in workflow.jobs:
        ran = jobs_of(workflow, job, found.jobs)
        if ran and all(each.conclusion == "skipped" for each in ran):
            if job.handed:
                yield False, _left_out(ran[0], job, found)
            continue
        for name in job.handed:
            there = tuple(each.name for each in artifacts.found if fits(name, each.name))
            wanted = sum(each.passed for each in ran) if "*" in name and len(job.handed) == 1 else 1
            if len(there) < max(wanted, 1):
                yield takes(workflow, name), handed_nothing(job, name, found, there=there, wanted=wanted)


def _left_out(ran: Job, job: WorkflowJob, found: FollowedRun) -> Finding:
    kind, then = "was left out, so it handed no files on", "see that the release needs none of its files"
    return left_out(ran, job, found, kind, expected=f"artifacts called {several(job.handed)}", then=then)


def _doubled(artifacts: RunArtifacts, run: FollowedRun) -> Iterator[Finding]:
    """Two artifacts of one name that one attempt made: who takes one by name gets either."""
    for name in artifacts.doubled:
        yield Finding(
            kind="two artifacts of one name",
            subject=name,
            expected="a name of its own for each artifact of an attempt",
            found=f"{sum(each.name == name for each in artifacts.found)} artifacts",
            remedy=f"see which one the uploading job took: {run.run.html_url}",
        )


def gone(wanted: Iterable[Artifact], run: FollowedRun) -> Iterator[Finding]:
    """The artifacts that GitHub does not keep any more."""
    for each in wanted:
        if each.expired:
            yield Finding(
                kind="GitHub does not keep this artifact any more",
                subject=each.name,
                expected="the files that were tested",
                found=f"expired {each.expires_at or ''}".strip(),
                remedy="where nothing was published yet, run the workflow again from its page, "
                f"{run.run.html_url}; else pass --skip ci-artifacts=REASON",
            )
