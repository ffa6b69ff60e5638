"""Stage publish: the tested files reach the test index, by CI or from here, and install from there."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from release_tasks.checklist import item
from release_tasks.core.coverage.earlier import requirements
from release_tasks.core.findings import Evidence
from release_tasks.core.gate.index_install import IndexInstall
from release_tasks.core.gate.verdicts import together
from release_tasks.core.github.artifacts import hands_on
from release_tasks.core.github.files_of_ci import FilesOfCi
from release_tasks.core.github.release_run import ReleaseRun
from release_tasks.core.github.reruns import AnotherAttempt
from release_tasks.core.given import Lazy
from release_tasks.core.index import Indexes
from release_tasks.core.model import Change, Fail, Outcome, Skip
from release_tasks.core.publishing import LocalPublishing
from release_tasks.judgement.installs import installed
from release_tasks.judgement.publish.on_test_index import on_its_way
from release_tasks.judgement.publish.run_again import mended
from release_tasks.judgement.publish.run_verdicts import judged
from release_tasks.judgement.publish.smoked import smoked
from release_tasks.judgement.publish.tested_by_ci import tested
from release_tasks.judgement.roles import no_run, unseen
from release_tasks.judgement.uploading_jobs import UploadingJobs
from release_tasks.judgement.uploads import unpublishable, uploaded

RUNS = "https://docs.github.com/en/rest/actions/workflow-runs"


@item(source=RUNS)
def run(ci: ReleaseRun) -> Outcome:
    """The workflow run of this tag succeeded, with every job of its matrix."""
    return unseen(ci) or judged(ci)


@item(source=RUNS)
def rerun(again: AnotherAttempt) -> Outcome:
    """Failed jobs ran again, a bounded number of times."""
    return unseen(again.ci) or mended(again)


@item(source="https://docs.github.com/en/rest/actions/artifacts")
def ci_artifacts(of_ci: FilesOfCi) -> Outcome:
    """Every job handed its files on, and they are what their names say."""
    ci = of_ci.ci
    if skip := unseen(ci):
        return skip
    if not hands_on(ci.workflow):
        uploading = f"the jobs of {ci.workflow.file or 'the release workflow'} upload what they build"
        return Skip(reason=f"{uploading}: none hands files on")
    return tested(of_ci, ci.found) if ci.found else no_run(ci)


@item(source="https://packaging.python.org/en/latest/guides/using-testpypi/")
def testpypi(
    indexes: Indexes,
    publishing: Lazy[LocalPublishing],
    install: Lazy[Annotated[IndexInstall, "testpypi"]],
    ci: ReleaseRun,
) -> Outcome:
    """The test index has the tested files, with their digests, and they install from there."""
    if indexes.testpypi is None:
        return Skip(reason="no test index: neither .pypirc nor the settings (testpypi = true) name one")
    local = publishing.get()
    if ci.project.publish == "ci":
        there = install.get()
        verdicts = on_its_way(there.release, local.tag, _uploading(ci)) or smoked(
            ci, requirements(there.files)
        )
        return _tried(there, verdicts) if isinstance(verdicts, tuple) else verdicts
    if findings := unpublishable(local):
        return Fail(findings=findings)
    there = install.get()
    return uploaded(local.validation, indexes.testpypi, there.files) or _tried(there)


def _uploading(ci: ReleaseRun) -> UploadingJobs | None:
    """The jobs that upload to the test index; None where nobody sees their run."""
    if ci.github.absent or (found := ci.found) is None:
        return None
    trying = tuple(each for each in ci.workflow.uploading if each.test_index)
    return UploadingJobs(workflow=ci.workflow, found=found, of=trying, follow_s=ci.project.hosting.follow_s)


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
