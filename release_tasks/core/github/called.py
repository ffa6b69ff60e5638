"""Which jobs of a run are which of its workflow: GitHub tells by their names alone."""

from __future__ import annotations

from collections.abc import Iterable

from release_tasks.core.github.checks import fits
from release_tasks.core.github.runs import Job
from release_tasks.core.github.workflow import ReleaseWorkflow, WorkflowJob


def job_called(workflow: ReleaseWorkflow, name: str) -> WorkflowJob | None:
    """The job of the workflow that a run calls so; of several whose titles fit, that which leaves least open."""
    fitting = [each for each in workflow.jobs if fits(each.title, name)]
    return max(fitting, key=lambda each: len(each.title.replace("*", "")), default=None)


def jobs_of(workflow: ReleaseWorkflow, job: WorkflowJob, ran: Iterable[Job]) -> tuple[Job, ...]:
    """The jobs of a run that are this job of the workflow: one, or those of its matrix."""
    return tuple(each for each in ran if job_called(workflow, each.name) == job)
