"""Branches beside the one that releases are made on: begun, fetched, left; and commits that only they have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from release_tasks.core.action import FactTypes
from release_tasks.core.findings import Reach
from release_tasks.core.git import GitState, ReleaseTree, RemoteRefs
from release_tasks.core.history.past import History
from release_tasks.core.news import ChangelogFile
from release_tasks.core.sources import VersionSources
from release_tasks.core.work_tree import Manifests


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref:
    """A branch or tag at origin by its full name, and what it was seen to be there."""

    name: str
    target: str

    @property
    def short(self) -> str:
        """The name as people say it."""
        kind, _, name = self.name.removeprefix("refs/").partition("/")
        return f"tag {name}" if kind == "tags" else name


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingCommit:
    """A commit whose change the main branch does not have."""

    name: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Astray:
    """A branch or tag, and its commits of this release that the main branch lacks, oldest first."""

    ref: Ref
    commits: tuple[MissingCommit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitsMissing:
    """What lies on branches for hotfixes, and on the release's tag, and not on ``base``.

    A change counts as there by what it changes, not by its commit. ``compared`` are the refs that were looked at,
    ``unfetched`` those of origin whose commits are not known here, so that nothing can be said of them yet.
    ``released`` tells whether origin has the tag; ``absent`` says why there is no origin to look at.
    """

    remote: str = "origin"
    base: str = ""
    compared: tuple[Ref, ...] = ()
    astray: tuple[Astray, ...] = ()
    unfetched: tuple[Ref, ...] = ()
    released: bool = False
    absent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartBranch:
    """Begins a branch at HEAD and switches to it; the work tree stays as it is."""

    reach: ClassVar[Reach] = Reach.LOCAL
    stales: ClassVar[FactTypes] = (GitState,)
    name: str

    def describe(self) -> tuple[str, ...]:
        """The branch."""
        return (f"switch to a new branch {self.name}",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """Fetches refs of origin, and nothing else; no branch of ours moves."""

    reach: ClassVar[Reach] = Reach.LOCAL
    stales: ClassVar[FactTypes] = (RemoteRefs,)
    refs: tuple[Ref, ...]

    def describe(self) -> tuple[str, ...]:
        """The refs."""
        return (f"fetch {', '.join(each.short for each in self.refs)}",)


@dataclass(frozen=True, slots=True, kw_only=True)
class FastForward:
    """Switches to a branch, and moves it forward to a commit that it does not have yet."""

    reach: ClassVar[Reach] = Reach.LOCAL
    stales: ClassVar[FactTypes] = (GitState, ReleaseTree, History, Manifests, VersionSources, ChangelogFile)
    branch: str
    commit: str

    def describe(self) -> tuple[str, ...]:
        """The branch and the commit."""
        return (f"switch to {self.branch}, fast-forward to {self.commit[:12]}",)
