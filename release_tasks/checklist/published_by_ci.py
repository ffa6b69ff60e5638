"""Whether the run of the tag really published: its job ran, its log shows it, and the index has the very files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from release_tasks.checklist.arrived import arrived
from release_tasks.core.distributions.members import several
from release_tasks.core.findings import Evidence, Finding
from release_tasks.core.github.called import jobs_of
from release_tasks.core.github.ci_files import CiRecord
from release_tasks.core.github.following import who
from release_tasks.core.github.gating import parted
from release_tasks.core.github.publishing_log import PublishingLog
from release_tasks.core.github.runs import FollowedRun, Job, TagRun
from release_tasks.core.github.workflow import ReleaseWorkflow, WorkflowJob
from release_tasks.core.given import Lazy
from release_tasks.core.index import IndexFiles
from release_tasks.core.model import Done, Fail, Outcome, Waiting, Warn
from release_tasks.core.project import Project
from release_tasks.core.request import Request

_EVERY_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """The run of the tag, and what its publishing is judged by; ``record`` are the files of its artifacts."""

    request: Request
    project: Project
    workflow: ReleaseWorkflow
    found: FollowedRun
    log: Lazy[PublishingLog]
    listed: Lazy[IndexFiles]
    record: CiRecord | None

    @property
    def jobs(self) -> tuple[tuple[WorkflowJob, Job], ...]:
        """The jobs of the run that publish, each with what the workflow says of it."""
        return tuple(
            (each, ran)
            for each in self.workflow.publishing
            for ran in jobs_of(self.workflow, each, self.found.jobs)
        )


def published_by_ci(seen: Publication) -> Outcome:
    """Give the verdict: the files on the index decide, and the run says how they came there."""
    if outcome := _unfinished(seen):
        return outcome
    left_out = tuple(_left_out(seen))
    if broken := tuple(_broken(seen)):
        return Fail(findings=(*broken, *left_out))
    there = arrived(seen.record, seen.listed.get(), seen.log.get())
    if not isinstance(there, tuple):
        return Fail(findings=left_out) if left_out else there
    doubts = (*left_out, *_unnamed(seen))
    evidence = (*_ran(seen), *there)
    return Warn(findings=doubts, evidence=evidence) if doubts else Done(evidence=evidence)


def _unfinished(seen: Publication) -> Waiting | None:
    """What is still to happen: a person's yes, the publishing job, or other jobs of the run."""
    found = seen.found
    if found.over:
        return None
    published = bool(seen.jobs) and all(ran.status == "completed" for _, ran in seen.jobs)
    if found.gates and not published:
        waits = ", ".join(f"{each.environment} ({who(each)})" for each in found.gates)
        # Only a person can end this, so there is no use in looking again.
        return Waiting(fact=TagRun, reason=f"the run waits for {waits}", deadline_s=0.0)
    parts = parted(found, seen.workflow)
    running = [each.name for each in parts.before if each.status != "completed"] or [*parts.to_come]
    if published and not running:
        return None
    reason = f"{several(running) or 'the run'} is not over yet"
    return Waiting(fact=TagRun, reason=reason, deadline_s=seen.project.hosting.follow_s, every_s=_EVERY_S)


def _broken(seen: Publication) -> Iterator[Finding]:
    """The jobs that failed in a run that did not end well."""
    found = seen.found
    if not found.over or found.green:
        return
    failed = [(each.name, each.conclusion or "", each.html_url) for each in found.failed]
    for name, said, url in failed or [(found.run.name or "the run", found.run.conclusion or "", None)]:
        yield Finding(
            kind="the run did not end well",
            subject=name,
            expected="success",
            found=said,
            remedy=f"look at it: {url or found.run.html_url}; then {seen.request.command('publish')}",
        )


def _left_out(seen: Publication) -> Iterator[Finding]:
    """The publishing jobs and steps that were skipped: for a condition, a secret that is not there, or a job before."""
    for job, ran in seen.jobs:
        if ran.conclusion == "skipped":
            yield _skipped(seen, job, ran, f"the job {ran.name}")
            continue
        steps = [each for each in ran.steps if each.name in job.sending]
        if steps and all(each.conclusion == "skipped" for each in steps):
            yield _skipped(seen, job, ran, f"the step {steps[0].name} of {ran.name}")


def _skipped(seen: Publication, job: WorkflowJob, ran: Job, what: str) -> Finding:
    condition = f"if: {job.condition}" if job.condition else "its condition, or that of a job that it needs"
    secrets = f"; see that the secret {' and '.join(job.secrets)} is there" if job.secrets else ""
    return Finding(
        kind="was left out, and published nothing",
        subject=what,
        expected="an upload to the index",
        found=condition,
        remedy=f"look at it: {ran.html_url or seen.found.run.html_url}{secrets}; then run all jobs of the run again",
    )


def _unnamed(seen: Publication) -> Iterator[Finding]:
    """No job of the run is called as the workflow's: it was changed since, or the job is another workflow's."""
    if seen.jobs or not seen.workflow.publishing:
        return
    yield Finding(
        kind="no job of the run is called as the one that publishes",
        subject=", ".join(each.title for each in seen.workflow.publishing),
        expected="a job of that name, so that it can be told whether it ran",
        found=several(each.name for each in seen.found.jobs) or "no job",
        remedy=f"look at the run: {seen.found.run.html_url}",
    )


def _ran(seen: Publication) -> Iterator[Evidence]:
    run = seen.found.run
    names = several(ran.name for _, ran in seen.jobs if ran.conclusion == "success")
    yield Evidence(what=f"{names} ran: {run.html_url}" if names else run.html_url, seen_on=run.head_sha[:12])
