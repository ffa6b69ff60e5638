"""What the release's page on GitHub should be: its title, notes, files and rank; drawn from what was released."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Annotated

from packaging.version import Version

from release_tasks.core.artifacts import Artifacts, BuiltFile
from release_tasks.core.changelog import notes
from release_tasks.core.changelog.as_markdown import as_markdown
from release_tasks.core.gate.index_install import IndexInstall
from release_tasks.core.gate.release import ListedRelease
from release_tasks.core.git import RemoteRefs
from release_tasks.core.github import GitHub
from release_tasks.core.github.notes import notes_with_link
from release_tasks.core.github.releasing import (
    AssetDigests,
    FileToAttach,
    MakeLatest,
    Release,
    ReleasesOfTag,
)
from release_tasks.core.given import Lazy
from release_tasks.core.index import IndexEndpoint, IndexFile
from release_tasks.core.ledger import Ledger
from release_tasks.core.news import ChangelogFile
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.core.target import Target, tag_name, version_in_tag
from release_tasks.core.version import is_prerelease, is_version

_DISTRIBUTIONS = (".whl", ".tar.gz")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasePage:
    """A release that is out, and its page on GitHub as it should be.

    A fact made of other facts, so it is its own provider.
    """

    request: Request
    project: Project
    target: Target
    github: GitHub
    remote: RemoteRefs
    install: Annotated[IndexInstall, "pypi"]
    changelog: ChangelogFile
    ledger: Ledger
    artifacts: Lazy[Artifacts]
    releases: Lazy[ReleasesOfTag]
    digests: Lazy[AssetDigests]

    @property
    def release(self) -> ListedRelease:
        """The release as the index lists it."""
        return self.install.release

    @property
    def tag(self) -> str:
        """The tag that the release is of."""
        return tag_name(self.project.tag, self.target.version)

    @property
    def endpoint(self) -> IndexEndpoint:
        """The index that has the files."""
        return self.release.page.endpoint

    @property
    def prerelease(self) -> bool:
        """Whether it is a pre-release or a development release (PEP 440)."""
        return is_prerelease(self.target.version)

    @property
    def words(self) -> str:
        """What the changelog says of it, in Markdown; empty where there is no section."""
        if self.changelog.path is None:
            return ""
        changelog = self.changelog.read()
        words = notes(changelog, self.target.version).strip()
        return as_markdown(words) if changelog.document.markup == "restructuredtext" else words

    @property
    def body(self) -> str:
        """The notes as they should be; empty where no changelog has them."""
        words = self.words
        if self.changelog.path is None or not words:
            return ""
        return notes_with_link(
            words,
            page=f"{self.github.web}/{self.github.repository}",
            tag=self.tag,
            changelog=self.changelog.path.relative_to(self.project.repository).as_posix(),
        )

    @property
    def title(self) -> str:
        """Worded as that of the release before, which most often is the tag."""
        before = self.before
        name, version = (before.name or "", self._version(before)) if before else ("", None)
        worded = name.replace(version, self.target.version) if version and name.count(version) == 1 else ""
        return worded or self.tag

    @property
    def before(self) -> Release | None:
        """The package's own release before this one, as GitHub has it."""
        wanted = Version(self.target.version)
        below = [
            (Version(version), each)
            for each in self.releases.get().others
            if (version := self._version(each)) and Version(version) < wanted
        ]
        return max(below, key=lambda each: each[0])[1] if below else None

    @property
    def latest(self) -> MakeLatest:
        """Whether GitHub is to show it as the latest: not a pre-release, nor one of an older line.

        Where other packages have releases in the repository, GitHub decides.
        """
        if self.prerelease:
            return "false"
        versions = (version_in_tag(self.project.tag, each) for each in self.remote.tags)
        final = (Version(each) for each in versions if each and is_version(each))
        if any(each > Version(self.target.version) for each in final if not each.is_prerelease):
            return "false"
        alone = all(self._version(each) for each in self.releases.get().others)
        return "true" if alone else "legacy"

    @property
    def files(self) -> tuple[IndexFile, ...]:
        """The files that it should have: of those that the index lists, what settings say or the last one had."""
        stated = self.project.hosting.release_assets
        listed = self.release.page.of(self.target.version)
        if isinstance(stated, tuple):
            return tuple(each for each in listed if any(fnmatchcase(each.name, form) for form in stated))
        return listed if stated or (stated is None and self._as_before) else ()

    @property
    def why_files(self) -> str:
        """Why it has these files, or none."""
        if self.project.hosting.release_assets is not None:
            return "release-assets says so"
        if self.before is None:
            return "it is the first release here, and release-assets is not stated"
        return f"{self.before.tag_name} has {'them' if self._as_before else 'none'}, and release-assets is not stated"

    def to_attach(self, files: tuple[IndexFile, ...]) -> tuple[FileToAttach, ...]:
        """The files with where they lie here, if they do; without those whose digest nobody states."""
        here = {each.file.name: each for each in self.artifacts.get().of(self.target.version)}
        made = []
        for each in files:
            mine = here.get(each.name)
            sha256 = each.sha256 or (mine.file.sha256 if mine else "")
            same = mine is not None and mine.file.sha256 == sha256
            if sha256:
                file = BuiltFile(name=each.name, sha256=sha256, size=each.size or -1)
                made.append(FileToAttach(file=file, here=mine.path if mine and same else None, listed=each))
        return tuple(made)

    @property
    def _as_before(self) -> bool:
        before = self.before
        return before is None or any(each.name.endswith(_DISTRIBUTIONS) for each in before.assets)

    def _version(self, release: Release) -> str | None:
        """The version in a release's tag; None for another package's."""
        text = version_in_tag(self.project.tag, release.tag_name)
        return text if text and is_version(text) else None
