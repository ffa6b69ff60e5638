"""The release workflow, tried on a branch of its own before the tag exists: how it stands, and how it went."""

from __future__ import annotations

from collections.abc import Iterator

from release_tasks.core.findings import Evidence, Finding
from release_tasks.core.github import GitHub
from release_tasks.core.github.dispatching import DispatchedRun
from release_tasks.core.github.environments import ReleaseEnvironments
from release_tasks.core.github.following import who
from release_tasks.core.github.gating import parted
from release_tasks.core.github.runs import FollowedRun
from release_tasks.core.github.trial import RemoveBranch, TrialRun
from release_tasks.core.given import Lazy
from release_tasks.core.model import Change, Done, Fail, Outcome, Waiting, Warn
from release_tasks.judgement.dispatched import traced
from release_tasks.judgement.tag.ci_trial_plan import PURPOSE, Trial, begun, unfit


def tried(
    trial: Trial,
    github: GitHub,
    environments: Lazy[ReleaseEnvironments],
    seen: DispatchedRun,
    elsewhere: Lazy[TrialRun],
) -> Outcome:
    """The trial as it stands, and what is to be done next."""
    run = traced("tag.ci-dry-run", seen, trial.git.head, github)
    if isinstance(run, FollowedRun):
        return _followed(trial, run, github, DispatchedRun)
    if run is not None:
        return run
    if theirs := elsewhere.get().found:
        return _followed(trial, theirs, github, TrialRun)
    if findings := tuple(unfit(trial.workflow, trial.inputs)):
        return Fail(findings=findings)
    return begun(trial, environments.get())


def _followed(trial: Trial, run: FollowedRun, github: GitHub, fact: type) -> Outcome:
    """How the run that a fact holds goes on, and the change that removes the branch after it."""
    held = _only_held(trial, run)
    if not run.over and not held:
        return Waiting(
            fact=fact,
            subject=PURPOSE if fact is DispatchedRun else None,
            reason=f"{trial.file} runs on {trial.branch}: {run.run.html_url}",
            deadline_s=trial.follow_s,
            every_s=5.0,
        )
    if trial.there == trial.git.head:
        remove = RemoveBranch(branch=trial.branch, commit=trial.git.head, url=trial.remote.url)
        return Change(
            actions=(remove,),
            because=f"the run that {trial.branch} was there for is over",
            allowed="the yes to the dry run",
        )
    seen = Evidence(
        what=f"{trial.file} ran on {trial.branch}: {run.run.html_url}", seen_on=run.run.head_sha[:12]
    )
    if held and not run.failed:
        return Warn(findings=tuple(_held(run, github)), evidence=(seen,))
    if run.green:
        passed = sum(each.conclusion == "success" for each in run.jobs)
        left_out = tuple(each.name for each in run.jobs if each.conclusion == "skipped")
        more = f"; left out: {', '.join(left_out)}" if left_out else ""
        return Done(evidence=(seen, Evidence(what=f"{passed} job{'s' * (passed != 1)} passed{more}")))
    return Fail(findings=tuple(_failures(trial, run)))


def _only_held(trial: Trial, run: FollowedRun) -> bool:
    """Whether all that is left of a run waits for people."""
    return any(each.reviewers for each in run.gates) and parted(run, trial.workflow).done


def _held(run: FollowedRun, github: GitHub) -> Iterator[Finding]:
    for gate in run.gates:
        yield Finding(
            kind=f"the run waits before the environment {gate.environment} ({who(gate)})",
            subject=run.run.html_url,
            expected="nobody approves a trial",
            found="all other jobs passed",
            remedy=f"gh run cancel {run.run.id} --repo {github.repository}",
        )


def _failures(trial: Trial, run: FollowedRun) -> Iterator[Finding]:
    again = f"see its log; mend it and commit, or gh run rerun {run.run.id} --failed, then run this again"
    for job in run.failed:
        yield Finding(
            kind=f"a job of the trial did not pass ({job.conclusion})",
            subject=job.name,
            expected="success",
            found=job.html_url or run.run.html_url,
            remedy=again,
        )
    if not run.failed:
        yield Finding(
            kind=f"the trial did not succeed ({run.run.conclusion})",
            subject=trial.file,
            expected="success",
            found=run.run.html_url,
            remedy=again,
        )
