"""Answers about the repository, its commits and their checks."""

from __future__ import annotations

import json
from dataclasses import replace

from release_tasks.rehearsal.github.bodies import commits
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


def _repository(place: Place, asked: Asked) -> Answer:
    return found(commits.whole_repository(place))


def _commit(place: Place, asked: Asked, sha: str) -> Answer:
    return found(commits.commit(place, sha)) if place.hosted.known(sha) else NOT_FOUND


def _check_runs(place: Place, asked: Asked, sha: str) -> Answer:
    if "checks" not in place.hosted.readable:
        return forbidden("checks=read")
    if not place.hosted.known(sha):
        return refused(422, f"No commit found for SHA: {sha}")
    own = [commits.check(place, each) for each in place.hosted.checks if each.sha == sha]
    ran = [each for each in place.hosted.runs if each.sha == sha and not each.refused]
    jobs = [commits.job_check(place, each, job) for each in ran for job in each.jobs]
    return listed(asked, [*own, *jobs], place.at, "check_runs")


def _status(place: Place, asked: Asked, sha: str) -> Answer:
    statuses = [commits.status(place, each) for each in place.hosted.statuses if each.sha == sha]
    states = {each["state"] for each in statuses}
    state = "failure" if states & {"failure", "error"} else "success" if states == {"success"} else "pending"
    page = listed(asked, statuses, place.at, "statuses")
    at = f"{place.at}/commits/{sha}"
    whole = {"state": state, "sha": sha, "commit_url": at, "url": f"{at}/status"}
    body = {**json.loads(page.body), **whole, "repository": place.repository()}
    return replace(page, body=json.dumps(body).encode())


def _branch(place: Place, asked: Asked, name: str) -> Answer:
    return found(commits.branch(place, name))


def _rules(place: Place, asked: Asked, name: str) -> Answer:
    contexts = place.hosted.ruled.get(name)
    return listed(asked, [commits.rule(place, contexts)] if contexts else [], place.at)


def _ref(place: Place, asked: Asked, ref: str) -> Answer:
    sha = place.hosted.refs().get(f"refs/{ref}")
    if sha is None:
        return NOT_FOUND
    at = f"{place.at}/git/refs/{ref}"
    target = {"type": "commit", "sha": sha, "url": f"{place.at}/git/commits/{sha}"}
    return found({"ref": f"refs/{ref}", "node_id": sha, "url": at, "object": target})


TABLE: tuple[Route, ...] = (
    ("GET", "", _repository),
    ("GET", "/branches/{name}", _branch),
    ("GET", "/commits/{sha}/check-runs", _check_runs),
    ("GET", "/commits/{sha}/status", _status),
    ("GET", "/git/commits/{sha}", _commit),
    ("GET", "/git/ref/{ref}", _ref),
    ("GET", "/rules/branches/{name}", _rules),
)
