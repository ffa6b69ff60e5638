"""What is done about a run whose jobs failed: they run again, or the workflow is started anew; a few times only."""

from __future__ import annotations

from collections.abc import Iterator

from release_tasks.core.findings import Evidence, Finding, Reach
from release_tasks.core.github.dispatching import DispatchWorkflow
from release_tasks.core.github.following import kept, standing
from release_tasks.core.github.release_run import ReleaseRun
from release_tasks.core.github.reruns import (
    AnotherAttempt,
    FailedLogs,
    Rerun,
    all_flaky,
    unfit,
    uploading_again,
)
from release_tasks.core.github.runs import FollowedRun, TagRun
from release_tasks.core.model import Change, Done, Fail, Ok, Outcome, Skip, Waiting, Warn
from release_tasks.judgement.ci_jobs import rejection
from release_tasks.judgement.dispatched import traced
from release_tasks.judgement.publish.followed import name_of, start_by_hand
from release_tasks.judgement.publish.run_verdicts import failures, judged

PURPOSE = "tag"
"""What a dispatch on the release's tag is for, as the ledger calls it."""


def mended(again: AnotherAttempt) -> Outcome:
    """Give the verdict over what failed in the run of a tag; what a person rejected, none but a person begins again."""
    if said_no := rejection(again.ci):
        return Fail(findings=said_no)
    outcome, found = judged(again.ci), again.ci.found
    match outcome:
        case Waiting() if found is not None:
            return outcome
        case Ok(evidence=seen) | Warn(evidence=seen) if found is not None:
            if found.run.run_attempt == 1:
                return Skip(reason=f"no job of {name_of(found)} failed")
            return Done(evidence=(*seen[:1], *_what_ran_again(found)))
        case Fail(mended_by="publish.rerun") if found is not None:
            return _acted(again, found)
    return _nothing_to_mend(again.ci)


def _nothing_to_mend(run: ReleaseRun) -> Fail:
    finding = Finding(
        kind="there is no run that is over, so nothing of it can run again",
        subject=run.seen.tag,
        expected="a run of the tag that is over",
        remedy=run.request.command("publish", "--only", "run"),
        after="publish.run",
    )
    return Fail(findings=(finding,))


def _what_ran_again(found: FollowedRun) -> Iterator[Evidence]:
    for each in found.jobs:
        if standing(each) == "passed" and not kept(each, found):
            yield Evidence(what=f"{each.name} passed in attempt {found.run.run_attempt}")


def _acted(again: AnotherAttempt, found: FollowedRun) -> Outcome:
    run, attempt = again.ci, found.run.run_attempt
    if why := unfit(found):
        return _anew(again, found, why)
    evidence, limit = tuple(_tails(again.logs.get())), run.project.hosting.reruns
    if attempt > limit:
        times = (
            f"once more, by reruns = {limit + 1} in the settings"
            if limit
            else "by reruns = 1 in the settings"
        )
        remedy = f"mend what failed and release again; or let it run {times}"
        return Fail(findings=failures(run, found, remedy), evidence=evidence)
    uploads = uploading_again(found, run.workflow, again.environments.get())
    names = tuple(each.name for each in found.failed)
    action = Rerun(
        run=found.run.id,
        name=name_of(found),
        attempt=attempt,
        jobs=names,
        reach=Reach.PUBLIC if uploads else Reach.REMOTE,
        uploads=uploads,
        instead=start_by_hand(run),
    )
    flaky = not uploads and all_flaky(found, run.project.hosting.flaky)
    because = f"{len(names)} job{'s' * (len(names) != 1)} of {name_of(found)} did not pass"
    return Change(
        actions=(action,),
        because=because,
        evidence=evidence,
        allowed="flaky in the settings" if flaky else "",
    )


def _anew(again: AnotherAttempt, found: FollowedRun, why: str) -> Outcome:
    """Start the workflow anew on the tag, once; where that cannot be, say so."""
    run = again.ci
    asked_for = [each.name for each in run.workflow.inputs if each.required and not each.default]
    if "workflow_dispatch" not in run.workflow.events or asked_for:
        remedy = start_by_hand(run)
        return Fail(findings=(*failures(run, found, remedy), _cannot(found, why, remedy)))
    traces = traced("publish.rerun", again.dispatched.get(), run.seen.commit, again.ci.github)
    if isinstance(traces, FollowedRun):
        if traces.run.id == found.run.id:
            remedy = f"look at {found.run.html_url}; release another version once it is mended"
            return Fail(findings=failures(run, found, remedy))
        reason = f"{name_of(traces)} was dispatched on {run.seen.tag}, and is not listed yet"
        return Waiting(fact=TagRun, reason=reason)
    if traces is not None:
        return traces
    uploads = uploading_again(None, run.workflow, again.environments.get())
    action = DispatchWorkflow(
        purpose=PURPOSE,
        workflow=run.file,
        ref=run.seen.tag,
        bound_to=run.seen.commit,
        reach=Reach.PUBLIC if uploads else Reach.REMOTE,
        commit=run.seen.commit,
    )
    return Change(actions=(action,), because=f"{name_of(found)} cannot run again: {why}")


def _cannot(found: FollowedRun, why: str, remedy: str) -> Finding:
    return Finding(
        kind=f"cannot run again: {why}", subject=name_of(found), expected="a run that may", remedy=remedy
    )


def _tails(logs: FailedLogs) -> Iterator[Evidence]:
    """The ends of the logs, a line each."""
    for each in logs.tails:
        where = f"{each.job}, step {each.step}" if each.step else each.job
        yield Evidence(what=f"{where}: {each.lacking or 'its log ends so'}")
        yield from (Evidence(what=f"  {line}") for line in each.lines)
