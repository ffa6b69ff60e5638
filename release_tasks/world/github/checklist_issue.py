"""Finds the release tracker, opens it, and brings its lines up to date."""

from __future__ import annotations

from release_tasks.core.errors import ActionError
from release_tasks.core.events import Events
from release_tasks.core.github import GitHubApi
from release_tasks.core.github.checklist_issue import (
    KIND,
    LABEL,
    IssueText,
    KeepTracker,
    Tracker,
    brought_up,
    new_text,
    title,
    trackers,
)
from release_tasks.core.ledger import Entry, Ledger
from release_tasks.core.project import Project
from release_tasks.core.target import Target


def tracker(api: GitHubApi, project: Project, target: Target) -> Tracker:
    """Look for the issue that holds the checklist of the release in flight, closed ones too.

    :raises GitHubError: GitHub hides issues from the token, or the repository has none (410).
    """
    return _tracker(api, project.name, target.version)


def keep_tracker(action: KeepTracker, events: Events, api: GitHubApi, ledger: Ledger) -> Entry | None:
    """Open the issue, or change its lines in the text as it is at this moment; what others wrote meanwhile stays.

    Gives the entry by which later runs know that an issue follows the release, unless it is there.

    :raises ActionError: GitHub refuses; or somebody wrote at the same moment, and our lines are gone.
    """
    if action.number:
        _edit(action, api)
    else:
        _open(action, events, api)
    return None if ledger.latest(KIND) else Entry(kind=KIND, item="", bound_to=action.version)


def _edit(action: KeepTracker, api: GitHubApi) -> None:
    place = ("issues", action.number)
    edit = brought_up(api.read(IssueText, *place), action.rows)
    if not edit.changed:
        return
    body = {"body": edit.body}
    closing = {"state": "closed", "state_reason": "completed"} if edit.finished else {}
    api.send(IssueText, "PATCH", *place, body={**body, **closing})
    # GitHub has no way to say "if it is still as I read it".
    if brought_up(api.read(IssueText, *place), action.rows).changed:
        raise ActionError(
            "somebody wrote in the issue at the same moment",
            where=f"issue #{action.number}",
            expected="our lines as we wrote them",
            remedy="run the same command again",
        )


def _open(action: KeepTracker, events: Events, api: GitHubApi) -> None:
    there = _tracker(api, action.name, action.version)
    if there != Tracker():
        events.line("github", f"{(there.found or there.strangers)[0].html_url} was opened meanwhile")
        return
    text = new_text(action.name, action.version, action.rows)
    named = {"title": title(action.name, action.version), "labels": [LABEL]}
    made = api.send(IssueText, "POST", "issues", body={**named, "body": text})
    events.line("github", made.html_url)


def _tracker(api: GitHubApi, name: str, version: str) -> Tracker:
    """Those with the label; where there is none, GitHub may have dropped the label, or somebody: then all open ones."""
    labelled = trackers(
        api.listed(IssueText, "issues", query={"labels": LABEL, "state": "all"}), name, version
    )
    if labelled.found:
        return labelled
    return trackers(api.listed(IssueText, "issues", query={"state": "open"}), name, version)
