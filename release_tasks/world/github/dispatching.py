"""Starts a workflow, and finds the run that it became."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timezone

from release_tasks.core.events import Events
from release_tasks.core.git import GitState
from release_tasks.core.github import GitHubApi
from release_tasks.core.github.dispatching import (
    KIND,
    Dispatch,
    DispatchedRun,
    DispatchWorkflow,
    candidates,
    last_dispatch,
    may_be,
    refused_dispatch,
)
from release_tasks.core.github.refusals import GitHubError, GitHubRefusedError
from release_tasks.core.github.runs import FollowedRun, file_of, seconds
from release_tasks.core.github.trial import TrialRun
from release_tasks.core.github.workflow import ReleaseWorkflow, trial_branch
from release_tasks.core.ledger import Entry, Ledger
from release_tasks.core.project import Project
from release_tasks.core.target import Target, tag_name
from release_tasks.world.github.runs import followed, listed_runs
from release_tasks.world.ledger.intents import intended

SKEW_S = 5
"""By how much the clocks of GitHub's own parts may differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Workflow:
    state: str


def dispatched_run(subject: str, api: GitHubApi, ledger: Ledger) -> DispatchedRun:
    """Look at the run that was dispatched for a purpose; where its number is not known, look for it.

    :raises GitHubError: GitHub hides the runs from the token.
    """
    dispatch = last_dispatch(ledger, subject)
    if dispatch is None:
        return DispatchedRun()
    if dispatch.run:
        found = _still_there(api, dispatch.run)
        if not dispatch.answered or (found and may_be(found.run, dispatch)):
            return DispatchedRun(dispatch=dispatch, found=found)
        dispatch = replace(dispatch, run=0, answered=False)  # a slip of the pen: the question stays open
    since = f">={dispatch.since}"
    listed = listed_runs(api, event="workflow_dispatch", branch=dispatch.ref, created=since)
    fitting = candidates(listed, dispatch, ledger)
    return DispatchedRun(
        dispatch=dispatch,
        found=followed(api, fitting[0].id) if len(fitting) == 1 else None,
        candidates=fitting,
        waited_s=api.now_s - (seconds(dispatch.since) or 0.0),
    )


def trial_run(
    api: GitHubApi, git: GitState, project: Project, target: Target, workflow: ReleaseWorkflow
) -> TrialRun:
    """Look for the newest run that was dispatched on the trial's branch for HEAD."""
    branch = trial_branch(tag_name(project.tag, target.version))
    runs = listed_runs(api, event="workflow_dispatch", branch=branch, head_sha=git.head)
    fitting = [each for each in runs if file_of(each) == workflow.file]
    newest = max(fitting, key=lambda each: (each.created_at, each.id), default=None)
    return TrialRun(branch=branch, found=followed(api, newest.id) if newest else None)


def dispatch_workflow(
    action: DispatchWorkflow, events: Events, api: GitHubApi, project: Project, target: Target
) -> Entry | None:
    """Start the workflow, once; an answer that does not say whether it began leaves the intent open.

    :raises ActionError: GitHub refuses: no such workflow, trigger, ref or input.
    :raises GitHubError: the token may not.
    :raises UnreachableError: nobody knows whether it arrived.
    """
    there = ("actions", "workflows", action.workflow)
    known = api.find(_Workflow, *there)
    if known is None:
        raise refused_dispatch(action, 404, "no such workflow", project.remote)
    if known.state != "active":
        raise refused_dispatch(action, 403, f"it is {known.state}", project.remote)
    dispatch = Dispatch(
        purpose=action.purpose,
        bound_to=action.bound_to,
        workflow=action.workflow,
        ref=action.ref,
        since=_moment(api.now_s - SKEW_S),
        commit=action.commit,
        key=secrets.token_hex(4) if action.key_input else "",
    )
    given = {**action.inputs, **({action.key_input: dispatch.key} if action.key_input else {})}
    body = {"ref": action.ref, **({"inputs": given} if given else {})}
    try:
        with intended(project, target, KIND, dispatch.subject, dispatch.data()):
            answer: object = api.send(object, "POST", *there, "dispatches", body=body)
    except GitHubRefusedError as error:
        if error.status < 500:
            raise refused_dispatch(action, error.status, error.what, project.remote) from None
        events.line("github", f"{error.what}; so its run is looked for")
        return None
    run = answer.get("workflow_run_id", 0) if isinstance(answer, dict) else 0
    return Entry(kind=KIND, item="", bound_to=dispatch.subject, data=dispatch.data(run))


def _still_there(api: GitHubApi, run: int) -> FollowedRun | None:
    """The run; None where somebody deleted it."""
    try:
        return followed(api, run)
    except GitHubError as error:
        if error.status != 404:
            raise
        return None


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
