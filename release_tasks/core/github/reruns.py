"""Failed jobs of a run: what their logs say, whether they may run again, and what may be uploaded then.

Source: https://docs.github.com/en/actions/how-tos/manage-workflow-runs/re-run-workflows-and-jobs
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from release_tasks.core.action import FactTypes
from release_tasks.core.distributions.members import several
from release_tasks.core.findings import Reach
from release_tasks.core.github.called import jobs_of
from release_tasks.core.github.checks import fits
from release_tasks.core.github.dispatching import DispatchedRun
from release_tasks.core.github.environments import ReleaseEnvironments
from release_tasks.core.github.following import standing
from release_tasks.core.github.release_run import ReleaseRun
from release_tasks.core.github.runs import FollowedRun, TagRun, seconds
from release_tasks.core.github.workflow import ReleaseWorkflow, WorkflowJob
from release_tasks.core.given import Lazy

MOST_ATTEMPTS = 51
"""GitHub runs a workflow run again fifty times at most."""

_OLDEST_S = 30 * 24 * 3600.0
_NEVER_BEGAN = ("startup_failure", "action_required", "stale")


@dataclass(frozen=True, slots=True, kw_only=True)
class LogTail:
    """The end of a failed job's log, at its failed step; ``lacking`` says why there is none."""

    job: str
    step: str = ""
    lines: tuple[str, ...] = ()
    lacking: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedLogs:
    """The ends of the logs of the jobs that failed in the run of the release's tag."""

    tails: tuple[LogTail, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnotherAttempt:
    """All that decides whether, and how, the tag's run may run again.

    A fact made of other facts, so it is its own provider.
    """

    ci: ReleaseRun
    environments: Lazy[ReleaseEnvironments]
    logs: Lazy[FailedLogs]
    dispatched: Lazy[Annotated[DispatchedRun, "tag"]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rerun:
    """Runs the failed jobs of a run again, and those that need them, once.

    ``attempt`` is the one that failed: where a later one began, somebody did it already. ``instead`` is what helps
    where GitHub refuses.
    """

    stales: ClassVar[FactTypes] = (TagRun, FailedLogs)
    run: int
    name: str
    attempt: int
    jobs: tuple[str, ...]
    reach: Reach
    uploads: tuple[str, ...] = ()
    instead: str = ""

    def describe(self) -> tuple[str, ...]:
        """The run, the jobs, and what uploads among them without a question."""
        failed = (
            f"run the failed jobs of {self.name} again, as attempt {self.attempt + 1}: {several(self.jobs)}"
        )
        if not self.uploads:
            return (failed,)
        return failed, f"which may upload to an index without a further question: {', '.join(self.uploads)}"


def unfit(found: FollowedRun) -> str:
    """Why GitHub will not run this run's failed jobs again, as far as that is known beforehand; empty if it may."""
    run = found.run
    if run.conclusion in _NEVER_BEGAN:
        return f"a run that ended with {run.conclusion} cannot be run again"
    if not found.failed:
        return "no job of it failed"
    began = seconds(run.created_at)
    if began is not None and found.at - began > _OLDEST_S:
        return "it was started more than a month ago"
    return f"it ran {run.run_attempt} times" if run.run_attempt >= MOST_ATTEMPTS else ""


def all_flaky(found: FollowedRun, patterns: Sequence[str]) -> bool:
    """Whether settings let each job that failed run again without a question.

    A job that was cancelled beside them may have been so because of them; a run that was cancelled, a person ended.
    """
    broken = [each for each in found.failed if each.conclusion != "cancelled"]
    alike = all(any(fits(pattern, each.name) for pattern in patterns) for each in broken)
    return bool(broken) and alike and found.run.conclusion != "cancelled"


def uploading_again(
    found: FollowedRun | None, workflow: ReleaseWorkflow, environments: ReleaseEnvironments
) -> tuple[str, ...]:
    """The jobs that would upload behind no environment that somebody has to approve; None of what passed already.

    ``found`` is None where all jobs would start. What nobody can tell counts as uploading.
    """
    if not workflow.uploading:
        return (f"whatever {workflow.file or 'its workflow'} holds",)
    guarded = {each.name for each in environments.environments if each.known and each.reviewers}
    return tuple(
        each.title or each.name
        for each in workflow.uploading
        if each.environment not in guarded and not _passed(found, workflow, each)
    )


def _passed(found: FollowedRun | None, workflow: ReleaseWorkflow, job: WorkflowJob) -> bool:
    ran = jobs_of(workflow, job, found.jobs) if found else ()
    return bool(ran) and all(standing(each) == "passed" for each in ran)
