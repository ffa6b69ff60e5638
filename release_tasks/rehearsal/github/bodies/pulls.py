"""Pull requests."""

from __future__ import annotations

from release_tasks.rehearsal.github.bodies import commits, tracker
from release_tasks.rehearsal.github.bodies.place import Json, Place
from release_tasks.rehearsal.github.state import Issue

_LINKS = ("comments", "commits", "statuses", "html", "issue", "review_comments", "review_comment", "self")
_COUNTS = ("additions", "changed_files", "comments", "commits", "deletions", "review_comments")


def pull(place: Place, issue: Issue) -> Json:
    """A pull request, which is an issue with two branches."""
    at, web = f"{place.at}/pulls/{issue.number}", f"{place.web}/pull/{issue.number}"
    below = ("comments", "commits", "review_comments", "review_comment", "statuses")
    return {
        **place.identified(f"pull {issue.number}", at, web),
        **{f"{each}_url": f"{at}/{each}" for each in below},
        **{f"{each}_url": f"{web}.{each}" for each in ("diff", "patch")},
        **dict.fromkeys(("created_at", "updated_at"), place.now()),
        **dict.fromkeys(_COUNTS, 0),
        **dict.fromkeys(("closed_at", "auto_merge", "merged_by"), None),
        "_links": {each: {"href": f"{at}/{each}"} for each in _LINKS},
        "issue_url": f"{place.at}/issues/{issue.number}",
        "number": issue.number,
        "title": issue.title,
        "body": issue.body,
        "state": issue.state,
        "labels": [{**tracker.label(place, each), "description": ""} for each in issue.labels],
        "milestone": tracker.milestone(place, issue.milestone) if issue.milestone else None,
        "user": place.user(place.hosted.owner),
        "author_association": "OWNER",
        "head": _side(place, issue.head or ""),
        "base": _side(place, issue.base),
        "locked": False,
        "merged": issue.merged,
        "merged_at": place.now() if issue.merged else None,
        "mergeable": True,
        "mergeable_state": "clean",
        "maintainer_can_modify": False,
    }


def _side(place: Place, branch: str) -> Json:
    owner = place.user(place.hosted.owner)
    sha = place.hosted.refs().get(f"refs/heads/{branch}", "0" * 40)
    label = f"{place.hosted.owner}:{branch}"
    return {
        "label": label,
        "ref": branch,
        "sha": sha,
        "user": owner,
        "repo": commits.whole_repository(place),
    }
