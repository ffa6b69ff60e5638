"""Gathers the releases of the tag, and performs what brings one about."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from release_tasks.core.artifacts import BuiltFile
from release_tasks.core.errors import ActionError, UnreachableError
from release_tasks.core.events import Events
from release_tasks.core.github import GitHubApi
from release_tasks.core.github.refusals import GitHubRefusedError
from release_tasks.core.github.releasing import (
    DRAFTED,
    Asset,
    AssetDigests,
    AttachFiles,
    DraftRelease,
    EditRelease,
    FileToAttach,
    PublishRelease,
    Release,
    ReleasesOfTag,
    asset_name,
    chosen,
    lacking,
    sha256_of,
)
from release_tasks.core.index import IndexEndpoint
from release_tasks.core.ledger import Entry, Ledger
from release_tasks.core.project import Project
from release_tasks.core.target import Target, tag_name
from release_tasks.world.files.temporary import temporary_folder
from release_tasks.world.index.downloads import fetch_all
from release_tasks.world.index.failures import FileError

AT_ONCE = 8
"""Files that are fetched from the index at a time, and lie in the temporary folder."""
TRIES = 2


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
        raise _meanwhile(action.tag)
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


def attach_files(action: AttachFiles, api: GitHubApi, releases: ReleasesOfTag, events: Events) -> None:
    """Add the files one after the other; GitHub's digest of each has to be ours.

    :raises ActionError: the release is gone, GitHub refuses a file, or got other bytes.
    :raises UnreachableError: the index or GitHub does not answer.
    """
    release = chosen(releases)
    if release is None:
        raise _meanwhile(action.tag)
    for asset in action.instead:
        _remove(api, asset)
    for start in range(0, len(action.files), AT_ONCE):
        some = action.files[start : start + AT_ONCE]
        with _at_hand(some, action.endpoint) as paths:
            for each in some:
                events.line("github", f"{each.file.name}, {paths[each.file.name].stat().st_size} bytes")
                _attach(api, release, each.file, paths[each.file.name])


def publish_release(
    action: PublishRelease, api: GitHubApi, releases: ReleasesOfTag, digests: AssetDigests
) -> None:
    """Publish the draft, if the tag is at GitHub and every file is there, byte for byte.

    :raises ActionError: the draft is gone, a file is not there, or GitHub has no such tag.
    """
    release = chosen(releases)
    if release is None or not release.draft:
        raise _meanwhile(action.tag)
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
            expected="the tag that origin has",
            remedy="see that origin is the repository that the settings name, and push the tag there",
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


@contextmanager
def _at_hand(files: tuple[FileToAttach, ...], endpoint: IndexEndpoint) -> Iterator[dict[str, Path]]:
    """The files' paths: where they were tested, if these are still the bytes, else fetched from the index."""
    here = {each.file.name: each.here for each in files if each.here and _is(each.here, each.file.sha256)}
    away = [each.listed for each in files if each.file.name not in here]
    with temporary_folder("assets") as folder:
        fetched = fetch_all(away, endpoint, folder) if away else {}
        for each in fetched.values():
            if isinstance(each, FileError):
                raise each
        yield {**here, **{name: folder / name for name in fetched}}


def _is(path: Path, sha256: str) -> bool:
    try:
        with path.open("rb") as file:
            return _sha256(file) == sha256
    except OSError:
        return False


def _sha256(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(2**20):
        digest.update(chunk)
    return digest.hexdigest()


def _attach(api: GitHubApi, release: Release, file: BuiltFile, path: Path) -> None:
    """Add one file; after trouble it is looked whether it came, and half a file goes before the next try."""
    for attempt in range(1, TRIES + 1):
        try:
            with path.open("rb") as content:
                made = api.upload(Asset, release.upload_url, file.name, content)
        except (GitHubRefusedError, UnreachableError) as error:
            if _came(api, release, file):
                return
            refused = isinstance(error, GitHubRefusedError) and error.status < 500
            if refused or attempt == TRIES:
                raise
            continue
        if made.whole and sha256_of(made) in ("", file.sha256):
            return
        raise ActionError(
            "GitHub got other bytes than we sent",
            where=file.name,
            expected=f"sha256 {file.sha256}, not {made.digest or 'no digest'} ({made.state})",
            remedy="run the same command again",
        )


def _came(api: GitHubApi, release: Release, file: BuiltFile) -> bool:
    """Whether the file is there after all; what did not come whole is deleted."""
    for each in api.listed(Asset, "releases", release.id, "assets"):
        if each.whole and sha256_of(each) == file.sha256:
            return True
        if not each.whole and each.name == asset_name(file.name):
            _remove(api, each)
    return False


def _remove(api: GitHubApi, asset: Asset) -> None:
    api.send(type(None), "DELETE", "releases", "assets", asset.id)


def _meanwhile(tag: str) -> ActionError:
    return ActionError(
        "the release changed on GitHub meanwhile",
        where=tag,
        expected="the release as it was looked at",
        remedy="run the same command again, which looks before it acts",
    )
