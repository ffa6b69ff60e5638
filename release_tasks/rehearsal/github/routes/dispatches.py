"""Answers about workflows, and what starts one on request."""

from __future__ import annotations

from functools import reduce

from release_tasks.rehearsal.github.bodies import actions
from release_tasks.rehearsal.github.bodies.place import Place
from release_tasks.rehearsal.github.messages import (
    NOT_FOUND,
    Answer,
    Asked,
    Route,
    forbidden,
    found,
    listed,
    refused,
)
from release_tasks.rehearsal.github.state import Workflow


def _workflows(place: Place, asked: Asked) -> Answer:
    known = [actions.workflow(place, each) for each in place.hosted.workflows]
    return listed(asked, known, place.at, "workflows")


def _workflow(place: Place, asked: Asked, workflow: str) -> Answer:
    known = _workflow_of(place, workflow)
    return found(actions.workflow(place, known)) if known else NOT_FOUND


def _runs(place: Place, asked: Asked, workflow: str) -> Answer:
    known, wanted = _workflow_of(place, workflow), asked.query.get("status")
    if known is None:
        return NOT_FOUND
    now = place.hosted.clock()
    runs = [
        each
        for each in place.hosted.runs
        if each.path == known.path and each.appears <= now and wanted in (None, *each.status(now))
    ]
    return listed(asked, [actions.run(place, each) for each in reversed(runs)], place.at, "workflow_runs")


def _dispatch(place: Place, asked: Asked, workflow: str) -> Answer:
    known, said = _workflow_of(place, workflow), asked.value
    if "actions" not in place.hosted.writable:
        return forbidden("actions=write")
    if known is None:
        return NOT_FOUND
    if known.state != "active":
        return refused(422, "Cannot trigger a 'workflow_dispatch' on a disabled workflow")
    if known.inputs is None:
        return refused(422, "Workflow does not have 'workflow_dispatch' trigger")
    sha = next(
        (sha for name, sha in place.hosted.refs().items() if said["ref"] in (name, _short(name))), None
    )
    if sha is None:
        return refused(422, f"No ref found for: {said['ref']}")
    inputs = said.get("inputs", {})
    if unknown := [each for each in inputs if each not in known.inputs]:
        return refused(422, f"Unexpected inputs provided: {unknown}")
    run = place.hosted.start(known, event="workflow_dispatch", branch=_short(said["ref"]), sha=sha)
    run.shown = reduce(
        lambda text, each: text.replace(f"{{{each[0]}}}", each[1]), inputs.items(), known.run_name
    )
    run.who = place.hosted.viewer
    if place.hosted.oldest:
        return Answer(status=204, faulty=True)
    at, web = f"{place.at}/actions/runs/{run.id}", f"{place.web}/actions/runs/{run.id}"
    return found({"workflow_run_id": run.id, "run_url": at, "html_url": web})


def _short(ref: str) -> str:
    return ref.removeprefix("refs/heads/").removeprefix("refs/tags/")


def _workflow_of(place: Place, named: str) -> Workflow | None:
    return next(
        (
            each
            for each in place.hosted.workflows
            if named in (each.path.rpartition("/")[2], str(actions.workflow(place, each)["id"]))
        ),
        None,
    )


TABLE: tuple[Route, ...] = (
    ("GET", "/actions/workflows", _workflows),
    ("GET", "/actions/workflows/{workflow}", _workflow),
    ("GET", "/actions/workflows/{workflow}/runs", _runs),
    ("POST", "/actions/workflows/{workflow}/dispatches", _dispatch),
)
