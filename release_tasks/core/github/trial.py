"""Trying the release workflow on a branch, before the tag exists: what that run would upload, and the branch itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from release_tasks.core.action import FactTypes
from release_tasks.core.findings import Reach
from release_tasks.core.git import RemoteRefs
from release_tasks.core.github.environments import DeploymentEnvironment, ReleaseEnvironments
from release_tasks.core.github.expressions import Context, Value, asks_for_status, holds
from release_tasks.core.github.runs import FollowedRun, Following
from release_tasks.core.github.workflow import DispatchInput, ReleaseWorkflow, WorkflowJob

_KEYS = frozenset({"distinctid", "correlationid", "correlationkey"})
"""Inputs that are there to tell one run from another, as the field calls them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveBranch:
    """Removes a branch at origin, if it still is at ``commit``."""

    reach: ClassVar[Reach] = Reach.REMOTE
    stales: ClassVar[FactTypes] = (RemoteRefs,)
    branch: str
    commit: str
    url: str

    def describe(self) -> tuple[str, ...]:
        """The branch, and the commit that it has to be at."""
        return (f"remove the branch {self.branch} at {self.url}, which is at {self.commit[:12]}",)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRun:
    """The run that was dispatched on the trial's branch for HEAD, whoever did it: on another machine, say."""

    branch: str
    found: FollowedRun | None = None

    @property
    def following(self) -> Following | None:
        """The run as it is drawn."""
        return Following(ref=self.branch, found=self.found) if self.found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class MayUpload:
    """A job that uploads in a run: for ``sure``, or under a condition that only the run can tell.

    ``reviewers`` are those of its environment, one of which has to approve first. ``barred`` tells that the
    environment does not let the branch in, so that the job fails.
    """

    job: WorkflowJob
    sure: bool
    reviewers: tuple[str, ...] = ()
    barred: bool = False


def of_dispatch(workflow: ReleaseWorkflow, branch: str, inputs: Mapping[str, str]) -> dict[str, Value]:
    """What is known of a run that is dispatched on a branch."""
    known: dict[str, Value] = _of_branch("workflow_dispatch", branch)
    for each in workflow.inputs:
        text = inputs.get(each.name, each.default)
        known[f"inputs.{each.name}".lower()] = _value(each, text)
        known[f"github.event.inputs.{each.name}".lower()] = text
    return known


def of_push(branch: str) -> dict[str, Value]:
    """What is known of a run that the push of a branch starts; it has no inputs."""
    return _of_branch("push", branch)


def uploading(
    workflow: ReleaseWorkflow, environments: ReleaseEnvironments, known: Context
) -> tuple[MayUpload, ...]:
    """The jobs that upload in a run of which ``known`` is known, or may; who reads the workflow alone cannot tell all."""
    there = {each.name: each for each in environments.environments}
    nothing = DeploymentEnvironment(name="", known=False)
    return tuple(
        MayUpload(
            job=job,
            sure=runs is True and not job.elsewhere,
            reviewers=there.get(job.environment, nothing).reviewers,
            barred=there.get(job.environment, nothing).bars_branch(str(known["github.ref_name"])),
        )
        for job, runs in _running(workflow, known)
        if (job.uploads or job.elsewhere) and runs is not False
    )


def kept_out(workflow: ReleaseWorkflow, known: Context) -> tuple[WorkflowJob, ...]:
    """The uploading jobs that surely do not run."""
    return tuple(job for job, runs in _running(workflow, known) if job.uploads and runs is False)


def key_input(workflow: ReleaseWorkflow) -> str:
    """The input by which a run can be told from others: its name says so, and the run's title shows it."""
    for each in workflow.inputs:
        plain = each.name.lower().replace("-", "").replace("_", "")
        if plain in _KEYS and each.kind == "string" and f"inputs.{each.name}" in workflow.run_name:
            return each.name
    return ""


def _of_branch(event: str, branch: str) -> dict[str, Value]:
    return {
        "github.event_name": event,
        "github.ref": f"refs/heads/{branch}",
        "github.ref_name": branch,
        "github.ref_type": "branch",
        "github.base_ref": "",
        "github.head_ref": "",
    }


def _value(declared: DispatchInput, text: str) -> Value:
    return text.lower() == "true" if declared.kind == "boolean" else text


def _running(workflow: ReleaseWorkflow, known: Context) -> Iterator[tuple[WorkflowJob, bool | None]]:
    for job in workflow.jobs:
        yield job, _runs(job, workflow, known, frozenset())


def _runs(job: WorkflowJob, workflow: ReleaseWorkflow, known: Context, asked: frozenset[str]) -> bool | None:
    """Whether a job runs, with a step that uploads if it has one; None where only the run can tell."""
    conditions = (*job.outer, job.condition)
    # What a called workflow is given, nobody tells here.
    inner = {name: value for name, value in known.items() if "inputs." not in name}
    said = [holds(each, inner if at else known) for at, each in enumerate(conditions)]
    if not any(map(asks_for_status, conditions)):
        further = asked | {job.name}
        said += [not _left_out(each, workflow, known, further) for each in job.needs if each not in asked]
    if job.guards:
        steps = [holds(each, inner if job.outer else known) for each in job.guards]
        said.append(True if True in steps else None if None in steps else False)
    return False if False in said else None if None in said else True


def _left_out(need: str, workflow: ReleaseWorkflow, known: Context, asked: frozenset[str]) -> bool:
    """Whether a job that another one needs surely does not run; of a called workflow, all of its jobs."""
    jobs = [each for each in workflow.jobs if each.name == need or each.name.startswith(f"{need} / ")]
    return bool(jobs) and all(_runs(each, workflow, known, asked) is False for each in jobs)
