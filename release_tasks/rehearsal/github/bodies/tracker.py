"""Labels, milestones, issues and releases."""

from __future__ import annotations

import hashlib
from urllib.parse import quote

from release_tasks.rehearsal.github.bodies.place import Json, Place, moment
from release_tasks.rehearsal.github.state import Asset, Issue, Milestone, Release


def label(place: Place, name: str) -> Json:
    """A label."""
    named = place.identified(name, f"{place.at}/labels/{quote(name, safe='')}", "")
    return {**named, "name": name, "description": None, "color": "ededed", "default": False}


def milestone(place: Place, milestone: Milestone) -> Json:
    """A milestone."""
    at, web = f"{place.at}/milestones/{milestone.number}", f"{place.web}/milestone/{milestone.number}"
    mine = [each for each in place.hosted.issues if each.milestone is milestone]
    return {
        **place.identified(milestone.title, at, web),
        "number": milestone.number,
        "title": milestone.title,
        "state": milestone.state,
        "description": None,
        "creator": None,
        "due_on": None,
        "closed_at": None,
        "labels_url": f"{at}/labels",
        "open_issues": sum(each.state == "open" for each in mine),
        "closed_issues": sum(each.state != "open" for each in mine),
        "created_at": place.now(),
        "updated_at": place.now(),
    }


def issue(place: Place, issue: Issue) -> Json:
    """An issue, or a pull request as the list of issues shows it."""
    at = f"{place.at}/issues/{issue.number}"
    kind = "issues" if issue.head is None else "pull"
    web = f"{place.web}/{kind}/{issue.number}"
    pull = dict.fromkeys(("url", "html_url", "diff_url", "patch_url"), web)
    if issue.merged_at is not None:
        pull["merged_at"] = moment(issue.merged_at)
    return {
        **place.identified(f"issue {issue.number}", at, web),
        "number": issue.number,
        "title": issue.title,
        "state": issue.state,
        "state_reason": issue.state_reason,
        "body": issue.body,
        "comments": 0,
        "locked": False,
        "closed_at": None,
        "repository_url": place.at,
        **{f"{each}_url": f"{at}/{each}" for each in ("comments", "events", "labels")},
        "labels": [label(place, each) for each in issue.labels],
        "milestone": milestone(place, issue.milestone) if issue.milestone else None,
        "user": place.user(place.hosted.owner),
        "author_association": issue.association,
        "created_at": place.now(),
        "updated_at": place.now(),
        **({} if issue.head is None else {"pull_request": pull}),
    }


def release(place: Place, release: Release) -> Json:
    """A release."""
    at, web = f"{place.at}/releases/{release.id}", f"{place.web}/releases/tag/{quote(release.tag)}"
    return {
        **place.identified(f"release {release.id}", at, web),
        "id": release.id,
        "tag_name": release.tag,
        "target_commitish": place.hosted.default_branch,
        "name": release.name,
        "body": release.body,
        "draft": release.draft,
        "assets": [asset(place, release, each) for each in release.assets],
        "prerelease": release.prerelease,
        "immutable": release.immutable,
        "tarball_url": None,
        "zipball_url": None,
        "assets_url": f"{at}/assets",
        "upload_url": f"{place.uploads}/releases/{release.id}/assets{{?name,label}}",
        "author": place.user(place.hosted.owner),
        "created_at": place.now(),
        "published_at": None if release.draft else place.now(),
    }


def asset(place: Place, release: Release, asset: Asset) -> Json:
    """A file of a release."""
    at = f"{place.at}/releases/assets/{asset.id}"
    return {
        **place.identified(f"asset {asset.id}", at, at),
        **dict.fromkeys(("created_at", "updated_at"), place.now()),
        "id": asset.id,
        "name": asset.name,
        "label": None,
        "content_type": "application/octet-stream",
        "state": asset.state,
        "size": len(asset.content),
        "digest": _digest(asset) if place.hosted.states_digests else None,
        "download_count": 0,
        "uploader": place.user(place.hosted.viewer),
        "browser_download_url": f"{place.web}/releases/download/{quote(release.tag)}/{quote(asset.name)}",
    }


def _digest(asset: Asset) -> str | None:
    return f"sha256:{hashlib.sha256(asset.content).hexdigest()}" if asset.state == "uploaded" else None


def comment(place: Place, issue: Issue, number: int, body: str) -> Json:
    """A comment on an issue."""
    at, web = f"{place.at}/issues/comments/{number}", f"{place.web}/issues/{issue.number}"
    return {
        **place.identified(f"comment {issue.number} {number}", at, f"{web}#issuecomment-{number}"),
        **dict.fromkeys(("created_at", "updated_at"), place.now()),
        "body": body,
        "issue_url": f"{place.at}/issues/{issue.number}",
        "user": place.user(place.hosted.viewer),
    }
