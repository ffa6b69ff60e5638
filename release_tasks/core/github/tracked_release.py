"""A release that is out, and what GitHub's tracker has of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from release_tasks.core.gate.release import ListedRelease
from release_tasks.core.github import GitHub
from release_tasks.core.github.closing import ReleaseIssues
from release_tasks.core.given import Lazy
from release_tasks.core.ledger import Ledger
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.core.target import Target, tag_name


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackedRelease:
    """A release on the index, and the issues that it resolves.

    A fact made of other facts, so it is its own provider.
    """

    request: Request
    project: Project
    target: Target
    github: GitHub
    ledger: Ledger
    release: Annotated[ListedRelease, "pypi"]
    issues: Lazy[ReleaseIssues]

    @property
    def tag(self) -> str:
        """The tag that the release is of."""
        return tag_name(self.project.tag, self.target.version)
