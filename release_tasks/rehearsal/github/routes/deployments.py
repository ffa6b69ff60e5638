"""Answers about environments: what protects them, who approved, and which secrets there are."""

from __future__ import annotations

from collections.abc import Iterable

from release_tasks.rehearsal.github.bodies import actions
from release_tasks.rehearsal.github.bodies.place import Place
from release_tasks.rehearsal.github.messages import (
    NOT_FOUND,
    Answer,
    Asked,
    Route,
    forbidden,
    found,
    invalid,
    listed,
)
from release_tasks.rehearsal.github.routes.runs import run_of
from release_tasks.rehearsal.github.runs import Review


def _environment(place: Place, asked: Asked, name: str) -> Answer:
    environment = place.hosted.environments.get(name)
    return found(actions.environment(place, environment)) if environment else NOT_FOUND


def _policies(place: Place, asked: Asked, name: str) -> Answer:
    environment = place.hosted.environments.get(name)
    if environment is None or environment.allowed is None:
        return NOT_FOUND
    policies = [actions.policy(*each) for each in environment.allowed]
    return listed(asked, policies, place.at, "branch_policies")


def _environment_secrets(place: Place, asked: Asked, name: str) -> Answer:
    environment = place.hosted.environments.get(name)
    return _secrets(place, asked, environment.secrets) if environment else NOT_FOUND


def _repository_secrets(place: Place, asked: Asked) -> Answer:
    return _secrets(place, asked, place.hosted.secrets)


def _organization_secrets(place: Place, asked: Asked) -> Answer:
    return _secrets(place, asked, place.hosted.organization_secrets)


def _secrets(place: Place, asked: Asked, names: Iterable[str]) -> Answer:
    if "secrets" not in place.hosted.readable:
        return forbidden("secrets=read")
    return listed(asked, [actions.secret(place, each) for each in names], place.at, "secrets")


def _pending(place: Place, asked: Asked, run: str) -> Answer:
    of = run_of(place, run)
    if of is None:
        return NOT_FOUND
    waiting = of.waiting(place.hosted.clock())
    there = place.hosted.environments
    return found([actions.pending(place, there[name], since) for name, since in waiting if name in there])


def _review(place: Place, asked: Asked, run: str) -> Answer:
    of, said = run_of(place, run), asked.value
    if of is None:
        return NOT_FOUND
    names = [
        name
        for name, _ in of.waiting(place.hosted.clock())
        if actions.environment_number(name) in said["environment_ids"]
    ]
    if "deployments" not in place.hosted.writable:
        return forbidden("deployments=write")
    if not names or not said["comment"]:
        return invalid(message="no such environment waits, or the comment is empty")
    if any(place.hosted.viewer not in place.hosted.environments[each].reviewers for each in names):
        return forbidden("deployments=write")
    for each in names:
        what = {"state": said["state"], "comment": said["comment"], "at": place.hosted.clock()}
        of.reviews.append(Review(environment=each, who=place.hosted.viewer, **what))
    return found([actions.deployment(place, of, each) for each in names])


def _approvals(place: Place, asked: Asked, run: str) -> Answer:
    of = run_of(place, run)
    return found([actions.approval(place, each) for each in of.reviews]) if of else NOT_FOUND


TABLE: tuple[Route, ...] = (
    ("GET", "/actions/organization-secrets", _organization_secrets),
    ("GET", "/actions/runs/{run}/approvals", _approvals),
    ("GET", "/actions/runs/{run}/pending_deployments", _pending),
    ("GET", "/actions/secrets", _repository_secrets),
    ("GET", "/environments/{name}", _environment),
    ("GET", "/environments/{name}/deployment-branch-policies", _policies),
    ("GET", "/environments/{name}/secrets", _environment_secrets),
    ("POST", "/actions/runs/{run}/pending_deployments", _review),
)
