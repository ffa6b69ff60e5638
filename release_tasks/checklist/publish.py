"""Stage publish: the tested files reach the test index, by CI or from here, and install from there."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from release_tasks.checklist import item
from release_tasks.core.coverage.earlier import requirements
from release_tasks.core.coverage.expected import ExpectedWheels
from release_tasks.core.environments import Interpreters
from release_tasks.core.findings import Evidence
from release_tasks.core.gate.release import ListedRelease
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
from release_tasks.core.release_tag import ReleaseTag
from release_tasks.core.request import Request
from release_tasks.core.target import Target
from release_tasks.core.validation import Validation
from release_tasks.judgement.publish.followed import Followed
from release_tasks.judgement.publish.handed_on import Handed, handed_on, unfinished
from release_tasks.judgement.publish.on_test_index import on_its_way
from release_tasks.judgement.publish.run_again import Again, mended
from release_tasks.judgement.publish.run_verdicts import judged
from release_tasks.judgement.publish.smoked import smoked
from release_tasks.judgement.publish.tested_by_ci import FilesOfCi
from release_tasks.judgement.roles import installed, no_run, unpublishable, unseen, uploaded
from release_tasks.judgement.uploading_jobs import UploadingJobs

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
    request: Request,
    project: Project,
    target: Target,
    indexes: Indexes,
    marked: Lazy[ReleaseTag],
    validation: Lazy[Validation],
    pythons: Interpreters,
    release: Lazy[Annotated[ListedRelease, "testpypi"]],
    github: GitHub,
    workflow: Lazy[ReleaseWorkflow],
    run: Lazy[TagRun],
) -> Outcome:
    """The test index has the tested files, with their digests, and they install from there."""
    if indexes.testpypi is None:
        return Skip(reason="no test index: neither .pypirc nor the settings (testpypi = true) name one")
    if project.publish == "ci":
        there, found = release.get(), None if github.absent else run.get().found
        uploading = _uploading(project, workflow.get(), found) if found else None
        files = requirements(there.page.of(target.version))
        verdicts = on_its_way(there, marked.get(), uploading) or smoked(project, github, workflow, run, files)
        return _tried(there, pythons, verdicts) if isinstance(verdicts, tuple) else verdicts
    evidence = validation.get()
    if findings := unpublishable(request, marked.get(), evidence):
        return Fail(findings=findings)
    there = release.get()
    missing = uploaded(evidence.files, indexes.testpypi, there.page.of(target.version), evidence.ledger)
    return missing or _tried(there, pythons)


def _uploading(project: Project, workflow: ReleaseWorkflow, found: FollowedRun) -> UploadingJobs:
    trying = tuple(each for each in workflow.uploading if each.test_index)
    return UploadingJobs(workflow=workflow, found=found, of=trying, follow_s=project.hosting.follow_s)


def _tried(release: ListedRelease, pythons: Interpreters, in_ci: tuple[Evidence, ...] = ()) -> Outcome:
    """What the test index lists holds, and installs from there, and ``in_ci``."""
    project, version, there = release.project, release.target.version, release.page.endpoint
    files, verdicts = release.page.of(version), tuple(release.verdicts())
    headline = f"{there.listing} lists {len(files)} files of {project.name} {version}"
    listed = together(verdicts, release.request.require, headline=headline)
    if isinstance(listed, Fail):
        return listed
    shown = installed(project, release.target, there, files, release.ledger, pythons)
    if isinstance(shown, Change):
        return shown
    whole = together((*verdicts, shown), (*release.request.require, "install"), headline=headline)
    return replace(whole, evidence=(*whole.evidence, *in_ci))
