"""Pull requests, and the one that brings a release's commit to the branch that releases are made on.

Source: https://docs.github.com/en/rest/pulls/pulls
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from release_tasks.core.action import FactTypes
from release_tasks.core.branches import Ref
from release_tasks.core.findings import Reach
from release_tasks.core.github.checks import Check
from release_tasks.core.github.keys import carries

KEY = "pull-request "
"""How the hidden keys of releases' pull requests begin."""

_INSIDERS = ("OWNER", "MEMBER", "COLLABORATOR")
_OBSTACLES = {
    "behind": "its branch lacks commits that {base} requires it to have",
    "blocked": "reviews or checks that {base} requires are missing",
    "dirty": "it conflicts with {base}",
    "draft": "it is a draft",
    "unstable": "checks of it failed, or still run",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two branches of a pull request, and its commit."""

    ref: str
    sha: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A label."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """A pull request; ``mergeable_state`` is known only of one that was asked for by its number.

    ``unknown`` there means that GitHub still works it out. ``author_association`` is what its author is here.
    """

    number: int
    title: str
    state: str
    html_url: str
    head: Side
    base: Side
    body: str | None = None
    draft: bool = False
    labels: tuple[Label, ...] = ()
    merged_at: str | None = None
    mergeable_state: str = ""
    author_association: str = "NONE"

    @property
    def open(self) -> bool:
        """Whether nobody merged or closed it."""
        return self.state == "open"

    @property
    def merged(self) -> bool:
        """Whether it was merged, in whatever way."""
        return self.merged_at is not None

    @property
    def from_inside(self) -> bool:
        """Whether its author belongs to the repository; anybody else may call a pull request what they like."""
        return self.author_association in _INSIDERS

    def ours(self, key: str) -> bool:
        """Whether it carries our key, and no stranger copied it."""
        return self.from_inside and carries(self.body, key)

    @property
    def obstacle(self) -> str:
        """Why it cannot be merged as it is; empty if it can, or nobody knows."""
        said = "draft" if self.draft else self.mergeable_state
        return _OBSTACLES.get(said, "").format(base=self.base.ref)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """The commit by which a merged pull request came to its base, and the paths in which it differs from ours.

    ``in_head`` tells whether HEAD has it.
    """

    commit: str
    tree: str
    differing: tuple[str, ...] = ()
    in_head: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasePull:
    """The pull request from the release's ``branch`` to ``base``; None where there is none that is ours.

    ``brought`` is None unless it was merged and its commit is found; ``unfetched`` is ``base`` at GitHub, where
    that is needed for it and not known here. ``checks`` are those of an open one; ``unseen`` says which cannot be read.
    """

    branch: str
    base: str
    pull: Pull | None = None
    checks: tuple[Check, ...] = ()
    unseen: str = ""
    brought: Brought | None = None
    unfetched: Ref | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TodoPulls:
    """The pull requests, open and closed, from the branch that proposes a change of the todo file."""

    found: tuple[Pull, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPull:
    """Opens a pull request between two branches of the repository, unless one is open."""

    reach: ClassVar[Reach] = Reach.REMOTE
    stales: ClassVar[FactTypes] = (ReleasePull, TodoPulls)
    head: str
    base: str
    title: str
    body: str

    def describe(self) -> tuple[str, ...]:
        """From where to where, and the title."""
        return (f"open a pull request from {self.head} to {self.base}: {self.title}",)


def branch_of(tag: str) -> str:
    """The branch on which a release waits to be merged; another one than that on which its workflow is tried."""
    return f"prepare/{tag}"


def key_of(package: str, version: str) -> str:
    """The hidden key of the pull request of a release."""
    return f"{KEY}{package} {version}"


def of_release(pulls: Iterable[Pull], key: str, commit: str) -> Pull | None:
    """Choose ours: an open one, else the newest that was merged, else one that was closed with this very commit.

    Of several alike, one that carries the key. One that was closed with another commit is over.
    """
    fitting = [each for each in pulls if each.open or each.merged or each.head.sha == commit]
    ranks = ((each.open, each.merged, each.ours(key), each.number) for each in fitting)
    return max(zip(ranks, fitting, strict=True), key=lambda pair: pair[0], default=(None, None))[1]
