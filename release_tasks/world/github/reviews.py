"""Gathers what was said to the environments of the tag's run, and says it."""

from __future__ import annotations

from dataclasses import dataclass

from release_tasks.core.errors import ActionError
from release_tasks.core.events import Events
from release_tasks.core.github import GitHubApi
from release_tasks.core.github.checks import Actor
from release_tasks.core.github.refusals import GitHubError, GitHubRefusedError
from release_tasks.core.github.reviews import KIND, REFUSED, Review, ReviewDeployment, RunReviews, signature
from release_tasks.core.github.runs import TagRun
from release_tasks.core.ledger import Entry
from release_tasks.world.github.runs import gates_of


@dataclass(frozen=True, slots=True, kw_only=True)
class _Environment:
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Approval:
    user: Actor
    state: str
    comment: str
    environments: tuple[_Environment, ...]


def run_reviews(api: GitHubApi, run: TagRun) -> RunReviews:
    """Ask who approved or rejected what; nobody, where there is no run."""
    return RunReviews(found=_reviews(api, run.found.run.id) if run.found else ())


def review_deployment(action: ReviewDeployment, events: Events, api: GitHubApi) -> Entry | None:
    """Approve or reject, unless that happened meanwhile; a token that may not is written down as such.

    :raises ActionError: GitHub refuses for another reason, or nobody knows whether it took it.
    :raises UnreachableError: GitHub does not answer.
    """
    if not _waits(api, action):
        events.line("github", f"{action.environment} does not wait any more")
        return None
    body = {"environment_ids": [action.id], "state": action.state, "comment": action.comment}
    try:
        api.send(object, "POST", "actions", "runs", action.run, "pending_deployments", body=body)
    except GitHubError as error:
        if error.status not in (403, 404):
            raise
        events.line("github", error.what)
        return _entry(action, REFUSED, because=error.what)
    except GitHubRefusedError as error:
        # After trouble it may have got there; and a 422 says that somebody was faster, or that it is wrong.
        if not _said(api, action):
            raise ActionError(
                error.what,
                where=action.url,
                expected=f"environment {action.environment} is {action.state}",
                remedy=f"open {action.url}, or run this again, which looks before it acts",
            ) from None
    return _entry(action, KIND, state=action.state, environment=action.environment, run=action.run)


def _waits(api: GitHubApi, action: ReviewDeployment) -> bool:
    return any(each.id == action.id for each in gates_of(api, action.run))


def _said(api: GitHubApi, action: ReviewDeployment) -> bool:
    """Whether our own words are there."""
    ours = signature(action.bound_to)
    return any(each.comment.endswith(ours) for each in _reviews(api, action.run))


def _reviews(api: GitHubApi, run: int) -> tuple[Review, ...]:
    read = api.read(tuple[_Approval, ...], "actions", "runs", run, "approvals")
    return tuple(
        Review(
            who=each.user.login,
            state=each.state,
            environments=tuple(one.name for one in each.environments),
            comment=each.comment,
        )
        for each in read
    )


def _entry(action: ReviewDeployment, kind: str, **data: str | int) -> Entry:
    return Entry(kind=kind, item="", bound_to=action.bound_to, data=data)
