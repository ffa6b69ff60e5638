"""What a release left for later, with the places where that has to stand."""

from __future__ import annotations

from dataclasses import dataclass

from release_tasks.core.follow_ups import WRITTEN, FollowUp, left_open
from release_tasks.core.git import RemoteRefs
from release_tasks.core.github import GitHub
from release_tasks.core.github.follow_ups import FollowUpIssue
from release_tasks.core.github.pulls import TodoPulls
from release_tasks.core.given import Lazy
from release_tasks.core.ledger import Ledger
from release_tasks.core.project import Project
from release_tasks.core.target import Target
from release_tasks.core.todo import TodoFile


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftForLater:
    """What the ledger says was left for later; the places are looked at where there is something to write.

    A fact made of other facts, so it is its own provider.
    """

    project: Project
    target: Target
    ledger: Ledger
    github: GitHub
    issue: Lazy[FollowUpIssue]
    todo: Lazy[TodoFile]
    pulls: Lazy[TodoPulls]
    remote: Lazy[RemoteRefs]

    @property
    def open(self) -> tuple[FollowUp, ...]:
        """What was left out, and not done after all."""
        return left_open(self.ledger)

    @property
    def nothing(self) -> bool:
        """Whether nothing was left out, and no place was ever told of anything."""
        return not self.open and self.ledger.latest(WRITTEN) is None

    @property
    def proposes(self) -> bool:
        """Whether the todo file's lines are proposed, and not pushed."""
        return self.project.hosting.release_by == "pull-request"

    @property
    def asks_by_pull(self) -> bool:
        """Whether a pull request can ask somebody to merge them."""
        return self.proposes and not self.github.absent
