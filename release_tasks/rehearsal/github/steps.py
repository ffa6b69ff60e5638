"""The steps of a job and what each prints: each takes an equal part of the job's time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone

from release_tasks.rehearsal.github.runs import Job, JobState


@dataclass(frozen=True, slots=True, kw_only=True)
class StepState:
    """How a step stands at a moment; its times are None while it did not begin, or end."""

    name: str
    number: int
    status: str
    conclusion: str | None = None
    began: float | None = None
    ended: float | None = None


def steps_of(job: Job, state: JobState, now: float) -> Iterator[StepState]:
    """The steps of a job that began: of one that did not succeed one fails, and those after it are left out."""
    if state.began is None:
        return
    bad = state.conclusion if state.conclusion not in (None, "success") else None
    failing = next((at for at, each in enumerate(job.steps) if each.fails), len(job.steps) - 1)
    length = job.seconds / max(len(job.steps), 1)
    for at, step in enumerate(job.steps):
        began, ended = state.began + at * length, state.began + (at + 1) * length
        if bad and at > failing:
            yield StepState(name=step.name, number=at + 1, status="completed", conclusion="skipped")
        elif now < began:
            yield StepState(name=step.name, number=at + 1, status="queued")
        elif now < ended:
            yield StepState(name=step.name, number=at + 1, status="in_progress", began=began)
        else:
            said = bad if bad and at == failing else "success"
            yield StepState(
                name=step.name, number=at + 1, status="completed", conclusion=said, began=began, ended=ended
            )


def log_lines(job: Job, state: JobState, now: float) -> Iterator[str]:
    """What the job printed, each line with its time as on GitHub."""
    last = state.began or 0.0
    for step, seen in zip(job.steps, steps_of(job, state, now), strict=True):
        if seen.began is None:
            continue
        last = seen.began
        printed = [f"##[group]{step.name}", "##[endgroup]", *step.log.splitlines()]
        if seen.conclusion == "failure":
            printed.append("##[error]Process completed with exit code 1.")
        yield from (f"{_moment(last)} {each}" for each in printed)
    rest = job.log.splitlines()
    yield from (
        f"{_moment(last)} {each}" for each in rest or ([] if job.steps else ["##[group]Run", "##[endgroup]"])
    )


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.0000000Z")
