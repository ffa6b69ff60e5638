"""Reads the logs of failed jobs, and lets these run again."""

from __future__ import annotations

import re
import tempfile
import time

from release_tasks.core.errors import ActionError, UnreachableError
from release_tasks.core.events import Events
from release_tasks.core.github import GitHubApi
from release_tasks.core.github.checks import WorkflowRun
from release_tasks.core.github.following import failed_step
from release_tasks.core.github.job_logs import tail_of_failure
from release_tasks.core.github.refusals import GitHubError, GitHubRefusedError
from release_tasks.core.github.reruns import FailedLogs, LogTail, Rerun
from release_tasks.core.github.runs import Job, TagRun
from release_tasks.core.request import Request

LINES = 30
"""How much of a log is shown."""

SHOWN_JOBS = 3
"""Of how many failed jobs: forty cells of a matrix mostly fail for one reason."""

SEEN_WITHIN_S = 60.0
EVERY_S = 2.0
_LOG_BYTES = 2**20
_OF_RERUNS = re.compile(
    r"already running|cannot be (?:retried|re-?run)|unable to re(?:try|-?run)|month ago", re.IGNORECASE
)


def failed_logs(api: GitHubApi, run: TagRun, request: Request) -> FailedLogs:
    """Read where the failed jobs' logs end; that one is not to be had is told, and is no error.

    The whole checklist on one screen has no room for them, and logs are large.
    """
    failed = run.found.failed if run.found and not request.overview else ()
    return FailedLogs(tails=tuple(_tail(api, each) for each in failed[:SHOWN_JOBS]))


def _tail(api: GitHubApi, job: Job) -> LogTail:
    name = failed_step(job)
    with tempfile.TemporaryFile() as file:
        try:
            size = api.download("actions", "jobs", job.id, "logs", to=file).size
        except UnreachableError as error:
            return LogTail(job=job.name, step=name, lacking=_why(error))
        file.seek(max(0, size - _LOG_BYTES))
        log = file.read().decode("utf-8", "replace")
    return LogTail(job=job.name, step=name, lines=tail_of_failure(job, log, LINES))


def _why(error: UnreachableError) -> str:
    status = error.status if isinstance(error, GitHubError) else 0
    told = {404: "GitHub has no log of it yet", 410: "GitHub does not keep its log any more"}
    return told.get(status, error.what)


def rerun(action: Rerun, events: Events, api: GitHubApi) -> None:
    """Ask for a further attempt, once, and wait until GitHub shows it.

    :raises ActionError: GitHub refuses to run it again; in its own words.
    :raises GitHubError: the token may not.
    :raises UnreachableError: nobody knows whether GitHub took it.
    """
    if _attempt(api, action) > action.attempt:
        events.line("github", f"somebody ran {action.name} again already")
        return
    try:
        api.send(object, "POST", "actions", "runs", action.run, "rerun-failed-jobs")
    except (GitHubRefusedError, UnreachableError) as error:
        if not _begins(api, action, within_s=0.0 if _is_no(error) else SEEN_WITHIN_S):
            raise _refused(error, action) from None
        events.line("github", f"{error.what}; but attempt {action.attempt + 1} began")
        return
    if not _begins(api, action, within_s=SEEN_WITHIN_S):
        raise UnreachableError(
            f"GitHub took it, and shows no attempt {action.attempt + 1} yet",
            where=action.name,
            remedy="run the same command again",
        )


def _begins(api: GitHubApi, action: Rerun, *, within_s: float) -> bool:
    """Whether a further attempt shows in that time: GitHub's parts do not learn of it at once."""
    deadline = time.monotonic() + within_s
    while _attempt(api, action) <= action.attempt:
        if time.monotonic() >= deadline:
            return False
        time.sleep(EVERY_S)
    return True


def _attempt(api: GitHubApi, action: Rerun) -> int:
    return api.read(WorkflowRun, "actions", "runs", action.run).run_attempt


def _is_no(error: GitHubRefusedError | UnreachableError) -> bool:
    """Whether GitHub said no, so that it surely did nothing."""
    return isinstance(error, GitHubError | GitHubRefusedError) and error.status < 500


def _refused(error: GitHubRefusedError | UnreachableError, action: Rerun) -> ActionError | UnreachableError:
    """The same error; where GitHub refuses the run itself, not the token, with what helps then."""
    of_token = isinstance(error, GitHubError) and not (error.lasting and _OF_RERUNS.search(error.what))
    if of_token or not _is_no(error):
        return error
    return ActionError(
        error.what, where=error.where, expected="a run that may run again", remedy=action.instead
    )
