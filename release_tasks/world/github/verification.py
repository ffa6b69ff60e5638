"""Looks whether the repository has the workflow that tries a release on other systems."""

from __future__ import annotations

from dataclasses import dataclass

from release_tasks.core.github import GitHubApi
from release_tasks.core.github.verification import VerifyWorkflow
from release_tasks.core.github.verify_template import FILE


@dataclass(frozen=True, slots=True, kw_only=True)
class _Repository:
    default_branch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Workflow:
    path: str


def verify_workflow(api: GitHubApi) -> VerifyWorkflow:
    """Ask GitHub, which knows a workflow from its default branch.

    :raises GitHubError: GitHub hides it from the token.
    """
    known = api.find(_Workflow, "actions", "workflows", FILE) is not None
    return VerifyWorkflow(known=known, branch=api.read(_Repository).default_branch)
