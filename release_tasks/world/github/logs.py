"""Reads what the logs of the publishing jobs show."""

from __future__ import annotations

import tempfile

from release_tasks.core.github import GitHubApi
from release_tasks.core.github.called import job_called
from release_tasks.core.github.publishing_log import JobLog, PublishingLog, read_log
from release_tasks.core.github.refusals import GitHubError
from release_tasks.core.github.runs import Job, TagRun
from release_tasks.core.github.workflow import ReleaseWorkflow

_MOST_BYTES = 16 * 2**20
_NO_LOG = (404, 410)


def publishing_log(api: GitHubApi, run: TagRun, workflow: ReleaseWorkflow) -> PublishingLog:
    """Read the log of each job of the run that uploaded to the real index; one that is gone is told.

    :raises UnreachableError: GitHub does not answer, or hides logs from the token.
    """
    ran = [each for each in (run.found.jobs if run.found else ()) if each.passed or each.failed]
    publishing = [each for each in ran if job_called(workflow, each.name) in workflow.publishing]
    return PublishingLog(jobs=tuple(_log(api, each) for each in publishing if each.conclusion != "skipped"))


def _log(api: GitHubApi, job: Job) -> JobLog:
    with tempfile.TemporaryFile() as file:
        try:
            size = api.download("actions", "jobs", job.id, "logs", to=file).size
        except GitHubError as error:
            if error.status not in _NO_LOG:
                raise
            return JobLog(job=job.name, lacking="GitHub does not have its log any more")
        file.seek(max(0, size - _MOST_BYTES))
        return read_log(job.name, file.read(_MOST_BYTES).decode("utf-8", "replace"))
