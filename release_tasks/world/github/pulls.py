"""Gathers the pull request of a release from GitHub, and opens it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from release_tasks.core.branches import Ref
from release_tasks.core.events import Events
from release_tasks.core.git import GitState, RemoteRefs
from release_tasks.core.github import GitHub, GitHubApi, Query
from release_tasks.core.github.pulls import (
    Brought,
    OpenPull,
    Pull,
    ReleasePull,
    TodoPulls,
    branch_of,
    key_of,
    of_release,
)
from release_tasks.core.github.refusals import GitHubRefusedError
from release_tasks.core.project import Project
from release_tasks.core.target import Target, tag_name
from release_tasks.core.todo import TodoFile
from release_tasks.world.git.branches import contains, unknown
from release_tasks.world.git.command import look
from release_tasks.world.git.tree import differing_paths
from release_tasks.world.github.checks import checks_of

_SKEW = timedelta(minutes=5)
_LOOKED_THROUGH = 50
"""Commits before the moment of the merge, of which one is it; most often the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Numbered:
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Object:
    sha: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reference:
    object: _Object


def release_pull(
    api: GitHubApi, github: GitHub, project: Project, target: Target, git: GitState, remote: RemoteRefs
) -> ReleasePull:
    """Find the pull request of the release by its branch, else by its key; and what became of it.

    :raises GitHubError: GitHub hides pull requests from the token.
    """
    branch = branch_of(tag_name(project.tag, target.version))
    base = project.branch or remote.default_branch or "main"
    key = key_of(project.name, target.version)
    found = _from_branch(api, github, branch, base) or _with_key(api, key, base)
    pull = of_release(found, key, git.head)
    if pull is None:
        return ReleasePull(branch=branch, base=base)
    if pull.open:
        checks, unseen = checks_of(api, pull.head.sha)
        whole = api.read(Pull, "pulls", pull.number)
        return ReleasePull(branch=branch, base=base, pull=whole, checks=checks, unseen=unseen)
    if not pull.merged:
        return ReleasePull(branch=branch, base=base, pull=pull)
    # Not from the refs of origin: those were read before we waited for the merge.
    there = api.read(_Reference, "git", "ref", f"heads/{base}")
    tip = Ref(name=f"refs/heads/{base}", target=there.object.sha)
    if unknown(git.repository, [tip]):
        return ReleasePull(branch=branch, base=base, pull=pull, unfetched=tip)
    brought = _brought(api, git, pull, tip.target, ours=git.head if git.branch == branch else pull.head.sha)
    return ReleasePull(branch=branch, base=base, pull=pull, brought=brought)


def todo_pulls(api: GitHubApi, github: GitHub, todo: TodoFile) -> TodoPulls:
    """Find the pull requests from the branch that proposes a change of the todo file.

    :raises GitHubError: GitHub hides pull requests from the token.
    """
    return TodoPulls(found=_from_branch(api, github, todo.proposal, todo.branch))


def open_pull(action: OpenPull, events: Events, api: GitHubApi, github: GitHub) -> None:
    """Open the pull request, unless there is an open one between these branches.

    :raises GitHubRefusedError: GitHub refuses.
    :raises UnreachableError: nobody knows whether it was opened; the next look will tell.
    """
    if any(each.open for each in _from_branch(api, github, action.head, action.base)):
        return
    body = {"head": action.head, "base": action.base, "title": action.title, "body": action.body}
    try:
        made = api.send(Pull, "POST", "pulls", body=body)
    except GitHubRefusedError:
        # Somebody may have been quicker; and trouble may come after the deed.
        if any(each.open for each in _from_branch(api, github, action.head, action.base)):
            return
        raise
    events.line("pull request", f"#{made.number} is open: {made.html_url}")


def _from_branch(api: GitHubApi, github: GitHub, head: str, base: str) -> tuple[Pull, ...]:
    owner = github.repository.partition("/")[0]
    return api.listed(Pull, "pulls", query={"state": "all", "head": f"{owner}:{head}", "base": base})


def _with_key(api: GitHubApi, key: str, base: str) -> tuple[Pull, ...]:
    """Those from other branches that took over our text, of the ones that anything happened to lately."""
    lately: Query = {"state": "all", "base": base, "sort": "updated", "direction": "desc", "per_page": 100}
    return tuple(each for each in api.read(tuple[Pull, ...], "pulls", query=lately) if each.ours(key))


def _brought(api: GitHubApi, git: GitState, pull: Pull, tip: str, *, ours: str) -> Brought | None:
    """The newest commit of the branch that GitHub says the pull request brought; by a merge, squashed, or rebased."""
    before = datetime.fromisoformat((pull.merged_at or "").replace("Z", "+00:00")) + _SKEW
    listed = look(
        git.repository,
        *("log", "--first-parent", "--no-show-signature", "--format=%H %T"),
        *(f"--before={before.isoformat()}", f"--max-count={_LOOKED_THROUGH}", tip, "--"),
    )
    for line in listed.text.splitlines():
        commit, tree = line.split()
        if any(each.number == pull.number for each in api.listed(_Numbered, "commits", commit, "pulls")):
            known = not unknown(git.repository, [Ref(name="", target=ours)])
            return Brought(
                commit=commit,
                tree=tree,
                differing=differing_paths(git.repository, ours, commit) if known else (),
                in_head=contains(git.repository, git.head, commit),
            )
    return None
