"""Answers about workflow runs, their jobs, logs and artifacts; and what starts them again."""

from __future__ import annotations

from release_tasks.rehearsal.github.artifacts import Artifact, artifacts_of
from release_tasks.rehearsal.github.bodies import actions
from release_tasks.rehearsal.github.bodies.place import Json, Place, moment
from release_tasks.rehearsal.github.messages import (
    GONE,
    NOT_FOUND,
    Answer,
    Asked,
    Route,
    forbidden,
    found,
    listed,
    redirected,
    refused,
)
from release_tasks.rehearsal.github.runs import Job, Run
from release_tasks.rehearsal.github.steps import log_lines

_RERUN_WITHIN_S = 30 * 24 * 3600.0
_MOST_RERUNS = 50
MOST_LISTED = 1000
"""Of the runs that fit a filter, so many are listed."""


def run_of(place: Place, number: str) -> Run | None:
    """The run of that number."""
    return next((each for each in place.hosted.runs if str(each.id) == number), None)


def log_of(place: Place, number: str) -> bytes | None:
    """What a job printed, each line with its time as on GitHub; None while it runs."""
    known = _job_of(place, number)
    if known is None:
        return None
    run, job, attempt = known
    state = run.state(job, attempt, place.hosted.clock())
    if state.status != "completed":
        return None
    return "".join(f"{each}\r\n" for each in log_lines(job, state, place.hosted.clock())).encode()


def archive_of(place: Place, number: str) -> bytes | None:
    """The bytes of an artifact."""
    known = _artifact_of(place, number)
    return known[1].content if known else None


def _runs(place: Place, asked: Asked) -> Answer:
    wanted = {"event": "event", "head_sha": "sha", "branch": "branch"}
    runs = [
        each
        for each in place.hosted.runs
        if each.appears <= place.hosted.clock()
        and all(
            asked.query.get(key, getattr(each, name)) == getattr(each, name) for key, name in wanted.items()
        )
        and moment(each.attempts[0].began) >= asked.query.get("created", "").removeprefix(">=")
    ]
    newest = list(reversed(runs))[: MOST_LISTED if wanted.keys() & asked.query.keys() else None]
    return listed(asked, [actions.run(place, each) for each in newest], place.at, "workflow_runs")


def _run(place: Place, asked: Asked, run: str) -> Answer:
    of = run_of(place, run)
    return found(actions.run(place, of)) if of else NOT_FOUND


def _jobs(place: Place, asked: Asked, run: str) -> Answer:
    of = run_of(place, run)
    if of is None:
        return NOT_FOUND
    newest = len(of.attempts)
    attempts = range(1, newest + 1) if asked.query.get("filter") == "all" else [newest]
    return listed(asked, [each for at in attempts for each in _jobs_in(place, of, at)], place.at, "jobs")


def _attempt(place: Place, asked: Asked, run: str, attempt: str) -> Answer:
    of = run_of(place, run)
    if of is None or not 0 < int(attempt) <= len(of.attempts):
        return NOT_FOUND
    return found(actions.run(place, of, int(attempt)))


def _jobs_of_attempt(place: Place, asked: Asked, run: str, attempt: str) -> Answer:
    of = run_of(place, run)
    if of is None or not 0 < int(attempt) <= len(of.attempts):
        return NOT_FOUND
    return listed(asked, _jobs_in(place, of, int(attempt)), place.at, "jobs")


def _jobs_in(place: Place, run: Run, attempt: int) -> list[Json]:
    """The jobs that are there: one that needs others is made only when these are over."""
    now = place.hosted.clock()
    made = [each for each in run.jobs if run.state(each, attempt, now).status != "queued"]
    return [] if run.refused else [actions.job(place, run, each, attempt) for each in made]


def _job(place: Place, asked: Asked, job: str) -> Answer:
    known = _job_of(place, job)
    return found(actions.job(place, *known)) if known else NOT_FOUND


def _log(place: Place, asked: Asked, job: str) -> Answer:
    # GitHub has no log of a job that still runs.
    return redirected(place.storage("logs", job)) if log_of(place, job) is not None else NOT_FOUND


def _artifacts(place: Place, asked: Asked, run: str) -> Answer:
    of = run_of(place, run)
    if of is None:
        return NOT_FOUND
    made = [
        each
        for each in artifacts_of(of, place.hosted.clock())
        if asked.query.get("name", each.name) == each.name
    ]
    return listed(asked, [actions.artifact(place, of, each) for each in made], place.at, "artifacts")


def _artifact(place: Place, asked: Asked, artifact: str) -> Answer:
    known = _artifact_of(place, artifact)
    return found(actions.artifact(place, *known)) if known else NOT_FOUND


def _archive(place: Place, asked: Asked, artifact: str) -> Answer:
    known = _artifact_of(place, artifact)
    if known is None:
        return NOT_FOUND
    return (
        GONE if known[1].expired(place.hosted.clock()) else redirected(place.storage("artifacts", artifact))
    )


def _rerun(place: Place, asked: Asked, run: str) -> Answer:
    of, now = run_of(place, run), place.hosted.clock()
    if "actions" not in place.hosted.writable:
        return forbidden("actions=write")
    if of is None:
        return NOT_FOUND
    status, conclusion = of.status(now)
    if status != "completed":
        return refused(403, "This workflow is already running")
    if conclusion == "success" or of.refused:
        return refused(403, "This workflow run cannot be retried")
    if now - of.attempts[0].began > _RERUN_WITHIN_S:
        return refused(403, "Unable to retry this workflow run because it was created over a month ago")
    if len(of.attempts) > _MOST_RERUNS:
        return refused(403, f"Unable to retry this workflow run more than {_MOST_RERUNS} times")
    of.rerun_failed(now)
    return found({}, 201)


def _job_of(place: Place, number: str) -> tuple[Run, Job, int] | None:
    for run in place.hosted.runs:
        for attempt in range(len(run.attempts), 0, -1):
            for job in run.jobs:
                if str(actions.job_number(run, job, attempt)) == number and run.ran_in(job, attempt):
                    return run, job, attempt
    return None


def _artifact_of(place: Place, number: str) -> tuple[Run, Artifact] | None:
    now = place.hosted.clock()
    made = ((run, each) for run in place.hosted.runs for each in artifacts_of(run, now))
    return next((each for each in made if str(each[1].number) == number), None)


TABLE: tuple[Route, ...] = (
    ("GET", "/actions/artifacts/{artifact}", _artifact),
    ("GET", "/actions/artifacts/{artifact}/zip", _archive),
    ("GET", "/actions/jobs/{job}", _job),
    ("GET", "/actions/jobs/{job}/logs", _log),
    ("GET", "/actions/runs", _runs),
    ("GET", "/actions/runs/{run}", _run),
    ("GET", "/actions/runs/{run}/artifacts", _artifacts),
    ("GET", "/actions/runs/{run}/attempts/{attempt}", _attempt),
    ("GET", "/actions/runs/{run}/attempts/{attempt}/jobs", _jobs_of_attempt),
    ("GET", "/actions/runs/{run}/jobs", _jobs),
    ("POST", "/actions/runs/{run}/rerun-failed-jobs", _rerun),
)
