"""Workflow runs, environments and the names of secrets."""

from __future__ import annotations

import hashlib
from urllib.parse import quote

from release_tasks.rehearsal.github.artifacts import KEPT_S, Artifact
from release_tasks.rehearsal.github.bodies.place import Json, Place, moment, node_of, number_of
from release_tasks.rehearsal.github.runs import Job, Review, Run
from release_tasks.rehearsal.github.state import Environment, Workflow
from release_tasks.rehearsal.github.steps import StepState, steps_of


def run(place: Place, run: Run, attempt: int | None = None) -> Json:
    """A workflow run, in its newest attempt or in that one: only what failed has a further one."""
    at, newest = f"{place.at}/actions/runs/{run.id}", len(run.attempts)
    attempt = attempt or newest
    status, conclusion = run.status(place.hosted.clock()) if attempt == newest else ("completed", "failure")
    links = ("jobs", "logs", "cancel", "rerun", "artifacts", "workflow")
    return {
        **{f"{each}_url": f"{at}/{each}" for each in links},
        **place.identified(str(run.id), at, f"{place.web}/actions/runs/{run.id}"),
        "id": run.id,
        "name": run.title,
        "display_title": run.shown or run.title,
        "path": run.path,
        "head_branch": run.branch,
        "head_sha": run.sha,
        "event": run.event,
        "head_commit": None,
        "run_number": run.number,
        "run_attempt": attempt,
        "workflow_id": number_of(run.path),
        "status": status,
        "conclusion": conclusion,
        "check_suite_id": run.id,
        "pull_requests": [],
        "check_suite_url": f"{place.at}/check-suites/{run.id}",
        "created_at": moment(run.attempts[0].began),
        "run_started_at": moment(run.attempts[attempt - 1].began),
        "updated_at": place.now(),
        "actor": place.user(run.who or place.hosted.owner),
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


def environment_number(name: str) -> int:
    """The number of an environment."""
    return number_of(name)


def policy(kind: str, pattern: str) -> Json:
    """A pattern of refs that may deploy."""
    return {"id": number_of(pattern), "node_id": node_of(pattern), "name": pattern, "type": kind}


def secret(place: Place, name: str) -> Json:
    """A secret's name."""
    return {"name": name, "created_at": place.now(), "updated_at": place.now()}


def job(place: Place, run: Run, job: Job, attempt: int) -> Json:
    """A job of a run, as it is in that attempt."""
    state = run.state(job, attempt, place.hosted.clock())
    number = job_number(run, job, attempt)
    web = f"{place.web}/actions/runs/{run.id}/job/{number}"
    return {
        **place.identified(str(number), f"{place.at}/actions/jobs/{number}", web),
        "id": number,
        "run_id": run.id,
        "run_url": f"{place.at}/actions/runs/{run.id}",
        "run_attempt": attempt,
        "head_sha": run.sha,
        "head_branch": run.branch,
        "workflow_name": run.title,
        "name": job.name,
        "status": state.status,
        "conclusion": state.conclusion,
        "created_at": moment(run.attempts[attempt - 1].began),
        "started_at": moment(state.began or place.hosted.clock()),
        "completed_at": moment(state.ended) if state.ended is not None else None,
        "check_run_url": f"{place.at}/check-runs/{number}",
        "labels": ["ubuntu-latest"],
        "steps": [step(each) for each in steps_of(job, state, place.hosted.clock())],
        **dict.fromkeys(("runner_id", "runner_name", "runner_group_id", "runner_group_name")),
    }


def step(step: StepState) -> Json:
    """A step of a job."""
    return {
        **{each: getattr(step, each) for each in ("name", "number", "status", "conclusion")},
        "started_at": moment(step.began) if step.began is not None else None,
        "completed_at": moment(step.ended) if step.ended is not None else None,
    }


def job_number(run: Run, job: Job, attempt: int) -> int:
    """The number of a job: a new one each time that it runs."""
    return number_of(f"{run.id} {job.name} {run.attempts[attempt - 1].jobs[job.name]}")


def artifact(place: Place, run: Run, made: Artifact) -> Json:
    """An artifact; after ninety days it is not to be had any more."""
    at = f"{place.at}/actions/artifacts/{made.number}"
    return {
        **place.identified(str(made.number), at, at),
        "id": made.number,
        "name": made.name,
        "size_in_bytes": len(made.content),
        "archive_download_url": f"{at}/zip",
        "expired": made.expired(place.hosted.clock()),
        "created_at": moment(made.at),
        "expires_at": moment(made.at + KEPT_S),
        "updated_at": moment(made.at),
        "digest": f"sha256:{hashlib.sha256(made.content).hexdigest()}",
        "workflow_run": {"id": run.id, "head_branch": run.branch, "head_sha": run.sha},
    }


def pending(place: Place, environment: Environment, since: float) -> Json:
    """A deployment that waits."""
    at = f"{place.at}/environments/{quote(environment.name, safe='')}"
    reviewers = [{"type": "User", "reviewer": place.user(each)} for each in environment.reviewers]
    named = place.identified(environment.name, at, f"{place.web}/deployments")
    return {
        "environment": {**named, "name": environment.name},
        "wait_timer": environment.wait_minutes,
        "wait_timer_started_at": moment(since) if environment.wait_minutes else None,
        "current_user_can_approve": place.hosted.viewer in environment.reviewers,
        "reviewers": reviewers,
    }


def deployment(place: Place, run: Run, environment: str) -> Json:
    """A deployment that was let go, or not."""
    number = number_of(f"{run.id} {environment}")
    at = f"{place.at}/deployments/{number}"
    return {
        **place.identified(f"{run.id} {environment}", at, at),
        **dict.fromkeys(("created_at", "updated_at"), place.now()),
        "sha": run.sha,
        "ref": run.branch,
        "task": "deploy",
        "environment": environment,
        "creator": place.user(place.hosted.owner),
        "payload": {},
        "description": None,
        "statuses_url": f"{at}/statuses",
        "repository_url": place.at,
    }


def approval(place: Place, review: Review) -> Json:
    """What a person said to an environment."""
    at = f"{place.at}/environments/{quote(review.environment, safe='')}"
    named = place.identified(review.environment, at, f"{place.web}/deployments")
    dates = {"created_at": moment(review.at), "updated_at": moment(review.at)}
    return {
        "environments": [{**named, **dates, "name": review.environment}],
        "state": review.state,
        "user": place.user(review.who),
        "comment": review.comment,
    }


def workflow(place: Place, workflow: Workflow) -> Json:
    """A workflow."""
    number = number_of(workflow.path)
    at = f"{place.at}/actions/workflows/{number}"
    return {
        **place.identified(workflow.path, at, f"{place.web}/blob/main/{workflow.path}"),
        **dict.fromkeys(("created_at", "updated_at"), place.now()),
        "name": workflow.title,
        "path": workflow.path,
        "state": workflow.state,
        "badge_url": f"{place.web}/badge.svg",
    }
