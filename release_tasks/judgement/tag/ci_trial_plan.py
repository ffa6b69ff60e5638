"""A trial of the release workflow before it begins: whether it can be made, what it would upload, how it is started."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from release_tasks.core.actions import Push
from release_tasks.core.findings import Finding, Reach
from release_tasks.core.git import GitState, RemoteRefs
from release_tasks.core.github.dispatching import DispatchWorkflow
from release_tasks.core.github.environments import ReleaseEnvironments
from release_tasks.core.github.trial import (
    MayUpload,
    RemoveBranch,
    kept_out,
    key_input,
    of_dispatch,
    of_push,
    uploading,
)
from release_tasks.core.github.workflow import ReleaseWorkflow, WorkflowJob
from release_tasks.core.model import Change, Outcome, fail

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
    yield from _misfits(workflow, inputs)


def _misfits(workflow: ReleaseWorkflow, inputs: Mapping[str, str]) -> Iterator[Finding]:
    """Inputs that the workflow does not know, and those that it misses."""
    declared = tuple(each.name for each in workflow.inputs)
    for name in sorted(inputs.keys() - {*declared}):
        yield Finding(
            kind="dispatch-inputs gives an input that the workflow does not take",
            subject=name,
            expected=", ".join(declared) or "no inputs",
            remedy=f"mend dispatch-inputs in the settings, or declare it in {workflow.file}",
        )
    given = {key_input(workflow), *(name for name, text in inputs.items() if text)}
    for each in workflow.inputs:
        if each.required and not each.default and each.name not in given:
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
        notes=(*notes, f"then the branch {trial.branch} is removed at {trial.remote.name}"),
    )
    push = () if trial.there else (_push(trial, environments),)
    return Change(
        actions=(*push, dispatch), because=f"{trial.file} was not tried on {trial.git.head[:12]} yet"
    )


def _push(trial: Trial, environments: ReleaseEnvironments) -> Push:
    sending = uploading(trial.workflow, environments, of_push(trial.branch)) if trial.workflow.tried else ()
    refspec = f"{trial.git.head}:refs/heads/{trial.branch}"
    return Push(refspecs=(refspec,), url=trial.remote.url, reach=_reach(sending))


def _reach(sending: tuple[MayUpload, ...]) -> Reach:
    """Nobody can take back an upload; one that somebody has to let through first does not just happen."""
    return Reach.REMOTE if all(each.reviewers or each.barred for each in sending) else Reach.PUBLIC


def _uploads(sending: tuple[MayUpload, ...]) -> Iterator[str]:
    if not sending:
        yield "that run uploads nothing"
    for each in sending:
        where = " to the test index" if each.job.test_index else ""
        if each.barred:
            said = f"fails: environment {each.job.environment} does not let that branch in; a condition (if:) keeps it out"
        elif each.job.elsewhere:
            said = f"may upload: it is {each.job.elsewhere}, which nobody can read here"
        elif each.sure:
            said = f"would upload{where}"
        else:
            condition = _condition(each.job) or "a condition"
            said = f"may upload{where}: whether ({condition}) holds only the run can tell"
        approved = f", once {' or '.join(each.reviewers)} approved {each.job.environment}"
        yield f"job {each.job.name} of that run {said}{approved if each.reviewers and not each.barred else ''}"


def _kept_out(job: WorkflowJob) -> str:
    because = f"if: {_condition(job)}" if _condition(job) else "a job that it needs is left out"
    return f"job {job.name} uploads nothing there ({because})"


def _condition(job: WorkflowJob) -> str:
    """The condition that a person should look at: the job's own before those around and within it."""
    return next(filter(None, (job.condition, *job.outer, *job.guards)), "")


def _in_the_way(trial: Trial, there: str) -> Outcome:
    if there == trial.earlier:
        remove = RemoveBranch(branch=trial.branch, commit=there, url=trial.remote.url)
        return Change(actions=(remove,), because=f"{trial.branch} is there for an earlier commit")
    return fail(
        f"{trial.remote.name} has a branch of that name, and it is not the release commit",
        trial.branch,
        expected=f"no such branch, or one at {trial.git.head[:12]}",
        found=there[:12],
        remedy=f"see whose it is; git push {trial.remote.name} :refs/heads/{trial.branch} removes it",
    )
