"""Workflow runs that progress by the clock: each job has a length, needs others, and may wait to be approved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field


class FailedEffectError(Exception):
    """What a job does beyond GitHub failed; its text is what was printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of a job, and what it prints; ``fails`` marks the one at which a job fails, else it is the last."""

    name: str
    log: str = ""
    fails: bool = False


@dataclass(kw_only=True)
class Job:
    """A job of a workflow, as each attempt runs it.

    ``conclusions`` are those of the attempts, the last one holding for all further ones; ``log`` is what it
    prints, ``artifacts`` the zip files that it uploads if it succeeds. ``environment`` names the environment
    whose approval and wait timer it waits for. ``steps`` print before ``log``. ``effect`` is what it does beyond GitHub, once, when it first
    succeeds; it gives what is printed then.
    """

    name: str
    seconds: float = 0.0
    needs: tuple[str, ...] = ()
    conclusions: tuple[str, ...] = ("success",)
    environment: str = ""
    log: str = ""
    steps: tuple[Step, ...] = ()
    artifacts: Mapping[str, bytes] = field(default_factory=dict)
    effect: Callable[[], str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobState:
    """How a job stands at a moment: ``conclusion`` is None until it is completed, ``ready`` when its needs were."""

    status: str
    conclusion: str | None = None
    ready: float | None = None
    began: float | None = None
    ended: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt of a run: when it began, and how often each job has run with it."""

    began: float
    jobs: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a person said to the deployment of an environment."""

    environment: str
    state: str
    comment: str
    at: float
    who: str


@dataclass(kw_only=True)
class Run:
    """A run of a workflow; ``gates`` are the environments that somebody has to approve, ``timers`` their waits.

    ``shown`` is a title of its own (``run-name``), ``who`` started it, the repository's owner where nobody else did.
    ``refused`` is the conclusion of a run that never got to its jobs (``startup_failure``); ``appears`` is when
    lists begin to show it, ``cancelled`` when somebody ended it.
    """

    sha: str
    branch: str = "main"
    event: str = "push"
    path: str = ".github/workflows/ci.yml"
    title: str = "CI"
    shown: str = ""
    who: str = ""
    jobs: tuple[Job, ...] = (Job(name="test"),)
    gates: frozenset[str] = frozenset()
    timers: Mapping[str, float] = field(default_factory=dict)
    refused: str | None = None
    appears: float = 0.0
    cancelled: float | None = None
    id: int = 0
    number: int = 0
    attempts: list[Attempt] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)

    def begin(self, now: float) -> None:
        """Start the first attempt."""
        self.attempts = [Attempt(began=now, jobs={each.name: 1 for each in self.jobs})]

    def rerun_failed(self, now: float) -> None:
        """Start a further attempt: jobs that succeeded keep their verdict."""
        before = self.attempts[-1].jobs
        again = {
            each.name: before[each.name] + (self.state(each, len(self.attempts), now).conclusion != "success")
            for each in self.jobs
        }
        self.cancelled = None
        self.attempts.append(Attempt(began=now, jobs=again))

    def act(self, now: float) -> None:
        """Let jobs that have succeeded by now have their effect."""
        for job in self.jobs:
            if job.effect and self.state(job, len(self.attempts), now).conclusion == "success":
                effect, job.effect = job.effect, None
                try:
                    job.log += effect()
                except FailedEffectError as failed:
                    job.conclusions = ("failure",)
                    job.log += str(failed)

    def status(self, now: float) -> tuple[str, str | None]:
        """The status and the conclusion of the newest attempt."""
        if self.refused:
            return "completed", self.refused
        states = [self.state(each, len(self.attempts), now) for each in self.jobs]
        for word in ("in_progress", "waiting", "queued"):
            if any(each.status == word for each in states):
                return word, None
        found = {each.conclusion for each in states}
        for bad in ("failure", "timed_out", "cancelled", "action_required"):
            if bad in found:
                return "completed", bad
        return "completed", "success"

    def state(self, job: Job, attempt: int, now: float) -> JobState:
        """How a job stands, in that attempt of the run."""
        if not self.ran_in(job, attempt):
            return self.state(job, attempt - 1, now)
        state = self._uncancelled(job, attempt, now)
        if self.cancelled is None or (state.status == "completed" and (state.ended or 0) <= self.cancelled):
            return state
        return JobState(status="completed", conclusion="cancelled", began=state.began, ended=self.cancelled)

    def ran_in(self, job: Job, attempt: int) -> bool:
        """Whether a job ran in that attempt, and not only before it."""
        now = self.attempts[attempt - 1].jobs[job.name]
        return attempt == 1 or self.attempts[attempt - 2].jobs[job.name] != now

    def waiting(self, now: float) -> Iterator[tuple[str, float]]:
        """The environments that jobs wait for now, each with the moment since when."""
        seen = set()
        for job in self.jobs:
            state = self.state(job, len(self.attempts), now)
            if state.status == "waiting" and state.ready is not None and job.environment not in seen:
                seen.add(job.environment)
                yield job.environment, state.ready

    def _uncancelled(self, job: Job, attempt: int, now: float) -> JobState:
        needed = [self.state(each, attempt, now) for each in self.jobs if each.name in job.needs]
        if any(each.status != "completed" for each in needed):
            return JobState(status="queued")
        ready = max((self.attempts[attempt - 1].began, *(each.ended or 0.0 for each in needed)))
        if any(each.conclusion != "success" for each in needed):
            return JobState(status="completed", conclusion="skipped", ready=ready, began=ready, ended=ready)
        began = ready + self.timers.get(job.environment, 0.0)
        review = self._review(job.environment, ready)
        if review and review.state == "rejected":
            return JobState(
                status="completed", conclusion="failure", ready=ready, began=review.at, ended=review.at
            )
        if now < began or (job.environment in self.gates and review is None):
            return JobState(status="waiting", ready=ready)
        began = max(began, review.at if review else began)
        ended = began + job.seconds
        if now < ended:
            return JobState(status="in_progress", ready=ready, began=began)
        times = self.attempts[attempt - 1].jobs[job.name]
        conclusion = job.conclusions[min(times, len(job.conclusions)) - 1]
        return JobState(status="completed", conclusion=conclusion, ready=ready, began=began, ended=ended)

    def _review(self, environment: str, since: float) -> Review | None:
        if environment not in self.gates:
            return None
        found = (each for each in self.reviews if each.environment == environment and each.at >= since)
        return next(found, None)
