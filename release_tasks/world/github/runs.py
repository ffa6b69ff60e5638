"""Gathers workflow runs with their jobs and what holds them up."""

from __future__ import annotations

from dataclasses import dataclass

from release_tasks.core.git import RemoteRefs
from release_tasks.core.github import GitHubApi
from release_tasks.core.github.checks import WorkflowRun
from release_tasks.core.github.runs import FollowedRun, Gate, Job, TagRun, run_of_tag
from release_tasks.core.github.workflow import ReleaseWorkflow
from release_tasks.core.project import Project
from release_tasks.core.target import Target, tag_name


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reviewer:
    login: str = ""
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reviewing:
    reviewer: _Reviewer


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
    reviewers: tuple[_Reviewing, ...] = ()


def tag_run(
    api: GitHubApi, project: Project, target: Target, remote: RemoteRefs, workflow: ReleaseWorkflow
) -> TagRun:
    """Find the run of the release's tag by the commit that the tag marks at origin.

    :raises GitHubError: GitHub hides the runs from the token.
    """
    name = tag_name(project.tag, target.version)
    there = remote.tags.get(name)
    if there is None:
        return TagRun(tag=name, commit="", workflow=workflow.file)
    runs = api.listed(WorkflowRun, "actions", "runs", key="workflow_runs", query={"head_sha": there.commit})
    ours = run_of_tag(runs, tag=name, workflow=workflow.file)
    return TagRun(
        tag=name,
        commit=there.commit,
        workflow=workflow.file,
        found=followed(api, ours.id) if ours else None,
        others=tuple(each for each in runs if each != ours),
    )


def followed(api: GitHubApi, number: int) -> FollowedRun:
    """Look at a run: its newest attempt's jobs, and the gates before them if there are any."""
    run = api.read(WorkflowRun, "actions", "runs", number)
    jobs = api.listed(Job, "actions", "runs", number, "jobs", key="jobs", query={"filter": "latest"})
    held = run.status == "waiting" or any(each.status == "waiting" for each in jobs)
    there = ("actions", "runs", number, "pending_deployments")
    waiting = api.read(tuple[_Pending, ...], *there) if held else ()
    return FollowedRun(run=run, jobs=jobs, gates=tuple(map(_gate, waiting)))


def _gate(pending: _Pending) -> Gate:
    who = (each.reviewer for each in pending.reviewers)
    return Gate(
        environment=pending.environment.name,
        id=pending.environment.id,
        reviewers=tuple(each.login or each.name or "somebody" for each in who),
        ours=pending.current_user_can_approve,
        minutes=pending.wait_timer,
        since=pending.wait_timer_started_at or "",
    )
