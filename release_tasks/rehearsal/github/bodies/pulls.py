"""Pull requests."""

from __future__ import annotations

from release_tasks.rehearsal.github.bodies import commits, tracker
from release_tasks.rehearsal.github.bodies.place import Json, Place, moment
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
        **dict.fromkeys(("auto_merge", "merged_by"), None),
        "_links": {each: {"href": f"{at}/{each}"} for each in _LINKS},
        "issue_url": f"{place.at}/issues/{issue.number}",
        "number": issue.number,
        "title": issue.title,
        "body": issue.body,
        "state": issue.state,
        "labels": [{**tracker.label(place, each), "description": ""} for each in issue.labels],
        "milestone": tracker.milestone(place, issue.milestone) if issue.milestone else None,
        "user": place.user(place.hosted.owner),
        "author_association": issue.association,
        "head": _side(place, issue.head or "", issue.head_sha),
        "base": _side(place, issue.base),
        "locked": False,
        "draft": issue.draft,
        "closed_at": None if issue.state == "open" else place.now(),
        "merged": issue.merged_at is not None,
        "merged_at": None if issue.merged_at is None else moment(issue.merged_at),
        "mergeable": {"unknown": None, "dirty": False}.get(issue.mergeable, True),
        "mergeable_state": "draft" if issue.draft else issue.mergeable,
        "maintainer_can_modify": False,
    }


def listed_pull(place: Place, issue: Issue) -> Json:
    """The same in a list, where GitHub does not say whether it can be merged."""
    alone = {"merged", "mergeable", "mergeable_state", "maintainer_can_modify", "merged_by", *_COUNTS}
    return {key: text for key, text in pull(place, issue).items() if key not in alone}


def _side(place: Place, branch: str, closed_at: str = "") -> Json:
    owner = place.user(place.hosted.owner)
    sha = closed_at or place.hosted.refs().get(f"refs/heads/{branch}", "0" * 40)
    label = f"{place.hosted.owner}:{branch}"
    return {
        "label": label,
        "ref": branch,
        "sha": sha,
        "user": owner,
        "repo": commits.whole_repository(place),
    }
