"""A workflow run as it is followed: its jobs, and what they wait for.

Sources: https://docs.github.com/en/rest/actions/workflow-runs and …/rest/actions/workflow-jobs
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from release_tasks.core.github.checks import PASSING, WorkflowRun


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of a job."""

    name: str
    number: int
    status: str
    conclusion: str | None = None


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
    """A run with the jobs of its newest attempt, and the gates before them."""

    run: WorkflowRun
    jobs: tuple[Job, ...] = ()
    gates: tuple[Gate, ...] = ()

    @property
    def over(self) -> bool:
        """Whether nothing of it runs or waits any more."""
        return self.run.status == "completed"

    @property
    def green(self) -> bool:
        """Whether it ended well."""
        return self.over and self.run.conclusion == "success"

    @property
    def failed(self) -> tuple[Job, ...]:
        """The jobs that failed; of a run that never came to its jobs there are none."""
        return tuple(each for each in self.jobs if each.failed)


@dataclass(frozen=True, slots=True, kw_only=True)
class TagRun:
    """The run that the tag's push started (or a later dispatch on the tag), and what surrounds it.

    ``commit`` is what the tag marks at origin, empty where origin has no such tag. ``others`` are runs of the same
    commit that are not it; ``workflow`` is the file whose run is meant.
    """

    tag: str
    commit: str
    workflow: str
    found: FollowedRun | None = None
    others: tuple[WorkflowRun, ...] = ()


def run_of_tag(runs: Iterable[WorkflowRun], *, tag: str, workflow: str) -> WorkflowRun | None:
    """The newest run of that workflow on that tag; a run of the branch on the same commit is none."""
    fitting = [each for each in runs if each.head_branch == tag and file_of(each) == workflow]
    return max(fitting, key=lambda each: (each.created_at, each.id), default=None)


def file_of(run: WorkflowRun) -> str:
    """The workflow's file, without the ref that GitHub may add."""
    return run.path.partition("@")[0]
