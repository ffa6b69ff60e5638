"""Stage publish: the tested files reach the test index, by CI or from here, and install from there."""

from __future__ import annotations

from typing import Annotated

from release_tasks.checklist import item
from release_tasks.checklist.roles import by_ci, installed, unpublishable, uploaded
from release_tasks.core.environments import Interpreters
from release_tasks.core.findings import Evidence
from release_tasks.core.gate.verdicts import Passed, together
from release_tasks.core.git import RemoteRefs, Tags
from release_tasks.core.given import Lazy
from release_tasks.core.index import Indexes, IndexFile, IndexFiles, IndexPage
from release_tasks.core.ledger import Ledger
from release_tasks.core.model import Change, Fail, Outcome, Skip, Waiting, fail
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.core.target import Target, tag_name
from release_tasks.core.validation import Validation

RUNS = "https://docs.github.com/en/rest/actions/workflow-runs"


@item(source=RUNS)
def run(project: Project) -> Outcome:
    """The workflow run of this tag succeeded, with every job of its matrix."""
    return by_ci(project)


@item(source=RUNS)
def rerun(project: Project) -> Outcome:
    """Failed jobs ran again, a bounded number of times."""
    return by_ci(project)


@item(source="https://docs.github.com/en/rest/actions/artifacts")
def ci_artifacts(project: Project) -> Outcome:
    """Every job uploaded its files."""
    return by_ci(project)


@item(source="https://packaging.python.org/en/latest/guides/using-testpypi/")
def testpypi(
    request: Request,
    project: Project,
    target: Target,
    indexes: Indexes,
    tags: Lazy[Tags],
    remote: Lazy[RemoteRefs],
    validation: Lazy[Validation],
    ledger: Ledger,
    pythons: Interpreters,
    listed: Lazy[Annotated[IndexFiles, "testpypi"]],
) -> Outcome:
    """The test index has the tested files, with their digests, and they install from there."""
    if indexes.testpypi is None:
        return Skip(reason="no test index: neither .pypirc nor the settings (testpypi = true) name one")
    if project.publish == "ci":
        there = listed.get()
        if not there.files:
            return _not_there_yet(request, project, target, remote.get(), there)
        return _tried(project, target, there, there.files, ledger, pythons)
    evidence = validation.get()
    if findings := unpublishable(request, project, target, tags.get(), remote.get(), evidence):
        return Fail(findings=findings)
    there = listed.get()
    remedy = "release another version: an index never takes a second file of one name"
    if outcome := uploaded(evidence.files, there, ledger, remedy):
        return outcome
    ours = {each.file.name for each in evidence.files}
    mine = tuple(each for each in there.files if each.name in ours)
    return _tried(project, target, there, mine, ledger, pythons)


def _tried(
    project: Project,
    target: Target,
    there: IndexFiles,
    files: tuple[IndexFile, ...],
    ledger: Ledger,
    pythons: Interpreters,
) -> Outcome:
    """What the test index has, and that it installs from there."""
    shown = installed(project, target, there.endpoint, files, ledger, pythons)
    if isinstance(shown, Change):
        return shown
    by_ci = project.publish == "ci"
    whose = "uploaded by CI" if by_ci else "with the digests of the tested files"
    seen = tuple(Evidence(what=each.name, seen_on=f"sha256:{each.sha256[:12]}") for each in files)
    unseen = Evidence(what="not looked at: the workflow run, and each platform's smoke test there")
    digests = Passed(
        kind="digests",
        evidence=(
            Evidence(what=f"{len(files)} files on {there.endpoint.shown}, {whose}"),
            *seen,
            *((unseen,) if by_ci else ()),
        ),
    )
    return together((digests, shown), required=("install",))


def _not_there_yet(
    request: Request, project: Project, target: Target, remote: RemoteRefs, there: IndexFiles
) -> Outcome:
    """CI uploads what the tag starts: there is something to wait for once origin has it."""
    shown, name = there.endpoint.shown, tag_name(project.tag, target.version)
    if name in remote.tags:
        reason = f"{shown} does not list {target.version} yet, which CI uploads"
        return Waiting(fact=IndexPage, subject=there.endpoint.role, reason=reason)
    return fail(
        f"{project.name} {target.version} is not on the test index",
        shown,
        expected=f"the files that CI uploads for {name}",
        found="no such version" if there.project_known else "no such project",
        remedy=request.command("tag"),
        after="tag.push",
    )
