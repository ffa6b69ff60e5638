"""Workflow runs, environments and the names of secrets."""

from __future__ import annotations

from urllib.parse import quote

from release_tasks.rehearsal.github.bodies.place import Json, Place, moment, node_of, number_of
from release_tasks.rehearsal.github.runs import Run
from release_tasks.rehearsal.github.state import Environment


def run(place: Place, run: Run) -> Json:
    """A workflow run."""
    at = f"{place.at}/actions/runs/{run.id}"
    status, conclusion = run.status(place.hosted.clock())
    links = ("jobs", "logs", "cancel", "rerun", "artifacts", "workflow")
    return {
        **{f"{each}_url": f"{at}/{each}" for each in links},
        **place.identified(str(run.id), at, f"{place.web}/actions/runs/{run.id}"),
        "id": run.id,
        "name": run.title,
        "display_title": run.title,
        "path": run.path,
        "head_branch": run.branch,
        "head_sha": run.sha,
        "event": run.event,
        "head_commit": None,
        "run_number": run.number,
        "run_attempt": len(run.attempts),
        "workflow_id": number_of(run.path),
        "status": status,
        "conclusion": conclusion,
        "check_suite_id": run.id,
        "pull_requests": [],
        "check_suite_url": f"{place.at}/check-suites/{run.id}",
        "created_at": moment(run.attempts[0].began),
        "run_started_at": moment(run.attempts[-1].began),
        "updated_at": place.now(),
        "actor": place.user(place.hosted.owner),
        "repository": place.repository(),
        "head_repository": place.repository(),
    }


def environment(place: Place, environment: Environment) -> Json:
    """An environment with what protects it."""
    at = f"{place.at}/environments/{quote(environment.name, safe='')}"
    rules: list[Json] = []
    if environment.reviewers:
        reviewers = [{"type": "User", "reviewer": place.user(each)} for each in environment.reviewers]
        rules.append({"type": "required_reviewers", "prevent_self_review": False, "reviewers": reviewers})
    if environment.wait_minutes:
        rules.append({"type": "wait_timer", "wait_timer": environment.wait_minutes})
    if environment.allowed is not None:
        rules.append({"type": "branch_policy"})
    return {
        **place.identified(environment.name, at, f"{place.web}/deployments"),
        "name": environment.name,
        "created_at": place.now(),
        "updated_at": place.now(),
        "protection_rules": [
            {"id": at, "node_id": node_of(str(at)), **each} for at, each in enumerate(rules)
        ],
        "deployment_branch_policy": None
        if environment.allowed is None
        else {"protected_branches": False, "custom_branch_policies": True},
    }


def policy(kind: str, pattern: str) -> Json:
    """A pattern of refs that may deploy."""
    return {"id": number_of(pattern), "node_id": node_of(pattern), "name": pattern, "type": kind}


def secret(place: Place, name: str) -> Json:
    """A secret's name."""
    return {"name": name, "created_at": place.now(), "updated_at": place.now()}
