"""Whether the files that CI uploads to the test index are there, on their way, or will never come."""

from __future__ import annotations

from release_tasks.core.gate.release import ListedRelease
from release_tasks.core.index.propagation import Propagation, propagation, to_wait_for
from release_tasks.core.model import Fail, Skip, Waiting, fail
from release_tasks.core.release_tag import ReleaseTag
from release_tasks.core.target import tag_name
from release_tasks.judgement.ci_jobs import not_passed
from release_tasks.judgement.uploading_jobs import UploadingJobs

_NOT_SENT = "the upload to the test index did not pass"


def on_its_way(
    release: ListedRelease, marked: ReleaseTag, jobs: UploadingJobs | None
) -> Waiting | Fail | Skip | None:
    """Wait for what is still to come; None where all is there that can be. ``jobs`` are None where nobody knows them."""
    seen = propagation(release.page, release.target.version, release.tested.names)
    if seen.state == "complete":
        return None
    if marked.there is None:
        return _missing(release, seen, release.request.command("tag"), after="tag.push")
    if jobs is None:
        return None if seen.state == "incomplete" else to_wait_for(seen, release.page)
    if outcome := _uploading(jobs):
        return outcome
    if jobs.recent:
        return to_wait_for(seen, release.page)
    if seen.state == "incomplete":
        return None
    return _missing(release, seen, f"look at the run: {jobs.found.run.html_url}")


def _uploading(jobs: UploadingJobs) -> Waiting | Fail | Skip | None:
    if not jobs.of and not any(each.elsewhere for each in jobs.workflow.jobs):
        return Skip(reason=f"no job of {jobs.workflow.file} uploads to a test index")
    if waiting := jobs.unfinished():
        return waiting
    broken = (not_passed(job, jobs.found, _NOT_SENT) for _, job in jobs.ran if job.failed)
    findings = (*broken, *jobs.left_out())
    return Fail(findings=findings) if findings else None


def _missing(release: ListedRelease, seen: Propagation, remedy: str, after: str = "") -> Fail:
    page, version = release.page, release.target.version
    return fail(
        f"{release.project.name} {version} is not on the test index",
        page.endpoint.listing,
        expected=f"the files that CI uploads for {tag_name(release.project.tag, version)}",
        found=seen.state,
        remedy=remedy,
        after=after,
    )
