"""Which jobs of a run are behind a gate: those that wait for an environment, and those that need one that does.

GitHub lists a job only once the jobs that it needs are over, so that the workflow's file has to say what is to come.
"""

from __future__ import annotations

from dataclasses import dataclass

from release_tasks.core.github.called import job_called
from release_tasks.core.github.following import standing
from release_tasks.core.github.runs import FollowedRun, Job, seconds
from release_tasks.core.github.workflow import ReleaseWorkflow, WorkflowJob

_COMES_WITHIN_S = 60.0
"""How long after the last job a further one may begin to be listed; later, the file must be of another time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A run in two: the jobs before every gate, and those behind one.

    ``to_come`` are jobs before every gate that are not listed yet, by the names that the workflow's file has.
    """

    before: tuple[Job, ...] = ()
    behind: tuple[Job, ...] = ()
    to_come: tuple[str, ...] = ()

    @property
    def done(self) -> bool:
        """Whether nothing is left to happen before a gate."""
        return not self.to_come and all(each.status == "completed" for each in self.before)


def parted(found: FollowedRun, workflow: ReleaseWorkflow) -> Parts:
    """Part the jobs of a run at its gates."""
    held = [job_called(workflow, each.name) for each in found.jobs if standing(each) == "held"]
    gated = gated_jobs(
        workflow, {each.name for each in held if each}, {each.environment for each in found.gates}
    )
    behind = tuple(each for each in found.jobs if _is_behind(each, workflow, gated))
    before = tuple(each for each in found.jobs if each not in behind)
    return Parts(before=before, behind=behind, to_come=_to_come(found, workflow, gated, before))


def gated_jobs(workflow: ReleaseWorkflow, held: set[str], environments: set[str]) -> frozenset[str]:
    """The jobs of the workflow that are held, deploy to one of the environments, or need such a job."""
    found = held | {each.name for each in workflow.jobs if each.environment in environments - {""}}
    while further := {each.name for each in workflow.jobs if _needs_any(each, found)} - found:
        found |= further
    return frozenset(found)


def _needs_any(job: WorkflowJob, names: set[str]) -> bool:
    return any(each == need or each.startswith(f"{need} / ") for need in job.needs for each in names)


def _is_behind(job: Job, workflow: ReleaseWorkflow, gated: frozenset[str]) -> bool:
    if standing(job) != "queued":
        return standing(job) == "held"
    called = job_called(workflow, job.name)
    return called is not None and called.name in gated


def _to_come(
    found: FollowedRun, workflow: ReleaseWorkflow, gated: frozenset[str], before: tuple[Job, ...]
) -> tuple[str, ...]:
    moments = (seconds(each.completed_at) for each in before)
    began = seconds(found.run.run_started_at or found.run.created_at)
    last = max((each for each in (began, *moments) if each is not None), default=found.at)
    if found.over or found.at - last > _COMES_WITHIN_S:
        return ()
    listed = {called.name for each in found.jobs if (called := job_called(workflow, each.name))}
    return tuple(each.name for each in workflow.jobs if each.name not in gated | listed)
