"""Looks whether the repository has the workflow that tries a release on other systems."""

from __future__ import annotations

from dataclasses import dataclass

from release_tasks.core.github import GitHubApi
from release_tasks.core.github.checks import WorkflowRun
from release_tasks.core.github.verification import VerifyWorkflow
from release_tasks.core.github.verify_template import file_name
from release_tasks.core.project import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class _Repository:
    default_branch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Workflow:
    path: str


def verify_workflow(api: GitHubApi, project: Project) -> VerifyWorkflow:
    """Ask GitHub, which knows a workflow from its default branch.

    :raises GitHubError: GitHub hides it from the token.
    """
    file = file_name(project)
    known = api.find(_Workflow, "actions", "workflows", file) is not None
    return VerifyWorkflow(
        file=file,
        known=known,
        branch=api.read(_Repository).default_branch,
        runs=_dispatched(api, file) if known else (),
    )


def _dispatched(api: GitHubApi, file: str) -> tuple[WorkflowRun, ...]:
    query = {"event": "workflow_dispatch"}
    return api.listed(WorkflowRun, "actions", "workflows", file, "runs", key="workflow_runs", query=query)
