"""Issues and milestones of the repository.

Source: https://docs.github.com/en/rest/issues/issues
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from release_tasks.core.project import Project
from release_tasks.core.target import tag_name

BLOCKER_LABELS = ("release-blocker", "release blocker", "blocker")
"""What projects call it, where settings do not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """An issue; a pull request is one, too, with ``pull_request`` set.

    ``state_reason`` of an open one may be ``reopened``, of a closed one ``not_planned``.
    """

    number: int
    title: str
    html_url: str
    state: str = "open"
    state_reason: str | None = None
    body: str | None = None
    pull_request: dict[str, Any] | None = None

    @property
    def merged(self) -> bool:
        """Whether it is a pull request that was merged."""
        return self.pull_request is not None and self.pull_request.get("merged_at") is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A milestone."""

    number: int
    title: str
    state: str
    html_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocker:
    """An open issue or pull request, and why it blocks: ``label blocker``, ``milestone 1.4.0``."""

    issue: Issue
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blockers:
    """What blocks a release: the labels that were looked for, those that the repository lacks, the milestone."""

    labels: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    milestone: Milestone | None = None
    found: tuple[Blocker, ...] = ()


def milestone_names(project: Project, version: str) -> tuple[str, ...]:
    """What a release's milestone may be called."""
    return (version, f"v{version}", tag_name(project.tag, version), f"{project.name} {version}")


def milestone_of(milestones: tuple[Milestone, ...], names: tuple[str, ...]) -> Milestone | None:
    """The milestone that is called like the release, an open one before a closed one."""
    wanted = {each.casefold() for each in names}
    named = [each for each in milestones if each.title.strip().casefold() in wanted]
    return min(named, key=lambda each: each.state != "open", default=None)
