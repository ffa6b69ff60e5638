"""Whether the run of the tag really published: its job ran, its log shows it, and the index has the very files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from release_tasks.core.distributions.members import several
from release_tasks.core.findings import Evidence, Finding
from release_tasks.core.github.ci_files import CiRecord
from release_tasks.core.github.publishing_log import PublishingLog
from release_tasks.core.given import Lazy
from release_tasks.core.index import IndexFiles
from release_tasks.core.model import Done, Fail, Outcome, Warn
from release_tasks.core.request import Request
from release_tasks.judgement.ci_jobs import not_passed
from release_tasks.judgement.promote.arrived import arrived
from release_tasks.judgement.uploading_jobs import UploadingJobs


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """The publishing jobs, and what they are judged by; ``record`` are the files of the run's artifacts."""

    request: Request
    jobs: UploadingJobs
    log: Lazy[PublishingLog]
    listed: Lazy[IndexFiles]
    record: CiRecord | None


def published_by_ci(seen: Publication) -> Outcome:
    """Give the verdict: the files on the index decide, and the run says how they came there."""
    if waiting := seen.jobs.unfinished() or seen.jobs.others_unfinished():
        return waiting
    left_out = tuple(seen.jobs.left_out())
    if broken := tuple(_broken(seen)):
        return Fail(findings=(*broken, *left_out))
    there = arrived(seen.record, seen.listed.get(), seen.log.get(), recent=seen.jobs.recent)
    if not isinstance(there, tuple):
        return Fail(findings=left_out) if left_out else there
    doubts = (*left_out, *_unnamed(seen))
    evidence = (*_ran(seen), *there)
    return Warn(findings=doubts, evidence=evidence) if doubts else Done(evidence=evidence)


def _broken(seen: Publication) -> Iterator[Finding]:
    """The jobs that failed in a run that did not end well; a run that is judged itself tells of them."""
    found = seen.jobs.found
    if not found.over or found.green:
        return
    again = f"then {seen.request.command('publish')}"
    for each in found.failed or (found.run,):
        yield not_passed(each, found, "the run did not end well", then=again)


def _unnamed(seen: Publication) -> Iterator[Finding]:
    """No job of the run is called as the workflow's: it was changed since, or the job is another workflow's."""
    if seen.jobs.ran or not seen.jobs.of:
        return
    yield Finding(
        kind="no job of the run is called as the one that publishes",
        subject=", ".join(each.title for each in seen.jobs.of),
        expected="a job of that name, so that it can be told whether it ran",
        found=several(each.name for each in seen.jobs.found.jobs) or "no job",
        remedy=f"look at the run: {seen.jobs.found.run.html_url}",
    )


def _ran(seen: Publication) -> Iterator[Evidence]:
    run = seen.jobs.found.run
    names = several(ran.name for _, ran in seen.jobs.ran if ran.conclusion == "success")
    yield Evidence(what=f"{names} ran: {run.html_url}" if names else run.html_url, seen_on=run.head_sha[:12])
