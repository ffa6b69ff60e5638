"""The repository as a release sees it: commit, branch, tags, what is changed, what origin has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from release_tasks.core.pulls import LoggedCommit, PullRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class GitState:
    """HEAD and what surrounds it.

    ``branch`` is None when HEAD is detached; ``operation`` names a merge, rebase, cherry-pick,
    revert or bisect that is under way. ``remote`` is the git remote that releases go to, and that all
    of us call origin; ``origin`` its URL, without a password.
    """

    repository: Path
    head: str
    head_tree: str
    branch: str | None
    operation: str | None = None
    shallow: bool = False
    remote: str = "origin"
    origin: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadMessage:
    """What the commit of HEAD says."""

    commit: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A tag: ``object`` is what the name points at, ``commit`` what is reached through it.

    ``tree`` is the commit's tree; empty for a tag that only origin has.
    """

    name: str
    object: str
    commit: str
    tree: str = ""

    @property
    def annotated(self) -> bool:
        """Whether the tag is an object of its own."""
        return self.object != self.commit


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """All local tags by name."""

    by_name: Mapping[str, Tag]


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRelease:
    """The highest version that was released before, and its tag; both None before the first."""

    version: str | None = None
    tag: Tag | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitsSince:
    """What came to the package's folder since its last release, newest first.

    ``subjects`` are of commits that no pull request in ``pulls`` brought. ``tag`` is that release's tag;
    None when there was none, and the whole history is told.
    """

    tag: str | None
    subjects: tuple[str, ...]
    pulls: tuple[PullRequest, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedChanges:
    """The commits that a release brought, newest first, with their whole messages.

    ``tag`` is the release's own, None where it is not here; ``since`` that of the release before, None where there
    was none, and ``since_time`` when its commit was made, ISO 8601 in UTC.
    """

    tag: str | None = None
    since: str | None = None
    since_time: str = ""
    log: tuple[LoggedCommit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteRefs:
    """What origin has (``name`` is what git here calls it): branch heads, tags (object, and commit where peeled), default branch.

    ``contains_head`` and ``behind`` speak of the current branch at origin: whether it has HEAD, and
    whether it has commits that HEAD lacks. Commits that were never fetched are commits that HEAD lacks.
    ``unnoted`` tells that origin has HEAD there, and the remote-tracking branch here says an earlier commit:
    a push ended after origin took it, and before git here wrote that down.
    """

    url: str
    name: str = "origin"
    branches: Mapping[str, str]
    tags: Mapping[str, Tag]
    default_branch: str | None = None
    contains_head: bool = False
    behind: bool = False
    unnoted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseTree:
    """The tree that the release commit will have: HEAD plus the release's own files.

    ``changed`` are the release's files that differ from HEAD (relative to the repository);
    ``strangers`` are other changed or un-ignored files, each with its status letters.
    """

    tree: str
    changed: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()
