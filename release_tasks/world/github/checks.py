"""Gathers all that GitHub knows of the checks of a commit."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timezone

from release_tasks.core.git import GitState, LastRelease
from release_tasks.core.github import GitHubApi
from release_tasks.core.github.checks import Check, CheckRun, CommitChecks, CommitStatus, WorkflowRun, merged
from release_tasks.core.github.refusals import GitHubError
from release_tasks.core.github.runs import file_of
from release_tasks.core.github.verify_template import tries_releases
from release_tasks.core.project import Project
from release_tasks.core.release_tag import tag_in_question
from release_tasks.core.request import Request
from release_tasks.core.target import Target, tag_name
from release_tasks.world.github.runs import MOST_LISTED, listed_runs

FRESH_S = 120.0
"""How long after a commit its checks may not have begun."""

_PERMISSIONS = (403, 404)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Person:
    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Commit:
    committer: _Person


@dataclass(frozen=True, slots=True, kw_only=True)
class _Repository:
    full_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _RequiredChecks:
    contexts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Protection:
    required_status_checks: _RequiredChecks | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Branch:
    protection: _Protection | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    context: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parameters:
    required_status_checks: tuple[_Context, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    type: str
    parameters: _Parameters | None = None


def commit_checks(
    request: Request, api: GitHubApi, git: GitState, project: Project, target: Target, last: LastRelease
) -> CommitChecks:
    """Ask for the checks of HEAD, or of the commit of a release that is out, in a look at it.

    Those of the release's own tag, and of the run that we are in, are left out.

    :raises GitHubError: GitHub does not know the repository, or hides it from the token.
    """
    out = tag_in_question(request, target, lambda: last)
    head = out.commit if out else git.head
    commit = api.find(_Commit, "git", "commits", head)
    if commit is None:
        api.read(_Repository)  # a repository that the token may not see has no commits for us, either
        return CommitChecks(commit=head, pushed=False)
    checks, unseen = checks_of(api, head, but_of_tag=tag_name(project.tag, target.version))
    return CommitChecks(
        commit=head,
        pushed=True,
        checks=checks,
        required=_required(api, project.branch or git.branch),
        fresh=_age_s(commit.committer.date) < FRESH_S,
        unseen=unseen,
    )


def checks_of(api: GitHubApi, commit: str, *, but_of_tag: str = "") -> tuple[tuple[Check, ...], str]:
    """Ask for the checks of a commit, and what of them the token may not see.

    Runs of the tag ``but_of_tag``, the run that we are in, and those that try released files are left out.
    """
    runs = listed_runs(api, head_sha=commit)
    if len(runs) >= MOST_LISTED:
        # Runs by a timetable may have pushed those of the push off the end of the list.
        runs = tuple(dict.fromkeys((*runs, *listed_runs(api, head_sha=commit, event="push"))))
    statuses = api.listed(CommitStatus, "commits", commit, "status", key="statuses")
    check_runs, unseen = _check_runs(api, commit)
    return merged(check_runs, statuses, runs, apart=_apart(runs, but_of_tag)), unseen


def _check_runs(api: GitHubApi, commit: str) -> tuple[tuple[CheckRun, ...], str]:
    """The check runs, or why they cannot be seen: fine-grained tokens have no permission that covers them."""
    try:
        return api.listed(CheckRun, "commits", commit, "check-runs", key="check_runs"), ""
    except GitHubError as error:
        if error.status not in _PERMISSIONS:
            raise
        return (), "the token may not read check runs, so those of other apps than Actions were not seen"


def _apart(runs: tuple[WorkflowRun, ...], tag: str) -> tuple[int, ...]:
    ours = os.environ.get("GITHUB_RUN_ID", "")
    return tuple(
        each.id
        for each in runs
        if each.head_branch == tag or str(each.id) == ours or tries_releases(file_of(each))
    )


def _required(api: GitHubApi, branch: str | None) -> tuple[str, ...]:
    """The names that protection and rulesets of the branch require, as far as the token may read them."""
    if branch is None:
        return ()
    found: list[str] = []
    try:
        known = api.find(_Branch, "branches", branch)
        if known and known.protection and known.protection.required_status_checks:
            found += known.protection.required_status_checks.contexts
        for rule in api.listed(_Rule, "rules", "branches", branch):
            if rule.type == "required_status_checks" and rule.parameters:
                found += (each.context for each in rule.parameters.required_status_checks)
    except GitHubError as error:
        if error.status not in _PERMISSIONS:
            raise
    return tuple(dict.fromkeys(found))


def _age_s(date: str) -> float:
    """How long ago that was; a clock that is ahead of ours makes it young."""
    then = datetime.fromisoformat(date.replace("Z", "+00:00"))
    return (datetime.now(timezone.utc) - then).total_seconds()
