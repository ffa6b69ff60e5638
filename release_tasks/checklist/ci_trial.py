"""The release workflow, tried on a branch of its own before the tag exists: what it would upload, and how it went."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from release_tasks.checklist.dispatched import traced
from release_tasks.core.actions import Push
from release_tasks.core.findings import Evidence, Finding, Reach
from release_tasks.core.git import GitState, RemoteRefs
from release_tasks.core.github import GitHub
from release_tasks.core.github.dispatching import DispatchedRun, DispatchWorkflow
from release_tasks.core.github.environments import ReleaseEnvironments
from release_tasks.core.github.following import who
from release_tasks.core.github.gating import parted
from release_tasks.core.github.runs import FollowedRun
from release_tasks.core.github.trial import (
    MayUpload,
    RemoveBranch,
    TrialRun,
    kept_out,
    key_input,
    of_dispatch,
    of_push,
    uploading,
)
from release_tasks.core.github.workflow import ReleaseWorkflow, WorkflowJob
from release_tasks.core.given import Lazy
from release_tasks.core.model import Change, Done, Fail, Outcome, Waiting, Warn, fail

PURPOSE = "ci-dry-run"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What is tried, where, with which inputs, and how long its run is followed.

    ``earlier`` is the commit that we tried last, empty for none.
    """

    workflow: ReleaseWorkflow
    branch: str
    git: GitState
    remote: RemoteRefs
    inputs: Mapping[str, str]
    follow_s: float
    earlier: str = ""

    @property
    def file(self) -> str:
        """The workflow's file name."""
        return self.workflow.file.rpartition("/")[2]

    @property
    def there(self) -> str | None:
        """The commit of the branch at origin."""
        return self.remote.branches.get(self.branch)


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
        return followed(trial, run, github, DispatchedRun)
    if run is not None:
        return run
    if theirs := elsewhere.get().found:
        return followed(trial, theirs, github, TrialRun)
    if findings := tuple(unfit(trial.workflow, trial.inputs)):
        return Fail(findings=findings)
    return begun(trial, environments.get())


def unfit(workflow: ReleaseWorkflow, inputs: Mapping[str, str]) -> Iterator[Finding]:
    """Why the workflow cannot be dispatched as it is."""
    file = workflow.file or ".github/workflows"
    if not workflow.file or workflow.broken:
        yield Finding(
            kind=workflow.broken or "there is no release workflow to try",
            subject=file,
            expected="a workflow that can be started by hand",
            remedy="write it, or name it with workflow in the settings",
        )
        return
    if "workflow_dispatch" not in workflow.events:
        yield Finding(
            kind="the release workflow cannot be started by hand, so it cannot be tried",
            subject=file,
            expected="workflow_dispatch among its triggers",
            found=", ".join(workflow.events),
            remedy=f"add workflow_dispatch to the triggers (on:) in {file}, and commit that",
        )
        return
    declared = {each.name: each for each in workflow.inputs}
    for name in inputs.keys() - declared.keys():
        yield Finding(
            kind="dispatch-inputs gives an input that the workflow does not take",
            subject=name,
            expected=", ".join(declared) or "no inputs",
            remedy=f"mend dispatch-inputs in the settings, or declare it in {file}",
        )
    for each in workflow.inputs:
        if (
            each.required
            and not each.default
            and not inputs.get(each.name)
            and each.name != key_input(workflow)
        ):
            yield Finding(
                kind="the release workflow wants an input that nobody gives",
                subject=each.name,
                expected=f"a value of the kind {each.kind}",
                remedy=f'state dispatch-inputs = {{ {each.name} = "…" }} in the settings',
            )


def begun(trial: Trial, environments: ReleaseEnvironments) -> Outcome:
    """The change that pushes the branch and starts the workflow there."""
    if trial.there not in (None, trial.git.head):
        return _in_the_way(trial, str(trial.there))
    known = of_dispatch(trial.workflow, trial.branch, trial.inputs)
    sending = uploading(trial.workflow, environments, known)
    notes = (*_uploads(sending), *map(_kept_out, kept_out(trial.workflow, known)))
    dispatch = DispatchWorkflow(
        purpose=PURPOSE,
        workflow=trial.file,
        ref=trial.branch,
        bound_to=trial.git.head,
        reach=_reach(sending),
        inputs=trial.inputs,
        commit=trial.git.head,
        key_input=key_input(trial.workflow),
        notes=(*notes, f"then the branch {trial.branch} is removed at origin"),
    )
    push = () if trial.there else (_push(trial, environments),)
    return Change(
        actions=(*push, dispatch), because=f"{trial.file} was not tried on {trial.git.head[:12]} yet"
    )


def followed(trial: Trial, run: FollowedRun, github: GitHub, fact: type) -> Outcome:
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


def _push(trial: Trial, environments: ReleaseEnvironments) -> Push:
    sending = uploading(trial.workflow, environments, of_push(trial.branch)) if trial.workflow.tried else ()
    refspec = f"{trial.git.head}:refs/heads/{trial.branch}"
    return Push(refspecs=(refspec,), url=trial.remote.url, reach=_reach(sending))


def _reach(sending: tuple[MayUpload, ...]) -> Reach:
    """Nobody can take back an upload; one that somebody has to let through first does not just happen."""
    return Reach.REMOTE if all(each.reviewers for each in sending) else Reach.PUBLIC


def _uploads(sending: tuple[MayUpload, ...]) -> Iterator[str]:
    if not sending:
        yield "that run uploads nothing"
    for each in sending:
        where = " to the test index" if each.job.test_index else ""
        if each.job.elsewhere:
            said = f"may upload: it is {each.job.elsewhere}, which nobody can read here"
        elif each.sure:
            said = f"would upload{where}"
        else:
            condition = each.job.condition or next(filter(None, each.job.guards), "a condition")
            said = f"may upload{where}: whether ({condition}) holds only the run can tell"
        approved = f", once {' or '.join(each.reviewers)} approved {each.job.environment}"
        yield f"job {each.job.name} of that run {said}{approved if each.reviewers else ''}"


def _kept_out(job: WorkflowJob) -> str:
    condition = next(filter(None, (job.condition, *job.outer, *job.guards)), "")
    because = f"if: {condition}" if condition else "a job that it needs is left out"
    return f"job {job.name} uploads nothing there ({because})"


def _in_the_way(trial: Trial, there: str) -> Outcome:
    if there == trial.earlier:
        remove = RemoveBranch(branch=trial.branch, commit=there, url=trial.remote.url)
        return Change(actions=(remove,), because=f"{trial.branch} is there for an earlier commit")
    return fail(
        "origin has a branch of that name, and it is not the release commit",
        trial.branch,
        expected=f"no such branch, or one at {trial.git.head[:12]}",
        found=there[:12],
        remedy=f"see whose it is; git push origin :refs/heads/{trial.branch} removes it",
    )


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
