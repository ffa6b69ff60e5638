"""Gathers the releases of the tag, and performs what brings one about."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from release_tasks.core.errors import ActionError
from release_tasks.core.github import GitHubApi
from release_tasks.core.github.refusals import GitHubRefusedError
from release_tasks.core.github.releasing import (
    DRAFTED,
    Asset,
    AssetDigests,
    DraftRelease,
    EditRelease,
    PublishRelease,
    Release,
    ReleasesOfTag,
    chosen,
    lacking,
    sha256_of,
)
from release_tasks.core.ledger import Entry, Ledger
from release_tasks.core.project import Project
from release_tasks.core.target import Target, tag_name


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ref:
    ref: str


def releases_of_tag(api: GitHubApi, project: Project, target: Target, ledger: Ledger) -> ReleasesOfTag:
    """Ask for the releases of this version's tag; drafts are seen by those who may push, and only in the list.

    :raises GitHubError: GitHub hides the releases from the token.
    """
    tag = tag_name(project.tag, target.version)
    listed = list(api.listed(Release, "releases"))
    made = ledger.latest(DRAFTED, tag)
    if made and all(each.id != made.data["id"] for each in listed):
        # The list may lag behind.
        unlisted = api.find(Release, "releases", made.data["id"])
        listed += [unlisted] if unlisted else []
    return ReleasesOfTag(
        tag=tag,
        found=tuple(_with_assets(api, each) for each in listed if each.tag_name == tag),
        others=tuple(each for each in listed if each.tag_name != tag and not each.draft),
    )


def asset_digests(api: GitHubApi, releases: ReleasesOfTag) -> AssetDigests:
    """Give the sha256 of each whole file; one that GitHub states no digest of is downloaded.

    :raises UnreachableError: a file did not come whole.
    """
    whole = [each for release in releases.found for each in release.assets if each.whole]
    return AssetDigests(by_id={each.id: sha256_of(each) or _downloaded(api, each) for each in whole})


def draft_release(action: DraftRelease, api: GitHubApi) -> Entry:
    """Make the draft, unless somebody made a release of that tag meanwhile.

    :raises GitHubRefusedError: GitHub refuses, as it does a tag that an immutable release has used up.
    """
    if any(each.tag_name == action.tag for each in api.listed(Release, "releases")):
        raise changed_meanwhile(action.tag)
    said = {
        "tag_name": action.tag,
        "name": action.title,
        "body": action.body,
        "draft": True,
        "prerelease": action.prerelease,
        **({"generate_release_notes": True} if action.generated else {}),
    }
    _see_tag(api, action.tag)
    with _tag_used_up(action.tag):
        made = api.send(Release, "POST", "releases", body=said)
    return Entry(kind=DRAFTED, item="", bound_to=action.tag, data={"id": made.id, "url": made.html_url})


def edit_release(action: EditRelease, api: GitHubApi) -> None:
    """Change what the action says, and nothing else."""
    said = {"body": action.body, "prerelease": action.prerelease}
    known = {key: value for key, value in said.items() if value is not None}
    api.send(Release, "PATCH", "releases", action.id, body=known)


def publish_release(
    action: PublishRelease, api: GitHubApi, releases: ReleasesOfTag, digests: AssetDigests
) -> None:
    """Publish the draft, if the tag is at GitHub and every file is there, byte for byte.

    :raises ActionError: the draft is gone, a file is not there, or GitHub has no such tag.
    """
    release = chosen(releases)
    if release is None or not release.draft:
        raise changed_meanwhile(action.tag)
    if missing := lacking(action.files, release, digests):
        raise ActionError(
            "the draft lacks files",
            where=release.html_url,
            expected=", ".join(each.name for each in missing),
            remedy="run the same command again; only what is missing goes up",
        )
    _see_tag(api, action.tag)
    said = {"draft": False, "prerelease": action.prerelease, "make_latest": action.latest}
    with _tag_used_up(action.tag):
        api.send(Release, "PATCH", "releases", release.id, body=said)


def _with_assets(api: GitHubApi, release: Release) -> Release:
    return replace(release, assets=api.listed(Asset, "releases", release.id, "assets"))


def _downloaded(api: GitHubApi, asset: Asset) -> str:
    with tempfile.TemporaryFile() as file:
        return api.download("releases", "assets", asset.id, to=file).sha256


def _see_tag(api: GitHubApi, tag: str) -> None:
    """GitHub itself would make a tag that it does not have, on whatever the default branch is at."""
    if api.find(_Ref, "git", "ref", f"tags/{tag}") is None:
        raise ActionError(
            "GitHub has no such tag",
            where=tag,
            expected="the tag that was pushed",
            remedy="see that the remote is the repository that the settings name, and push the tag there",
        )


@contextmanager
def _tag_used_up(tag: str) -> Iterator[None]:
    try:
        yield
    except GitHubRefusedError as error:
        if "immutable release" not in error.what:
            raise
        raise GitHubRefusedError(
            error.what,
            error.status,
            where=tag,
            remedy="release another version: an immutable release of that tag was deleted, and its name is used up",
        ) from error


def changed_meanwhile(tag: str) -> ActionError:
    """The error of an action whose release is not as it was looked at."""
    return ActionError(
        "the release changed on GitHub meanwhile",
        where=tag,
        expected="the release as it was looked at",
        remedy="run the same command again, which looks before it acts",
    )
