"""A run that is followed: how far it came, how long it may still take, and what changed between two looks.

GitHub's own clock dates everything, so that a clock of ours that is wrong does no harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Literal

from release_tasks.core.github.called import job_called
from release_tasks.core.github.checks import PASSING
from release_tasks.core.github.runs import FollowedRun, Following, Gate, Job, seconds
from release_tasks.core.github.workflow import ReleaseWorkflow

Standing = Literal["passed", "left out", "failed", "running", "held", "queued"]

_BEFORE_THE_END: dict[str, Standing] = {"in_progress": "running", "waiting": "held"}
"""What GitHub's statuses of a job say; all others of one that is not over are some kind of queue."""

_CELL = re.compile(r"(?P<prefix>.+?) \((?P<values>.*)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualLength:
    """How long runs of the release workflow take, without what waits for people; None where nobody knows."""

    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The jobs of one matrix, or a job alone, under one name."""

    name: str
    jobs: tuple[Job, ...]

    def count(self, *standings: Standing) -> int:
        """How many stand so."""
        return sum(standing(each) in standings for each in self.jobs)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunChange:
    """What differs from the look before: ``what`` is ``run``, ``job`` or ``gate``; ``said`` how it stands now.

    ``row`` is the name of a job's matrix, ``standing`` its own.
    """

    what: Literal["run", "job", "gate"]
    name: str
    said: str
    url: str = ""
    row: str = ""
    standing: Standing = "queued"


def standing(job: Job) -> Standing:
    """How a job stands; words that nobody has heard of yet are not over."""
    if job.status == "completed":
        if job.conclusion == "skipped":
            return "left out"
        return "passed" if job.conclusion in PASSING else "failed"
    return _BEFORE_THE_END.get(job.status, "queued")


def said(job: Job) -> str:
    """How a job stands, in GitHub's word where that tells more than ours."""
    found = standing(job)
    if found == "failed" and job.conclusion != "failure":
        return job.conclusion or "without a conclusion"
    if found == "queued" and job.status != "queued":
        return job.status
    return {"held": "waits for its environment"}.get(found, found)


def folded(jobs: Iterable[Job]) -> tuple[Row, ...]:
    """Jobs by the name that stands before the values of a matrix, in the order of their first ones."""
    found: dict[str, list[Job]] = {}
    for job in jobs:
        found.setdefault(prefix(job), []).append(job)
    return tuple(Row(name=name, jobs=tuple(each)) for name, each in found.items())


def kept(job: Job, found: FollowedRun) -> bool:
    """Whether a job is over since an earlier attempt, and did not run again in this one."""
    began, started = seconds(found.run.run_started_at), seconds(job.started_at)
    if found.run.run_attempt == 1 or began is None or started is None or not job.completed_at:
        return False
    return started < began


def prefix(job: Job) -> str:
    """The name of the job without the values of its matrix."""
    cell = _CELL.fullmatch(job.name)
    return cell["prefix"] if cell else job.name


def cell(job: Job) -> str:
    """The values of its matrix, the whole name where there are none."""
    found = _CELL.fullmatch(job.name)
    return found["values"] if found else job.name


def failed_step(job: Job) -> str:
    """The name of the first step that failed, empty where GitHub does not tell."""
    return job.failed_step.name if job.failed_step else ""


def current_step(job: Job) -> str:
    """The step that runs now, empty where GitHub does not tell."""
    return next((each.name for each in job.steps if each.status == "in_progress"), "")


def took_s(job: Job, at: float) -> float | None:
    """How long a job took, or goes on by the time ``at``; None before it began."""
    began = seconds(job.started_at)
    ended = seconds(job.completed_at) if job.completed_at else at
    if began is None or ended is None or standing(job) in ("queued", "held", "left out"):
        return None
    return max(0.0, ended - began)


def changes(before: Following | None, now: Following) -> tuple[RunChange, ...]:
    """What a person has not been told yet; of the first look all that began."""
    told = before.found if before else None
    run = now.found.run
    found = []
    if told is None or (told.run.id, told.run.run_attempt) != (run.id, run.run_attempt):
        found.append(RunChange(what="run", name=now.name, said=_began(now, before), url=run.html_url))
        told = None if told is None or told.run.id != run.id else told
    known = {(each.id, said(each)) for each in told.jobs} if told else set()
    unsaid = {"queued", "held"} if now.found.gates else {"queued"}
    found += [
        RunChange(
            what="job",
            name=each.name,
            said=_said(each, now.found.at),
            url=each.html_url or "",
            row=prefix(each),
            standing=standing(each),
        )
        for each in now.found.jobs
        if standing(each) not in unsaid and (each.id, said(each)) not in known and not kept(each, now.found)
    ]
    open_before = {each.environment for each in told.gates} if told else set()
    found += [
        RunChange(what="gate", name=each.environment, said=who(each), url=run.html_url)
        for each in now.found.gates
        if each.environment not in open_before
    ]
    if now.found.over and not (before and before.found.over and before.found.run == run):
        found.append(
            RunChange(
                what="run", name=now.name, said=run.conclusion or "without a conclusion", url=run.html_url
            )
        )
    return tuple(found)


def who(gate: Gate) -> str:
    """Who may let jobs into an environment, and what else they wait for."""
    timer = f"a timer of {gate.minutes} min" if gate.minutes else ""
    person = f"{' or '.join(gate.reviewers)} has to approve" if gate.reviewers else ""
    return "; ".join(each for each in (person, timer) if each) or "its protection rules"


def usual_length_s(
    runs: Iterable[FollowedRun], workflow: ReleaseWorkflow, held: frozenset[str]
) -> float | None:
    """The median length of earlier runs without the jobs of the workflow in ``held``, which wait for people."""
    lengths = []
    for each in runs:
        began = seconds(each.run.run_started_at or each.run.created_at)
        ends = [
            seconds(job.completed_at)
            for job in each.jobs
            if (called := job_called(workflow, job.name)) is None or called.name not in held
        ]
        over = [at for at in ends if at is not None]
        if began is not None and over and each.run.run_attempt == 1:
            lengths.append(max(over) - began)
    return median(lengths) if lengths else None


def span(length_s: float) -> str:
    """A length of time as ``04:10`` or ``1:04:10``."""
    minutes, rest = divmod(int(length_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


def _began(now: Following, before: Following | None) -> str:
    run = now.found.run
    if before is None or before.found.run.id != run.id:
        attempt = f" (attempt {run.run_attempt})" if run.run_attempt > 1 else ""
        return f"the run of {now.ref} at {run.head_sha[:7]}{attempt}"
    return f"attempt {run.run_attempt} was started"


def _said(job: Job, at: float) -> str:
    """How a job stands, where it failed, and how long it took."""
    found, took = said(job), took_s(job, at)
    where = f" at: {failed_step(job)}" if standing(job) == "failed" and failed_step(job) else ""
    after = f" after {span(took)}" if took is not None and standing(job) != "running" else ""
    return f"{found}{where}{after}"
