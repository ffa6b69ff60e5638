"""The issues that a release resolves, its milestone, and the changes that settle both.

Source: https://docs.github.com/en/rest/issues
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from packaging.version import Version

from release_tasks.core.action import FactTypes
from release_tasks.core.findings import Reach
from release_tasks.core.github.keys import hidden
from release_tasks.core.github.tracker import Issue, Milestone
from release_tasks.core.project import Project
from release_tasks.core.target import version_in_tag
from release_tasks.core.version import is_version


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedIssue:
    """An issue that has to do with the release: ``because`` says how (``pull request #12``, ``the changelog``).

    ``resolved`` tells whether something that was merged closes it, ``told`` whether it has our comment, as far as
    anybody looked.
    """

    issue: Issue
    because: str
    resolved: bool = False
    told: bool = False

    @property
    def to_close(self) -> bool:
        """Whether it is resolved, and nobody has opened it again."""
        return self.resolved and self.issue.state == "open" and self.issue.state_reason != "reopened"

    @property
    def done(self) -> bool:
        """Whether it was closed because it is done."""
        return self.issue.state == "closed" and self.issue.state_reason in (None, "completed")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseIssues:
    """What the tracker has of a release: its issues, its milestone with what is open in it, the open milestones.

    ``tag`` is None where the release's own tag is not here, and nothing was looked at. ``since`` is the tag of the
    release before. ``off`` tells that the repository has its issues switched off.
    """

    tag: str | None
    off: bool = False
    since: str | None = None
    linked: tuple[LinkedIssue, ...] = ()
    milestone: Milestone | None = None
    items: tuple[Issue, ...] = ()
    open_milestones: tuple[Milestone, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueNote:
    """What becomes of one issue: a comment, unless it has it already, and whether it is closed."""

    number: int
    title: str
    comment: bool
    close: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleIssues:
    """Comments on issues and closes them; a comment has ``key`` in it, so that it is made once."""

    reach: ClassVar[Reach] = Reach.REMOTE
    stales: ClassVar[FactTypes] = (ReleaseIssues,)
    notes: tuple[IssueNote, ...]
    comment: str
    key: str

    def describe(self) -> tuple[str, ...]:
        """One line an issue."""
        return tuple(f"{_doing(each)} #{each.number} {each.title}" for each in self.notes)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveItems:
    """Moves issues and pull requests to another milestone; one without a ``number`` is made first."""

    reach: ClassVar[Reach] = Reach.REMOTE
    stales: ClassVar[FactTypes] = (ReleaseIssues,)
    items: tuple[Issue, ...]
    title: str
    number: int | None = None

    def describe(self) -> tuple[str, ...]:
        """The milestone if it is new, and one line an item."""
        new = (f"make the milestone {self.title}",) if self.number is None else ()
        return (
            *new,
            *(f"move #{each.number} {each.title} to the milestone {self.title}" for each in self.items),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseMilestone:
    """Closes the release's milestone."""

    reach: ClassVar[Reach] = Reach.REMOTE
    stales: ClassVar[FactTypes] = (ReleaseIssues,)
    number: int
    title: str

    def describe(self) -> tuple[str, ...]:
        """Its title."""
        return (f"close the milestone {self.title}",)


def released_key(project: Project, version: str) -> str:
    """The key of the comment that tells an issue of its release."""
    return f"released {project.name} {version}"


def released_comment(project: Project, version: str, page: str) -> str:
    """The comment that tells an issue of its release; ``page`` is where the release is."""
    return f"Released in [{project.name} {version}]({page}).\n\n{hidden(released_key(project, version))}"


def next_milestone(
    milestones: tuple[Milestone, ...], project: Project, version: str, stated: str
) -> Milestone | str | None:
    """Where open items go: what settings state (its title, if it has to be made), else the next higher version's.

    ``milestones`` are the open ones.
    """
    if stated:
        return named_like(milestones, stated) or stated
    higher = [
        (Version(text), each)
        for each in milestones
        if (text := version_in_title(each.title, project)) and Version(text) > Version(version)
    ]
    return min(higher, key=lambda each: each[0])[1] if higher else None


def named_like(milestones: tuple[Milestone, ...], title: str) -> Milestone | None:
    """The milestone of that title."""
    wanted = title.strip().casefold()
    return next((each for each in milestones if each.title.casefold() == wanted), None)


def version_in_title(title: str, project: Project) -> str | None:
    """The version that a milestone is called after; None for one of another name, or of another package."""
    text = title.strip()
    if text.casefold().startswith(f"{project.name.casefold()} "):
        text = text[len(project.name) :].strip()
    text = version_in_tag(project.tag, text) or text
    return text if is_version(text) else None


def _doing(note: IssueNote) -> str:
    if note.close:
        return "comment on and close" if note.comment else "close"
    return "comment on"
