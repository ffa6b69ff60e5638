"""The jobs of the tag's run that upload: whether they are over, and whether they really ran."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from release_tasks.core.distributions.members import several
from release_tasks.core.findings import Finding
from release_tasks.core.github.called import jobs_of
from release_tasks.core.github.following import who
from release_tasks.core.github.gating import parted
from release_tasks.core.github.runs import FollowedRun, Job, TagRun, seconds
from release_tasks.core.github.workflow import ReleaseWorkflow, WorkflowJob
from release_tasks.core.index.propagation import DEADLINE_S
from release_tasks.core.model import Waiting
from release_tasks.judgement.ci_jobs import left_out

_EVERY_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadingJobs:
    """Some of the workflow's jobs in a run that is followed for ``follow_s``."""

    workflow: ReleaseWorkflow
    found: FollowedRun
    of: tuple[WorkflowJob, ...]
    follow_s: float

    @property
    def ran(self) -> tuple[tuple[WorkflowJob, Job], ...]:
        """The jobs of the run, each with what the workflow says of it."""
        return tuple((each, job) for each in self.of for job in jobs_of(self.workflow, each, self.found.jobs))

    @property
    def over(self) -> bool:
        """Whether they are over, all of them."""
        return self.found.over or (bool(self.ran) and all(job.status == "completed" for _, job in self.ran))

    @property
    def recent(self) -> bool:
        """Whether they ended so lately that an index may not show yet what they sent."""
        ends = [at for _, job in self.ran if (at := seconds(job.completed_at)) is not None]
        return not ends or self.found.at - max(ends) < DEADLINE_S

    def unfinished(self) -> Waiting | None:
        """Wait for them; what a person has to let on is not looked at again, and a timer runs off by itself."""
        if self.over:
            return None
        if gates := self.found.gates:
            waits = ", ".join(f"{each.environment} ({who(each)})" for each in gates)
            patience_s = 0.0 if any(each.reviewers for each in gates) else self.follow_s
            reason = f"the run waits for {waits}"
            return Waiting(fact=TagRun, reason=reason, deadline_s=patience_s, every_s=_EVERY_S)
        running = [job.name for _, job in self.ran if job.status != "completed"]
        return self._waiting(running or self._others())

    def others_unfinished(self) -> Waiting | None:
        """Wait for the other jobs of the run, but for those behind a gate."""
        others = self._others()
        return self._waiting(others) if others else None

    def left_out(self) -> Iterator[Finding]:
        """Those that were skipped, as jobs or by their steps: for a condition, a missing secret, or a job before."""
        for job, ran in self.ran:
            if ran.conclusion == "skipped":
                yield self._skipped(ran, job)
                continue
            steps = [each for each in ran.steps if each.name in job.sending]
            if steps and all(each.conclusion == "skipped" for each in steps):
                yield self._skipped(ran, job, steps[0].name)

    def _others(self) -> list[str]:
        parts = parted(self.found, self.workflow)
        running = [each.name for each in parts.before if each.status != "completed"] or [*parts.to_come]
        return [] if self.found.over else running

    def _waiting(self, running: list[str]) -> Waiting:
        reason = f"{several(running) or 'the run'} is not over yet"
        return Waiting(fact=TagRun, reason=reason, deadline_s=self.follow_s, every_s=_EVERY_S)

    def _skipped(self, ran: Job, job: WorkflowJob, step: str = "") -> Finding:
        kind, expected = "was left out, and uploaded nothing", "an upload to the index"
        secrets = f"see that the secret {' and '.join(job.secrets)} is there; " if job.secrets else ""
        then = f"{secrets}then run all jobs of the run again"
        return left_out(ran, job, self.found, kind, step=step, expected=expected, then=then)
