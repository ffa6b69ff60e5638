"""Releases on GitHub and their files, and the changes that bring one about: drafted, filled, published last.

Nobody can take a published release back: where releases are immutable, its tag and files are locked, and the
name of its tag is used up for ever.

Sources: https://docs.github.com/en/rest/releases/releases and …/rest/releases/assets
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal

from release_tasks.core.action import FactTypes
from release_tasks.core.artifacts import BuiltFile
from release_tasks.core.findings import Reach
from release_tasks.core.github.notes import is_ours
from release_tasks.core.index import IndexEndpoint, IndexFile

MakeLatest = Literal["true", "false", "legacy"]

DRAFTED = "github-draft"
"""The ledger's word for a draft of ours: GitHub's list may not show it at once."""

_UNUSUAL = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file of a release; one that did not come whole has another ``state`` than ``uploaded``.

    ``digest`` is ``sha256:…``, None on servers that state none.
    """

    id: int
    name: str
    state: str
    size: int
    digest: str | None = None

    @property
    def whole(self) -> bool:
        """Whether all of it came."""
        return self.state == "uploaded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A release on GitHub; ``upload_url`` is a template of the address that takes its files."""

    id: int
    tag_name: str
    html_url: str
    name: str | None = None
    body: str | None = None
    draft: bool = False
    prerelease: bool = False
    immutable: bool = False
    upload_url: str = ""
    assets: tuple[Asset, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasesOfTag:
    """The releases that carry the tag of the version in flight; several drafts may.

    ``others`` are the repository's published releases of other tags, in GitHub's order.
    """

    tag: str
    found: tuple[Release, ...] = ()
    others: tuple[Release, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetDigests:
    """The sha256 of each whole file of the tag's releases, by its number; downloaded where GitHub states none."""

    by_id: Mapping[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileToAttach:
    """A file of the release: where it lies here, if it does, and where the index has it."""

    file: BuiltFile
    here: Path | None
    listed: IndexFile


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRelease:
    """Makes a draft for a tag; where ``notes`` are drawn by GitHub itself, they follow the body."""

    reach: ClassVar[Reach] = Reach.REMOTE
    stales: ClassVar[FactTypes] = (ReleasesOfTag,)
    tag: str
    title: str
    body: str
    prerelease: bool
    generated: bool = False

    def describe(self) -> tuple[str, ...]:
        """The title, and where the notes come from."""
        notes = "notes that GitHub draws from pull requests" if self.generated else "the changelog's notes"
        called = "" if self.title == self.tag else f", called {self.title!r},"
        return (f"draft the release of {self.tag} on GitHub{called} with {notes}",)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditRelease:
    """Changes a release that is there; None leaves a part as it is."""

    reach: ClassVar[Reach] = Reach.REMOTE
    stales: ClassVar[FactTypes] = (ReleasesOfTag,)
    id: int
    tag: str
    body: str | None = None
    prerelease: bool | None = None

    def describe(self) -> tuple[str, ...]:
        """A line for each part."""
        notes = () if self.body is None else (f"update the notes of {self.tag} on GitHub from the changelog",)
        mark = () if self.prerelease is None else (f"mark {self.tag} on GitHub as a pre-release",)
        return (*notes, *mark)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachFiles:
    """Adds files to the tag's release; ``instead`` are files there that have to go first."""

    reach: ClassVar[Reach] = Reach.REMOTE
    stales: ClassVar[FactTypes] = (ReleasesOfTag,)
    tag: str
    files: tuple[FileToAttach, ...]
    endpoint: IndexEndpoint
    instead: tuple[Asset, ...] = ()

    def describe(self) -> tuple[str, ...]:
        """One line a file."""
        gone = tuple(f"delete {each.name} of {self.tag} on GitHub ({_why(each)})" for each in self.instead)
        return (*gone, *(f"attach {each.file.name} to {self.tag} on GitHub" for each in self.files))


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishRelease:
    """Publishes the tag's draft once it has ``files``; nobody can take that back."""

    reach: ClassVar[Reach] = Reach.PUBLIC
    stales: ClassVar[FactTypes] = (ReleasesOfTag,)
    tag: str
    prerelease: bool
    latest: MakeLatest
    files: tuple[BuiltFile, ...] = ()

    def describe(self) -> tuple[str, ...]:
        """The tag, and what it becomes."""
        ranks = {
            "true": "as the latest release",
            "false": "not as the latest release",
            "legacy": "GitHub says which of the repository's packages has the latest release",
        }
        rank = "as a pre-release" if self.prerelease else ranks[self.latest]
        return (f"publish the release of {self.tag} on GitHub, {rank}",)


def chosen(releases: ReleasesOfTag) -> Release | None:
    """The release of the tag to go on with: the published one, else the oldest draft of ours, else the only draft."""
    drafts = [each for each in releases.found if each.draft]
    published = [each for each in releases.found if not each.draft]
    ours = sorted((each for each in drafts if is_ours(each.body)), key=lambda each: each.id)
    only = drafts if len(drafts) == 1 else []
    return next(iter((*published, *ours, *only)), None)


def lacking(files: Iterable[BuiltFile], release: Release, digests: AssetDigests) -> tuple[BuiltFile, ...]:
    """The files that the release does not have: by digest, for GitHub may have renamed them."""
    there = {digests.by_id.get(each.id, "") for each in release.assets}
    return tuple(each for each in files if each.sha256 not in there)


def sha256_of(asset: Asset) -> str:
    """The sha256 that GitHub states of a file; empty where it states none."""
    kind, _, digest = (asset.digest or "").partition(":")
    return digest if kind == "sha256" else ""


def asset_name(name: str) -> str:
    """The name that GitHub gives a file: what it finds unusual becomes a dot."""
    return _UNUSUAL.sub(".", name)


def _why(asset: Asset) -> str:
    return "other bytes" if asset.whole else "it did not come whole"
