"""What a dispatch came to: the run that it started, or what is to be waited or asked for before anybody can say."""

from __future__ import annotations

from release_tasks.core.github import GitHub
from release_tasks.core.github.checks import WorkflowRun
from release_tasks.core.github.dispatching import KIND, NONE, Dispatch, DispatchedRun
from release_tasks.core.github.runs import FollowedRun
from release_tasks.core.ledger import Record
from release_tasks.core.model import Ask, Change, Outcome, Waiting

APPEARS_S = 60.0
"""How long GitHub may take to show a run."""


def traced(item: str, seen: DispatchedRun, bound_to: str, github: GitHub) -> FollowedRun | Outcome | None:
    """The run of the dispatch that is bound to ``bound_to``; None where there was none, or somebody deleted its run.

    Where nobody knows which run it is, or whether there is one, the outcome says so: nothing may be dispatched then.
    """
    dispatch = seen.dispatch
    if dispatch is None or dispatch.bound_to != bound_to:
        return None
    if dispatch.run:
        return seen.found
    if seen.found is not None:
        run = seen.found.run
        record = Record(kind=KIND, bound_to=dispatch.subject, data=dispatch.data(run.id))
        return Change(actions=(record,), because=f"the run that was dispatched is {run.html_url}")
    if not seen.candidates and seen.waited_s < APPEARS_S:
        return Waiting(
            fact=DispatchedRun,
            subject=dispatch.purpose,
            reason=f"GitHub does not show the run of {dispatch.workflow} on {dispatch.ref} yet",
            deadline_s=APPEARS_S * 2,
        )
    return _question(item, seen.candidates, dispatch, github)


def _question(item: str, candidates: tuple[WorkflowRun, ...], dispatch: Dispatch, github: GitHub) -> Ask:
    what = f"{dispatch.workflow} on {dispatch.ref}"
    began = f"{what} was dispatched at {dispatch.at}"
    if not dispatch.known:
        began = f"{what} was about to be dispatched at {dispatch.at}, and GitHub's answer is not known"
    lines = [f"#{each.id} of {each.created_at}{_by(each)}: {each.html_url}" for each in candidates]
    if lines:
        asked = f"{began}. Which of these runs is it? Its number, or {NONE}"
    else:
        there = f"{github.web}/{github.repository}/actions/workflows/{dispatch.workflow}"
        asked = f"{began}. GitHub shows no such run ({there}). The run's number, or {NONE} if there was none"
    name = item.partition(".")[2]
    return Ask(
        question="\n".join((asked, *lines)),
        bound_to=dispatch.question,
        hint=f"pass --answer {name}=NUMBER, or --answer {name}={NONE}",
    )


def _by(run: WorkflowRun) -> str:
    return f" by {run.actor.login}" if run.actor else ""
