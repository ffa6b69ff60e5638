"""Settles issues and milestones: what the tracker is to say once a release is out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from release_tasks.core.github import GitHubApi
from release_tasks.core.github.closing import CloseMilestone, MoveItems, SettleIssues
from release_tasks.core.github.keys import carries
from release_tasks.core.github.refusals import GitHubError, GitHubRefusedError
from release_tasks.core.github.tracker import Issue, Milestone


@dataclass(frozen=True, slots=True, kw_only=True)
class _Comment:
    body: str | None = None


def settle_issues(action: SettleIssues, api: GitHubApi) -> None:
    """Comment first, then close: what is killed in between is open still, and has its comment.

    :raises GitHubRefusedError: GitHub refuses; an issue that is gone meanwhile is left alone.
    """
    for note in action.notes:
        with _gone_is_fine():
            if note.comment and not is_told(api, note.number, action.key):
                api.send(_Comment, "POST", "issues", note.number, "comments", body={"body": action.comment})
            if note.close:
                closed = {"state": "closed", "state_reason": "completed"}
                api.send(Issue, "PATCH", "issues", note.number, body=closed)


def move_items(action: MoveItems, api: GitHubApi) -> None:
    """Move each to the milestone, which is made if it is not there yet.

    :raises GitHubRefusedError: GitHub refuses.
    """
    number = action.number or _made(api, action.title)
    for each in action.items:
        api.send(Issue, "PATCH", "issues", each.number, body={"milestone": number})


def close_milestone(action: CloseMilestone, api: GitHubApi) -> None:
    """Close it.

    :raises GitHubRefusedError: GitHub refuses.
    """
    api.send(Milestone, "PATCH", "milestones", action.number, body={"state": "closed"})


def is_told(api: GitHubApi, number: int, key: str) -> bool:
    """Whether an issue has a comment with that key."""
    return any(carries(each.body, key) for each in api.listed(_Comment, "issues", number, "comments"))


@contextmanager
def _gone_is_fine() -> Iterator[None]:
    """An issue that somebody deletes at this very moment needs nothing more."""
    try:
        yield
    except (GitHubError, GitHubRefusedError) as error:
        if error.status != 410:
            raise


def _made(api: GitHubApi, title: str) -> int:
    there = api.listed(Milestone, "milestones", query={"state": "open"})
    known = next((each.number for each in there if each.title == title), None)
    return known or api.send(Milestone, "POST", "milestones", body={"title": title}).number
