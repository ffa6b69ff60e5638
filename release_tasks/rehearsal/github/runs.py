"""Workflow runs that progress by the clock: each job has a length, needs others, and may wait to be approved."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(kw_only=True)
class Job:
    """A job of a workflow, as each attempt runs it.

    ``conclusions`` are those of the attempts, the last one holding for all further ones.
    ``environment`` names the environment whose approval it waits for.
    """

    name: str
    seconds: float = 0.0
    needs: tuple[str, ...] = ()
    conclusions: tuple[str, ...] = ("success",)
    environment: str = ""
    log: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobState:
    """How a job stands at a moment: ``conclusion`` is None until it is completed."""

    status: str
    conclusion: str | None = None
    began: float | None = None
    ended: float | None = None


@dataclass(kw_only=True)
class Attempt:
    """One attempt of a run: when it began, and which jobs ran in which attempt of their own."""

    began: float
    jobs: dict[str, int]


@dataclass(kw_only=True)
class Review:
    """What a person said to the deployment of an environment."""

    environment: str
    state: str
    comment: str
    at: float


@dataclass(kw_only=True)
class Run:
    """A run of a workflow; ``gates`` are the environments that somebody has to approve.

    ``refused`` is the conclusion of a run that never got to its jobs (``startup_failure``).
    """

    sha: str
    branch: str = "main"
    event: str = "push"
    path: str = ".github/workflows/ci.yml"
    title: str = "CI"
    jobs: tuple[Job, ...] = (Job(name="test"),)
    gates: frozenset[str] = frozenset()
    refused: str | None = None
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
            each.name: before[each.name]
            + (self.job_state(each, len(self.attempts), now).conclusion != "success")
            for each in self.jobs
        }
        self.attempts.append(Attempt(began=now, jobs=again))

    def status(self, now: float) -> tuple[str, str | None]:
        """The status and the conclusion of the newest attempt."""
        if self.refused:
            return "completed", self.refused
        states = [self.job_state(each, len(self.attempts), now) for each in self.jobs]
        for word in ("in_progress", "waiting", "queued"):
            if any(each.status == word for each in states):
                return word, None
        found = {each.conclusion for each in states}
        for bad in ("failure", "timed_out", "cancelled", "action_required"):
            if bad in found:
                return "completed", bad
        return "completed", "success"

    def job_state(self, job: Job, attempt: int, now: float) -> JobState:
        """How a job stands, in that attempt of the run."""
        times = self.attempts[attempt - 1].jobs[job.name]
        if attempt > 1 and self.attempts[attempt - 2].jobs[job.name] == times:
            return self.job_state(job, attempt - 1, now)
        began = self.attempts[attempt - 1].began
        needed = [self.job_state(each, attempt, now) for each in self.jobs if each.name in job.needs]
        if any(each.status != "completed" for each in needed):
            return JobState(status="queued")
        if any(each.conclusion != "success" for each in needed):
            return JobState(status="completed", conclusion="skipped", began=now, ended=now)
        began = max((began, *(each.ended or began for each in needed)))
        if job.environment in self.gates:
            review = next(
                (each for each in self.reviews if each.environment == job.environment and each.at >= began),
                None,
            )
            if review is None:
                return JobState(status="waiting")
            if review.state == "rejected":
                return JobState(status="completed", conclusion="failure", began=began, ended=review.at)
            began = review.at
        ended = began + job.seconds
        if now < ended:
            return JobState(status="in_progress", began=began)
        conclusion = job.conclusions[min(times, len(job.conclusions)) - 1]
        return JobState(status="completed", conclusion=conclusion, began=began, ended=ended)
