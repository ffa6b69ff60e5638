"""The release tracker: an issue that holds the checklist of one release, found by its hidden key.

Source: https://docs.github.com/en/rest/issues/issues
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from release_tasks.core.action import FactTypes
from release_tasks.core.findings import Reach
from release_tasks.core.github.checklist_lines import Edited, Row, edited, new_line
from release_tasks.core.github.keys import carries, hidden

KIND = "tracker"
"""The ledger's word for a release that an issue follows."""

LABEL = "release-tracker"
"""By which it is found among all issues, open or closed."""

_INSIDERS = ("OWNER", "MEMBER", "COLLABORATOR")


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A label of an issue."""

    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueText:
    """An issue with all of its text, and what its author is to the repository."""

    number: int
    title: str
    html_url: str
    state: str
    body: str | None = None
    author_association: str = "NONE"
    labels: tuple[Label | str, ...] = ()
    pull_request: dict[str, Any] | None = None

    @property
    def trusted(self) -> bool:
        """Whether somebody who may write here opened it: anybody can copy a key, nobody else can set a label."""
        labelled = any(LABEL in (each, getattr(each, "name", "")) for each in self.labels)
        return labelled or self.author_association in _INSIDERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracking:
    """Whether an issue is to hold the checklist: settings say so, this run was asked for it, or an earlier one kept it."""

    wanted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracker:
    """The issues that hold the checklist of the release in flight: none yet, one, or by mistake several.

    ``strangers`` are those that have only the look of it.
    """

    found: tuple[IssueText, ...] = ()
    strangers: tuple[IssueText, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepTracker:
    """Brings the lines of these items up to date in issue ``number``; 0 opens the issue with them.

    ``changed`` are the items whose lines differ now; an issue is closed when its last line is settled.
    """

    reach: ClassVar[Reach] = Reach.REMOTE
    stales: ClassVar[FactTypes] = (Tracker,)
    name: str
    version: str
    rows: tuple[Row, ...]
    number: int = 0
    changed: tuple[str, ...] = ()
    finished: bool = False

    def describe(self) -> tuple[str, ...]:
        """The issue, and the items."""
        if not self.number:
            boxes = f"with a box for each of {len(self.rows)} items"
            return (f"open the issue {title(self.name, self.version)!r}, {boxes}",)
        closed = ", and close it" if self.finished else ""
        return (f"bring {', '.join(self.changed)} up to date in issue #{self.number}{closed}",)


def title(name: str, version: str) -> str:
    """What the issue is called at first; people may call it otherwise."""
    return f"Release {name} {version}"


def key(name: str, version: str) -> str:
    """The hidden key in its text."""
    return f"tracker {name} {version}"


def trackers(issues: Iterable[IssueText], name: str, version: str) -> Tracker:
    """Those of the issues that carry the key of this release, the oldest first."""
    wanted = key(name, version)
    found = {each.number: each for each in issues if carries(each.body, wanted) and each.pull_request is None}
    by_age = [found[number] for number in sorted(found)]
    return Tracker(
        found=tuple(each for each in by_age if each.trusted),
        strangers=tuple(each for each in by_age if not each.trusted),
    )


def new_text(name: str, version: str, rows: Iterable[Row]) -> str:
    """The issue's text at first."""
    about = (
        f"The checklist of {name} {version}. After each stage its boxes, and what stands beside them, follow the "
        "release. A box that you change, and all that you write around, stays yours."
    )
    parts = [hidden(key(name, version)), about]
    stage = ""
    for row in rows:
        if row.item.partition(".")[0] != stage:
            stage = row.item.partition(".")[0]
            parts.append(f"\n### {stage}\n")
        parts.append(new_line(row))
    return "\n".join(parts) + "\n"


def brought_up(issue: IssueText, rows: Iterable[Row]) -> Edited:
    """The issue's text with these rows."""
    return edited(issue.body or "", rows)
