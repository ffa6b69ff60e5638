"""The issue that holds what a release left for later: a box for each item, ticked when it is done after all.

Source: https://docs.github.com/en/rest/issues/issues
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from release_tasks.core.action import FactTypes
from release_tasks.core.findings import Reach
from release_tasks.core.follow_ups import FollowUp, Unwritten
from release_tasks.core.github.checklist_issue import IssueText
from release_tasks.core.github.keys import carries, hidden


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpIssue:
    """The issue with what this release left for later; None where there is none yet.

    ``absent`` says why the repository can have none.
    """

    found: IssueText | None = None
    absent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteFollowUps:
    """Brings the issue up to date; 0 opens it. What people wrote in it stays."""

    reach: ClassVar[Reach] = Reach.REMOTE
    stales: ClassVar[FactTypes] = (FollowUpIssue,)
    what: Unwritten
    name: str
    version: str
    labels: tuple[str, ...] = ()
    number: int = 0

    def describe(self) -> tuple[str, ...]:
        """The issue, and below it what is written."""
        where = f"issue #{self.number}" if self.number else f"a new issue, {title(self.name, self.version)!r}"
        lines = (f"    | - [ ] {each.told}" for each in self.what.open)
        ticked = (f"    | - [x] {item}" for item in self.what.done)
        return (f"write what was left for later into {where}", *lines, *ticked)


def title(name: str, version: str) -> str:
    """What the issue is called at first."""
    return f"Left for later in {name} {version}"


def key(name: str, version: str) -> str:
    """The hidden key in its text."""
    return f"follow-ups {name} {version}"


def issue_of(issues: Iterable[IssueText], name: str, version: str) -> IssueText | None:
    """The oldest of the issues that is ours; a key that a stranger copied makes none."""
    ours = [
        each
        for each in issues
        if each.pull_request is None and each.trusted and carries(each.body, key(name, version))
    ]
    return min(ours, key=lambda each: each.number, default=None)


def new_text(name: str, version: str, what: Unwritten) -> str:
    """The issue's text at first."""
    intro = (
        f"Left out of the release of {name} {version}, or deferred. A box is ticked when a later run of the release "
        "does the item; whatever else you write here stays."
    )
    return "\n".join((intro, "", *map(_line, what.open), "", hidden(key(name, version))))


def brought_up(text: str, what: Unwritten) -> str:
    """The text with boxes for what is not in it, and those ticked that are done since."""
    lines = text.split("\n")
    for item in what.done:
        lines = [_ticked(line) if carries(line, _item_key(item)) else line for line in lines]
    lacking = [each for each in what.open if not any(carries(line, _item_key(each.item)) for line in lines)]
    if not lacking:
        return "\n".join(lines)
    ours = [at for at, line in enumerate(lines) if hidden("follow-up ")[:-4] in line]
    at = ours[-1] + 1 if ours else len(lines)
    return "\n".join((*lines[:at], *map(_line, lacking), *lines[at:]))


def lacks(text: str, what: Unwritten) -> bool:
    """Whether the text does not say all of it."""
    return brought_up(text, what) != text


def _line(follow_up: FollowUp) -> str:
    # A comment's end in the reason would show the key, and one's beginning hide the line.
    told = follow_up.told.replace("<!--", "<! --").replace("-->", "-- >")
    return f"- [ ] {told} {hidden(_item_key(follow_up.item))}"


def _item_key(item: str) -> str:
    return f"follow-up {item}"


def _ticked(line: str) -> str:
    return re.sub(r"^(\s*[-*+] )\[ \]", r"\1[x]", line.rstrip("\r")) + ("\r" if line.endswith("\r") else "")
