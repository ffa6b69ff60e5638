"""Gathers workflow runs with their jobs and what holds them up."""

from __future__ import annotations

from dataclasses import dataclass, replace

from release_tasks.core.errors import UnreachableError
from release_tasks.core.git import RemoteRefs, Tags
from release_tasks.core.github import GitHubApi
from release_tasks.core.github.checks import WorkflowRun
from release_tasks.core.github.following import UsualLength, usual_length_s
from release_tasks.core.github.gating import gated_jobs
from release_tasks.core.github.runs import FollowedRun, Gate, Job, TagRun, run_of_tag
from release_tasks.core.github.workflow import ReleaseWorkflow
from release_tasks.core.given import Lazy
from release_tasks.core.project import Project
from release_tasks.core.target import Target, tag_name
from release_tasks.world.github.reviewers import Reviewing, reviewer_names

_COUNTED = 5
"""How many earlier runs tell how long one takes."""

MOST_LISTED = 1000
"""Of the runs that fit a filter, GitHub lists only so many, the newest ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Environment:
    id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pending:
    environment: _Environment
    wait_timer: int = 0
    wait_timer_started_at: str | None = None
    current_user_can_approve: bool = False
    reviewers: tuple[Reviewing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Runs:
    workflow_runs: tuple[WorkflowRun, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Workflow:
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Commit:
    message: str


def tag_run(
    api: GitHubApi,
    project: Project,
    target: Target,
    remote: RemoteRefs,
    tags: Tags,
    workflow: ReleaseWorkflow,
    usual: Lazy[UsualLength],
) -> TagRun:
    """Find the run of the release's tag by the commit that it marks at origin, or here where origin lost it.

    :raises GitHubError: GitHub hides the runs from the token.
    """
    name = tag_name(project.tag, target.version)
    there = remote.tags.get(name)
    seen = TagRun(tag=name, commit=there.commit if there else "", workflow=workflow.file)
    marked = there or tags.by_name.get(name)
    if marked is None:
        return seen
    runs = listed_runs(api, head_sha=marked.commit)
    ours = run_of_tag(runs, tag=name, workflow=workflow.file)
    if ours is None and len(runs) >= MOST_LISTED:
        # Runs by a timetable may have pushed it off the end of the list.
        ours = run_of_tag(
            listed_runs(api, head_sha=marked.commit, branch=name), tag=name, workflow=workflow.file
        )
    seen = replace(seen, others=tuple(each for each in runs if each != ours))
    if ours is None:
        return _with_reasons(api, seen) if there else seen
    found = followed(api, ours.id)
    return replace(seen, found=found, usual_s=None if found.over else usual.get().seconds)


def listed_runs(api: GitHubApi, **query: str) -> tuple[WorkflowRun, ...]:
    """The workflow runs that fit a query of GitHub's, newest first; of very many the newest ``MOST_LISTED``."""
    return api.listed(WorkflowRun, "actions", "runs", key="workflow_runs", query=query)


def usual_length(api: GitHubApi, workflow: ReleaseWorkflow) -> UsualLength:
    """Look how long the last runs of the release workflow took that ended well; nothing where that is not to be had."""
    if not workflow.file:
        return UsualLength()
    there = ("actions", "workflows", workflow.file.rpartition("/")[2], "runs")
    held = gated_jobs(workflow, set(), {each.environment for each in workflow.jobs})
    try:
        page = api.read(_Runs, *there, query={"status": "success", "per_page": _COUNTED})
        runs = [_with_jobs(api, each) for each in page.workflow_runs]
    except UnreachableError:
        return UsualLength()
    return UsualLength(seconds=usual_length_s(runs, workflow, held))


def followed(api: GitHubApi, number: int) -> FollowedRun:
    """Look at a run: its newest attempt's jobs, and the gates before them if there are any."""
    seen = _with_jobs(api, api.read(WorkflowRun, "actions", "runs", number))
    held = seen.run.status == "waiting" or any(each.status == "waiting" for each in seen.jobs)
    return replace(seen, gates=gates_of(api, number) if held else (), at=api.now_s)


def gates_of(api: GitHubApi, number: int) -> tuple[Gate, ...]:
    """Ask for the environments that jobs of a run wait for."""
    waiting = api.read(tuple[_Pending, ...], "actions", "runs", number, "pending_deployments")
    return tuple(map(_gate, waiting))


def _with_jobs(api: GitHubApi, run: WorkflowRun) -> FollowedRun:
    there = ("actions", "runs", run.id, "jobs")
    return FollowedRun(run=run, jobs=api.listed(Job, *there, key="jobs", query={"filter": "latest"}))


def _with_reasons(api: GitHubApi, seen: TagRun) -> TagRun:
    """What may have kept the tag from starting a run."""
    file = seen.workflow.rpartition("/")[2]
    workflow = api.find(_Workflow, "actions", "workflows", file) if file else None
    commit = api.find(_Commit, "git", "commits", seen.commit)
    return replace(seen, state=workflow.state if workflow else "", message=commit.message if commit else "")


def _gate(pending: _Pending) -> Gate:
    return Gate(
        environment=pending.environment.name,
        id=pending.environment.id,
        reviewers=reviewer_names(pending.reviewers),
        ours=pending.current_user_can_approve,
        minutes=pending.wait_timer,
        since=pending.wait_timer_started_at or "",
    )
