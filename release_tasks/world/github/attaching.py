"""Adds files to a release: from where they were tested, or from the index, and never the half of one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from release_tasks.core.artifacts import BuiltFile
from release_tasks.core.errors import ActionError, UnreachableError
from release_tasks.core.events import Events
from release_tasks.core.github import GitHubApi
from release_tasks.core.github.refusals import GitHubRefusedError
from release_tasks.core.github.releasing import (
    Asset,
    AttachFiles,
    FileToAttach,
    Release,
    ReleasesOfTag,
    asset_name,
    chosen,
    sha256_of,
)
from release_tasks.core.index import IndexEndpoint
from release_tasks.world.files.temporary import temporary_folder
from release_tasks.world.github.releasing import changed_meanwhile
from release_tasks.world.index.downloads import fetch_all
from release_tasks.world.index.failures import FileError

AT_ONCE = 8
"""Files that are fetched from the index at a time, and lie in the temporary folder."""
TRIES = 2


def attach_files(action: AttachFiles, api: GitHubApi, releases: ReleasesOfTag, events: Events) -> None:
    """Add the files one after the other; GitHub's digest of each has to be ours.

    :raises ActionError: the release is gone, GitHub refuses a file, or got other bytes.
    :raises UnreachableError: the index or GitHub does not answer.
    """
    release = chosen(releases)
    if release is None:
        raise changed_meanwhile(action.tag)
    for asset in action.instead:
        _remove(api, asset)
    for start in range(0, len(action.files), AT_ONCE):
        some = action.files[start : start + AT_ONCE]
        with _at_hand(some, action.endpoint) as paths:
            for each in some:
                events.line("github", f"{each.file.name}, {paths[each.file.name].stat().st_size} bytes")
                _attach(api, release, each.file, paths[each.file.name])


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
