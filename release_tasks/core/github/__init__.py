"""The project's repository on GitHub: where it is, and who asks it.

What GitHub says is kept in dataclasses whose fields are named as in GitHub's own JSON, only those that we use.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Literal, Protocol, TypeVar

Answer = TypeVar("Answer")
Query = Mapping[str, str | int]

HOTFIX_BRANCHES = ("hotfix/*", "release/*")
"""Where fixes are made while a release is under way, where settings do not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GitHub:
    """The repository ``owner/name`` at an API's root address ``api``; ``web`` is where people look at it.

    ``absent`` says why GitHub cannot be asked here; the other fields are empty then as far as they are not known.
    """

    repository: str = ""
    api: str = ""
    web: str = ""
    token: str = field(default="", repr=False)
    absent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosting:
    """What settings state of the repository on GitHub; empty texts, and None, where they are silent.

    ``follow_s`` is how long a workflow run is followed, ``reruns`` how often its failed jobs may run again, ``flaky``
    the names of those that may without a question.
    """

    repository: str = ""
    api: str = ""
    workflow: str = ""
    environment: str = ""
    blocker_labels: tuple[str, ...] | None = None
    required_checks: tuple[str, ...] | None = None
    follow_s: float = 3 * 3600.0
    reruns: int = 1
    flaky: tuple[str, ...] = ()
    smoke_jobs: tuple[str, ...] | None = None
    release_assets: bool | tuple[str, ...] | None = None
    issue_comments: bool = False
    next_milestone: str = ""
    release_by: Literal["push", "pull-request"] = "push"
    ci_dry_run: bool = False
    dispatch_inputs: Mapping[str, str] = field(default_factory=dict)
    tracker: bool = False
    hotfix_branches: tuple[str, ...] = HOTFIX_BRANCHES


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloaded:
    """A file that came: the digest and the size of all of it."""

    sha256: str
    size: int


class GitHubApi(Protocol):
    """An open line to that repository, for providers and performers; never for items.

    Paths are given as segments below ``/repos/OWNER/NAME``; each is percent-encoded. What comes is checked
    against ``kind``, a dataclass with GitHub's own names.
    """

    @property
    def now_s(self) -> float:
        """GitHub's own time, as of its last answer, in seconds since the epoch: its dates are by that clock."""
        ...

    def read(self, kind: type[Answer], *path: str | int, query: Query | None = None) -> Answer:
        """Read one thing.

        :raises GitHubError: GitHub refuses, or there is no such thing.
        :raises UnreachableError: GitHub does not answer, or something else does.
        """
        ...

    def find(self, kind: type[Answer], *path: str | int, query: Query | None = None) -> Answer | None:
        """Read one thing; None where GitHub knows none, or hides it from us."""
        ...

    def listed(
        self, kind: type[Answer], *path: str | int, key: str = "", query: Query | None = None
    ) -> tuple[Answer, ...]:
        """Read a list, all pages of it; ``key`` is what GitHub wraps the list in."""
        ...

    def send(
        self, kind: type[Answer], method: str, *path: str | int, body: Mapping[str, Any] | None = None
    ) -> Answer:
        """Change something, once: what may have arrived is never sent again.

        :raises GitHubRefusedError: GitHub refuses.
        :raises UnreachableError: nobody knows whether it arrived.
        """
        ...

    def download(self, *path: str | int, to: BinaryIO) -> Downloaded:
        """Write a file (an asset, ``zip`` of an artifact, ``logs`` of a job) to ``to``, from wherever GitHub keeps it.

        :raises GitHubError: GitHub refuses, or has it no more (410).
        :raises UnreachableError: the whole file did not come.
        """
        ...

    def upload(self, kind: type[Answer], template: str, name: str, content: BinaryIO) -> Answer:
        """Add a file to a release, once; ``template`` is the release's own ``upload_url``.

        :raises GitHubRefusedError: GitHub refuses, as it does a name that it has.
        :raises UnreachableError: nobody knows whether it arrived; or the address is not GitHub's.
        """
        ...
