"""Finds the issue with what a release left for later, and brings it up to date."""

from __future__ import annotations

from datetime import datetime, timedelta

from release_tasks.core.errors import ActionError
from release_tasks.core.events import Events
from release_tasks.core.follow_ups import WRITTEN, written
from release_tasks.core.github import GitHubApi
from release_tasks.core.github.checklist_issue import IssueText
from release_tasks.core.github.follow_ups import (
    FollowUpIssue,
    WriteFollowUps,
    brought_up,
    issue_of,
    lacks,
    new_text,
    title,
)
from release_tasks.core.github.refusals import GitHubError
from release_tasks.core.ledger import Entry, Ledger
from release_tasks.core.project import Project
from release_tasks.core.target import Target

_SKEW = timedelta(days=1)
"""By how much our clock may be ahead of GitHub's."""


def follow_up_issue(api: GitHubApi, project: Project, target: Target, ledger: Ledger) -> FollowUpIssue:
    """Look for the issue by its hidden key, closed ones too; the ledger's first word of a follow-up says since when.

    :raises GitHubError: GitHub hides issues from the token.
    """
    try:
        return FollowUpIssue(found=_found(api, project.name, target.version, ledger))
    except GitHubError as error:
        if error.status == 410:
            return FollowUpIssue(absent="the repository on GitHub has no issues")
        raise


def write_follow_ups(action: WriteFollowUps, events: Events, api: GitHubApi, ledger: Ledger) -> Entry:
    """Open the issue, or change our lines in the text as it is at this moment.

    :raises ActionError: GitHub refuses, as where a repository has no issues (410); or somebody wrote at the same moment, and our lines are gone.
    """
    there = _found(api, action.name, action.version, ledger)
    if there is None:
        text = new_text(action.name, action.version, action.what)
        named = {"title": title(action.name, action.version), "labels": list(action.labels)}
        made = api.send(IssueText, "POST", "issues", body={**named, "body": text})
        events.line("github", made.html_url)
        return written("issue", action.what, made.html_url)
    text = brought_up(there.body or "", action.what)
    if text != (there.body or ""):
        opened = {"state": "open"} if action.what.open else {}
        api.send(IssueText, "PATCH", "issues", there.number, body={"body": text, **opened})
        # GitHub has no way to say "if it is still as I read it".
        if lacks(api.read(IssueText, "issues", there.number).body or "", action.what):
            raise ActionError(
                "somebody wrote in the issue at the same moment",
                where=there.html_url,
                expected="our lines as we wrote them",
                remedy="run the same command again",
            )
    return written("issue", action.what, there.html_url)


def _found(api: GitHubApi, name: str, version: str, ledger: Ledger) -> IssueText | None:
    first = next((each.at for each in ledger.entries if each.kind in ("skip", "defer", WRITTEN)), "")
    since = {"since": _before(first)} if first else {}
    return issue_of(api.listed(IssueText, "issues", query={"state": "all", **since}), name, version)


def _before(at: str) -> str:
    return (datetime.fromisoformat(at) - _SKEW).isoformat().replace("+00:00", "Z")
