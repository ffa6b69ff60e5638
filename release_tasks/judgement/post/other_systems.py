"""Whether a release works on systems other than this one: a workflow of the project's is started, and followed."""

from __future__ import annotations

from release_tasks.core.findings import Evidence, Finding, Reach
from release_tasks.core.gate.index_install import IndexInstall
from release_tasks.core.gate.installs import install_verdict
from release_tasks.core.gate.release import ListedRelease
from release_tasks.core.gate.verdicts import Failed, Passed, Verdict
from release_tasks.core.github.checks import WorkflowRun
from release_tasks.core.github.dispatching import KIND, Dispatch, DispatchedRun, DispatchWorkflow
from release_tasks.core.github.runs import FollowedRun
from release_tasks.core.github.verification import (
    PURPOSE,
    OtherSystems,
    VerifyWorkflow,
    cells,
    failures,
    matrix,
    systems_with_wheels,
    unverified,
)
from release_tasks.core.github.verify_template import KEY_INPUT, file_name, named_pythons, path_of, systems
from release_tasks.core.ledger import Entry, Record
from release_tasks.core.model import Change, Outcome, Waiting
from release_tasks.core.request import Request
from release_tasks.judgement.dispatched import traced

ITEM = "post.verify-pypi"
ASKING = ("post", "status")
"""The tasks that ask GitHub: verify-pypi by itself needs neither a token nor a yes."""

DEADLINE_S = 3600.0


def everywhere(install: IndexInstall, here: Entry, others: OtherSystems) -> Verdict | Outcome:
    """The install here, on record as ``here``, together with those on other systems; or what is to be done for them."""
    if others.request.named or others.request.task not in ASKING:
        return install_verdict(here, install.release.page.endpoint)
    run = _run(install, here, others)
    if isinstance(run, FollowedRun | Finding | Evidence):
        return _verdict(install.release, here, others.request, run)
    return run


def _run(
    install: IndexInstall, here: Entry, others: OtherSystems
) -> FollowedRun | Finding | Evidence | Outcome:
    """The run that is over; why there is none: for good, or until somebody acts; else what comes before it."""
    release, github = install.release, others.github.get()
    if not unverified(systems(release.project), here.data):
        return Evidence(what="settings name no platform of another system")
    if github.absent:
        return Evidence(what=f"other systems were not tried: {github.absent}")
    if release.page.endpoint.simple != release.page.endpoint.listing:
        return Evidence(
            what="other systems were not tried: the index wants a login, which no workflow gets from here"
        )
    bound_to = install.bound_to
    run = traced(ITEM, others.seen.get(), bound_to, github)
    if isinstance(run, FollowedRun) and not run.over:
        return Waiting(
            fact=DispatchedRun,
            subject=PURPOSE,
            reason=f"{file_name(release.project)} installs {release.target.version} on other systems: {run.run.html_url}",
            deadline_s=DEADLINE_S,
            every_s=5.0,
        )
    if run is not None:
        return run
    workflow = others.workflow.get()
    if not workflow.known:
        return _no_workflow(path_of(release.project), workflow.branch, others.request)
    elsewhere = workflow.tried(_fingerprint(bound_to))
    return _known(elsewhere, workflow, bound_to) if elsewhere else _dispatch(install, workflow)


def _known(run: WorkflowRun, workflow: VerifyWorkflow, bound_to: str) -> Change:
    """Take over a run that another machine started for these very files."""
    dispatch = Dispatch(
        purpose=PURPOSE,
        bound_to=bound_to,
        workflow=workflow.file,
        ref=workflow.branch,
        since=run.created_at,
        run=run.id,
    )
    record = Record(kind=KIND, bound_to=dispatch.subject, data=dispatch.data())
    return Change(actions=(record,), because=f"these files were tried already: {run.html_url}")


def _fingerprint(bound_to: str) -> str:
    """What tells the files in the title of a run: the beginning of their digest."""
    return bound_to.rpartition(":")[2][:12]


def _dispatch(install: IndexInstall, workflow: VerifyWorkflow) -> Change:
    release, version = install.release, install.release.target.version
    inputs = {
        "version": version,
        "index": release.page.endpoint.listing,
        "digests": " ".join(each.sha256 for each in install.files),
        "wheels": " ".join(systems_with_wheels(install.files, named_pythons(release.project))),
        "files": _fingerprint(install.bound_to),
    }
    action = DispatchWorkflow(
        purpose=PURPOSE,
        workflow=workflow.file,
        ref=workflow.branch,
        bound_to=install.bound_to,
        reach=Reach.REMOTE,
        inputs=inputs,
        key_input=KEY_INPUT,
    )
    return Change(actions=(action,), because=f"{version} was not installed on other systems yet")


def _verdict(
    release: ListedRelease, here: Entry, request: Request, run: FollowedRun | Finding | Evidence
) -> Verdict:
    endpoint = release.page.endpoint
    if not isinstance(run, FollowedRun):
        seen = install_verdict(here, endpoint).evidence
        if isinstance(run, Finding):
            return Passed(kind="install", evidence=seen, doubts=(run,))
        return Passed(kind="install", evidence=(*seen, run))
    table = matrix(f"{release.project.name} {release.target.version} installs:", here.data, cells(run))
    passed = install_verdict(here, endpoint, table)
    if findings := tuple(failures(run, request.command("post", "--only", "verify-pypi"))):
        return Failed(kind="install", findings=findings, evidence=passed.evidence)
    missing = unverified(systems(release.project), here.data, run)
    doubts = (_not_in_run(missing, path_of(release.project), run, request),) if missing else ()
    return Passed(kind="install", evidence=passed.evidence, doubts=doubts)


def _no_workflow(path: str, branch: str, request: Request) -> Finding:
    return Finding(
        kind="other systems were not tried: GitHub has no workflow that would install the release there",
        subject=path,
        expected=f"the workflow, on {branch}",
        remedy=f"{request.command('verify-workflow')}, commit {path}, and push it to {branch}",
    )


def _not_in_run(missing: tuple[str, ...], path: str, run: FollowedRun, request: Request) -> Finding:
    return Finding(
        kind=f"not verified on {', '.join(missing)}",
        subject=path,
        expected="a job for each system that the release serves",
        found=run.run.html_url,
        remedy=f"look at the run; {request.command('verify-workflow')} tells whether the workflow is as it would be written",
    )
