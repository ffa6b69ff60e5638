"""Gathers open hotfixes from GitHub, and merges them."""

from __future__ import annotations

from dataclasses import dataclass

from release_tasks.core.errors import ActionError
from release_tasks.core.events import Events
from release_tasks.core.github import GitHubApi
from release_tasks.core.github.hotfixes import HotfixPulls, MergePulls, is_hotfix
from release_tasks.core.github.pulls import Pull
from release_tasks.core.github.refusals import GitHubRefusedError
from release_tasks.core.project import Project

_METHODS = ("merge", "squash", "rebase")
_NOT_SO = "not allowed on this repository"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Merge:
    merged: bool


def hotfix_pulls(api: GitHubApi, project: Project) -> HotfixPulls:
    """Ask for open pull requests that are hotfixes, and whether each can be merged."""
    listed = api.listed(Pull, "pulls", query={"state": "open"})
    ours = (each for each in listed if is_hotfix(each, project.hosting.hotfix_branches))
    return HotfixPulls(found=tuple(api.read(Pull, "pulls", each.number) for each in ours))


def merge_pulls(action: MergePulls, events: Events, api: GitHubApi) -> None:
    """Merge them one after the other; what GitHub refuses does not keep the others from it.

    :raises ActionError: GitHub refused some; names each and why.
    """
    tried = [_refusal(api, each, events) for each in action.pulls]
    if refused := [each for each in tried if each]:
        raise ActionError(
            "; ".join(dict.fromkeys(each.what for each in refused)),
            where=", ".join(each.where for each in refused),
            expected="pull requests that can be merged, as they were when looked at",
            remedy="look at them, then run the same command again",
        )


def _refusal(api: GitHubApi, pull: Pull, events: Events) -> GitHubRefusedError | None:
    """Merge one; gives what GitHub says where it finds that this one cannot be merged."""
    try:
        _merge(api, pull)
    except GitHubRefusedError as error:
        if error.status not in (405, 409):
            raise
        events.line("pull request", f"#{pull.number} was not merged: {error.what}")
        return error
    events.line("pull request", f"#{pull.number} is merged")
    return None


def _merge(api: GitHubApi, pull: Pull) -> None:
    """Merge one by the first way that the repository allows; one that is merged already is done."""
    for method in _METHODS:
        body = {"sha": pull.head.sha, "merge_method": method}
        try:
            api.send(_Merge, "PUT", "pulls", pull.number, "merge", body=body)
        except GitHubRefusedError as error:
            if error.status == 405 and _NOT_SO in error.what and method != _METHODS[-1]:
                continue
            # Trouble may come after the deed.
            if not api.read(Pull, "pulls", pull.number).merged:
                raise
        return
