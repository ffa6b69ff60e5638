"""Gathers the environments that the release workflow's uploading jobs deploy to, and which secrets they have."""

from __future__ import annotations

from dataclasses import dataclass

from release_tasks.core.github import GitHubApi
from release_tasks.core.github.environments import (
    DeploymentEnvironment,
    RefPattern,
    Refs,
    ReleaseEnvironments,
)
from release_tasks.core.github.refusals import GitHubError
from release_tasks.core.github.workflow import ReleaseWorkflow
from release_tasks.core.project import Project
from release_tasks.world.github.reviewers import Reviewing, reviewer_names


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    type: str
    reviewers: tuple[Reviewing, ...] = ()
    wait_timer: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Policy:
    protected_branches: bool
    custom_branch_policies: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Environment:
    name: str
    protection_rules: tuple[_Rule, ...] = ()
    deployment_branch_policy: _Policy | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Secret:
    name: str


def release_environments(api: GitHubApi, workflow: ReleaseWorkflow, project: Project) -> ReleaseEnvironments:
    """Ask for each environment that an uploading job names, or settings do; names that are computed are left out."""
    named = [each.environment for each in workflow.uploading]
    names = tuple(
        each for each in dict.fromkeys((project.hosting.environment, *named)) if each and "${{" not in each
    )
    wanted = any(each.secrets for each in workflow.uploading)
    return ReleaseEnvironments(
        environments=tuple(_environment(api, each) for each in names),
        secrets=_secrets(api, names) if wanted else None,
    )


def _environment(api: GitHubApi, name: str) -> DeploymentEnvironment:
    found = api.find(_Environment, "environments", name)
    if found is None:
        return DeploymentEnvironment(name=name, known=False)
    policy = found.deployment_branch_policy
    refs: Refs = "any"
    patterns: tuple[RefPattern, ...] = ()
    if policy and policy.custom_branch_policies:
        refs = "chosen"
        below = ("environments", name, "deployment-branch-policies")
        patterns = api.listed(RefPattern, *below, key="branch_policies")
    elif policy and policy.protected_branches:
        refs = "protected branches"
    return DeploymentEnvironment(
        name=name,
        reviewers=reviewer_names(each for rule in found.protection_rules for each in rule.reviewers),
        wait_minutes=sum(each.wait_timer for each in found.protection_rules),
        refs=refs,
        patterns=patterns,
    )


def _secrets(api: GitHubApi, environments: tuple[str, ...]) -> tuple[str, ...] | None:
    """The names of the secrets of the repository, its organization, and these environments."""
    places: list[tuple[str, ...]] = [("actions", "secrets"), ("actions", "organization-secrets")]
    places += [("environments", each, "secrets") for each in environments]
    found = [_secrets_of(api, each) for each in places]
    if None in found:
        return None
    return tuple(dict.fromkeys(name for each in found for name in each or ()))


def _secrets_of(api: GitHubApi, place: tuple[str, ...]) -> tuple[str, ...] | None:
    try:
        return tuple(each.name for each in api.listed(_Secret, *place, key="secrets"))
    except GitHubError as error:
        if error.status == 404 and place[0] == "environments":
            return ()  # an environment that is not there has none
        if error.status in (403, 404):
            return None
        raise
