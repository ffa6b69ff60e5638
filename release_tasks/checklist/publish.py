"""Stage publish: the tested files reach the test index, by CI or from here, and install from there."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from release_tasks.checklist import item
from release_tasks.core.coverage.earlier import requirements
from release_tasks.core.coverage.expected import ExpectedWheels
from release_tasks.core.findings import Evidence
from release_tasks.core.gate.index_install import IndexInstall
from release_tasks.core.gate.verdicts import together
from release_tasks.core.github import GitHub
from release_tasks.core.github.artifacts import RunArtifacts, hands_on
from release_tasks.core.github.ci_files import CiChecks, CiFiles
from release_tasks.core.github.dispatching import DispatchedRun
from release_tasks.core.github.environments import ReleaseEnvironments
from release_tasks.core.github.reruns import FailedLogs
from release_tasks.core.github.runs import FollowedRun, TagRun
from release_tasks.core.github.workflow import ReleaseWorkflow
from release_tasks.core.given import Lazy
from release_tasks.core.index import Indexes
from release_tasks.core.ledger import Ledger
from release_tasks.core.model import Change, Fail, Outcome, Skip
from release_tasks.core.project import Project
from release_tasks.core.publishing import LocalPublishing
from release_tasks.core.request import Request
from release_tasks.core.target import Target
from release_tasks.judgement.installs import installed
from release_tasks.judgement.publish.followed import Followed
from release_tasks.judgement.publish.handed_on import Handed, handed_on, unfinished
from release_tasks.judgement.publish.on_test_index import on_its_way
from release_tasks.judgement.publish.run_again import Again, mended
from release_tasks.judgement.publish.run_verdicts import judged
from release_tasks.judgement.publish.smoked import smoked
from release_tasks.judgement.publish.tested_by_ci import FilesOfCi
from release_tasks.judgement.roles import no_run, unseen
from release_tasks.judgement.uploading_jobs import UploadingJobs
from release_tasks.judgement.uploads import unpublishable, uploaded

RUNS = "https://docs.github.com/en/rest/actions/workflow-runs"


@item(source=RUNS)
def run(
    request: Request,
    project: Project,
    github: GitHub,
    workflow: Lazy[ReleaseWorkflow],
    seen: Lazy[TagRun],
) -> Outcome:
    """The workflow run of this tag succeeded, with every job of its matrix."""
    if skip := unseen(project, github):
        return skip
    return judged(Followed(request=request, project=project, workflow=workflow.get(), seen=seen.get()))


@item(source=RUNS)
def rerun(
    request: Request,
    project: Project,
    github: GitHub,
    workflow: Lazy[ReleaseWorkflow],
    seen: Lazy[TagRun],
    environments: Lazy[ReleaseEnvironments],
    logs: Lazy[FailedLogs],
    dispatched: Lazy[Annotated[DispatchedRun, "tag"]],
) -> Outcome:
    """Failed jobs ran again, a bounded number of times."""
    if skip := unseen(project, github):
        return skip
    run = Followed(request=request, project=project, workflow=workflow.get(), seen=seen.get())
    return mended(Again(run=run, github=github, environments=environments, logs=logs, dispatched=dispatched))


@item(source="https://docs.github.com/en/rest/actions/artifacts")
def ci_artifacts(
    request: Request,
    project: Project,
    target: Target,
    github: GitHub,
    workflow: Lazy[ReleaseWorkflow],
    run: Lazy[TagRun],
    artifacts: Lazy[RunArtifacts],
    files: Lazy[CiFiles],
    checks: Lazy[CiChecks],
    expected: Lazy[ExpectedWheels],
    ledger: Ledger,
) -> Outcome:
    """Every job handed its files on, and they are what their names say."""
    if skip := unseen(project, github):
        return skip
    if not hands_on(workflow.get()):
        uploading = f"the jobs of {workflow.get().file or 'the release workflow'} upload what they build"
        return Skip(reason=f"{uploading}: none hands files on")
    found = run.get().found
    if found is None:
        return no_run(request, run.get())
    of_ci = FilesOfCi(
        project=project,
        target=target,
        workflow=workflow.get(),
        found=found,
        ledger=ledger,
        files=files,
        checks=checks,
        expected=expected,
    )
    if forgotten := of_ci.forgotten(artifacts.get()):
        return forgotten
    waiting = unfinished(workflow.get(), found, project.hosting.follow_s)
    handed = waiting or handed_on(workflow.get(), found, artifacts.get())
    return of_ci.tested(handed) if isinstance(handed, Handed) else handed


@item(source="https://packaging.python.org/en/latest/guides/using-testpypi/")
def testpypi(
    project: Project,
    indexes: Indexes,
    publishing: Lazy[LocalPublishing],
    install: Lazy[Annotated[IndexInstall, "testpypi"]],
    github: GitHub,
    workflow: Lazy[ReleaseWorkflow],
    run: Lazy[TagRun],
) -> Outcome:
    """The test index has the tested files, with their digests, and they install from there."""
    if indexes.testpypi is None:
        return Skip(reason="no test index: neither .pypirc nor the settings (testpypi = true) name one")
    local = publishing.get()
    if project.publish == "ci":
        there, found = install.get(), None if github.absent else run.get().found
        uploading = _uploading(project, workflow.get(), found) if found else None
        verdicts = on_its_way(there.release, local.tag, uploading) or smoked(
            project, github, workflow, run, requirements(there.files)
        )
        return _tried(there, verdicts) if isinstance(verdicts, tuple) else verdicts
    if findings := unpublishable(local):
        return Fail(findings=findings)
    there = install.get()
    return uploaded(local.validation, indexes.testpypi, there.files) or _tried(there)


def _uploading(project: Project, workflow: ReleaseWorkflow, found: FollowedRun) -> UploadingJobs:
    trying = tuple(each for each in workflow.uploading if each.test_index)
    return UploadingJobs(workflow=workflow, found=found, of=trying, follow_s=project.hosting.follow_s)


def _tried(install: IndexInstall, in_ci: tuple[Evidence, ...] = ()) -> Outcome:
    """What the test index lists holds, and installs from there, and ``in_ci``."""
    release, number = install.release, len(install.files)
    verdicts = tuple(release.verdicts())
    headline = f"{release.page.endpoint.listing} lists {number} files of {release.project.name} {release.target.version}"
    listed = together(verdicts, release.request.require, headline=headline)
    if isinstance(listed, Fail):
        return listed
    shown = installed(install)
    if isinstance(shown, Change):
        return shown
    whole = together((*verdicts, shown), (*release.request.require, "install"), headline=headline)
    return replace(whole, evidence=(*whole.evidence, *in_ci))
