"""Approvals of environments that jobs of a run wait for: who said what, and saying it.

Source: https://docs.github.com/en/rest/actions/workflow-runs#review-pending-deployments-for-a-workflow-run
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from release_tasks.core.action import FactTypes
from release_tasks.core.findings import Reach
from release_tasks.core.github.runs import TagRun
from release_tasks.core.ledger import Ledger

KIND = "review"
"""The ledger's word for an answer that GitHub got."""

REFUSED = "review-refused"
"""The ledger's word for one that GitHub did not take from this token."""

EXPIRES_S = 30 * 24 * 3600.0
"""How long GitHub lets a job wait; then it fails."""

_SIGNED = " [release-tasks "

State = Literal["approved", "rejected"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What somebody said to environments; ``state`` may be a word that nobody has heard of yet."""

    who: str
    state: str
    environments: tuple[str, ...]
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReviews:
    """All that was said to the environments of the tag's run, in all of its attempts."""

    found: tuple[Review, ...] = ()

    def of(self, environment: str, state: State = "approved") -> tuple[Review, ...]:
        """What was said to one environment."""
        return tuple(each for each in self.found if environment in each.environments and each.state == state)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDeployment:
    """Lets the jobs of a run into an environment, or does not; ``bound_to`` names run, environment and job.

    What an approved job does, nobody can take back; a job that was rejected can be run again.
    """

    stales: ClassVar[FactTypes] = (TagRun, RunReviews, Ledger)
    run: int
    environment: str
    id: int
    state: State
    comment: str
    url: str
    bound_to: str

    @property
    def reach(self) -> Reach:
        """The worst that follows."""
        return Reach.PUBLIC if self.state == "approved" else Reach.REMOTE

    def describe(self) -> tuple[str, ...]:
        """What is said to whom, with which words."""
        verb = "approve" if self.state == "approved" else "reject"
        return (f"{verb} environment {self.environment} of {self.url}", f"comment: {self.comment}")


def spoken(comment: str) -> str:
    """A comment without the signature that ours have."""
    return comment.partition(_SIGNED)[0]


def signature(subject: str) -> str:
    """The end of our comments, by which each of them is known again."""
    return f"{_SIGNED}{subject}]"
