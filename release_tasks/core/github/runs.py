"""A workflow run as it is followed: its jobs, and what they wait for.

Sources: https://docs.github.com/en/rest/actions/workflow-runs and …/rest/actions/workflow-jobs
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from release_tasks.core.github.checks import PASSING, WorkflowRun

_SAID_WITHIN_S = 60.0
"""How long a run that was started again may say that it is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of a job."""

    name: str
    number: int
    status: str
    conclusion: str | None = None
    started_at: str | None = None
    completed_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job of a run; a matrix has one for each of its cells, named ``job (value, value)``."""

    id: int
    name: str
    status: str
    conclusion: str | None
    html_url: str | None
    run_attempt: int = 1
    started_at: str | None = None
    completed_at: str | None = None
    steps: tuple[Step, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether it is over and nothing failed; one that was left out has passed, too."""
        return self.status == "completed" and self.conclusion in PASSING

    @property
    def failed(self) -> bool:
        """Whether it is over and did not pass."""
        return self.status == "completed" and self.conclusion not in PASSING

    @property
    def failed_step(self) -> Step | None:
        """The first step that failed; None where GitHub does not tell."""
        return next((each for each in self.steps if each.conclusion not in (None, *PASSING)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """An environment that jobs of a run wait for: who may let them, and whether the token's owner is one of these.

    ``minutes`` is a wait timer, which nobody can shorten; ``since`` when it began.
    """

    environment: str
    id: int
    reviewers: tuple[str, ...] = ()
    ours: bool = False
    minutes: int = 0
    since: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedRun:
    """A run with the jobs of its newest attempt, and the gates before them; ``at`` is when, by GitHub's clock."""

    run: WorkflowRun
    jobs: tuple[Job, ...] = ()
    gates: tuple[Gate, ...] = ()
    at: float = 0.0

    @property
    def over(self) -> bool:
        """Whether nothing of it runs or waits any more; jobs may tell of a further attempt before their run does."""
        again = any(each.run_attempt > self.run.run_attempt for each in self.jobs)
        return self.run.status == "completed" and not again and not self._has_just_begun

    @property
    def _has_just_begun(self) -> bool:
        """Whether this is a further attempt so young that the run may still say how the one before ended."""
        began = seconds(self.run.run_started_at)
        if self.run.run_attempt == 1 or began is None or self.at - began > _SAID_WITHIN_S:
            return False
        return not self.jobs or any(each.status != "completed" for each in self.jobs)

    @property
    def green(self) -> bool:
        """Whether it ended well."""
        return self.over and self.run.conclusion == "success"

    @property
    def failed(self) -> tuple[Job, ...]:
        """The jobs that failed; of a run that never came to its jobs there are none."""
        return tuple(each for each in self.jobs if each.failed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """A look at a run of ``ref``; ``usual_s`` is how long such runs take, None where that is not known."""

    ref: str
    found: FollowedRun
    usual_s: float | None = None

    @property
    def name(self) -> str:
        """The workflow's file and the run's number, as people call it."""
        run = self.found.run
        number = f" #{run.run_number}" if run.run_number else f" {run.id}"
        return f"{file_of(run).rpartition('/')[2]}{number}"

    @property
    def elapsed_s(self) -> float:
        """How long this attempt went on at that look."""
        run = self.found.run
        began = seconds(run.run_started_at or run.created_at)
        return max(0.0, self.found.at - began) if began is not None else 0.0

    @property
    def left_s(self) -> float | None:
        """About how long it may still take; not told of a further attempt, which runs a part of the jobs."""
        if self.usual_s is None or self.found.run.run_attempt > 1 or self.found.over:
            return None
        return max(0.0, self.usual_s - self.elapsed_s)


@runtime_checkable
class Followable(Protocol):
    """A fact that may hold a run to follow."""

    @property
    def following(self) -> Following | None:
        """That run, as it was seen last."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TagRun:
    """The run that the tag's push started (or a later dispatch on the tag), and what surrounds it.

    ``commit`` is what the tag marks at origin, empty where origin has no such tag. ``others`` are runs of the same
    commit that are not it; ``workflow`` is the file whose run is meant, ``usual_s`` how long such runs take.
    Where there is no run, ``message`` is the commit's, and ``state`` what GitHub says of the workflow, empty where it
    knows none.
    """

    tag: str
    commit: str
    workflow: str
    found: FollowedRun | None = None
    others: tuple[WorkflowRun, ...] = ()
    usual_s: float | None = None
    message: str = ""
    state: str = ""

    @property
    def following(self) -> Following | None:
        """The run as it is drawn."""
        return Following(ref=self.tag, found=self.found, usual_s=self.usual_s) if self.found else None


def run_of_tag(runs: Iterable[WorkflowRun], *, tag: str, workflow: str) -> WorkflowRun | None:
    """The newest run of that workflow on that tag; a run of the branch on the same commit is none.

    Where nobody knows the workflow, it may be any.
    """
    fitting = [each for each in runs if each.head_branch == tag and workflow in ("", file_of(each))]
    return max(fitting, key=lambda each: (each.created_at, each.id), default=None)


def file_of(run: WorkflowRun) -> str:
    """The workflow's file, without the ref that GitHub may add."""
    return run.path.partition("@")[0]


def seconds(moment: str | None) -> float | None:
    """A time of GitHub's in seconds since the epoch; None for none."""
    if not moment:
        return None
    try:
        return datetime.fromisoformat(moment.replace("Z", "+00:00")).timestamp()
    except ValueError:
        return None
