"""Stage publish: the tested files reach the test index, by CI or from here, and install from there."""

from __future__ import annotations

from typing import Annotated

from release_tasks.checklist import item
from release_tasks.checklist.roles import by_ci, installed, unpublishable, uploaded
from release_tasks.core.gate.verdicts import together
from release_tasks.core.git import RemoteRefs, Tags
from release_tasks.core.given import Lazy
from release_tasks.core.index import Indexes, IndexFiles
from release_tasks.core.model import Change, Fail, Outcome, Skip
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.core.target import Target
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
    tags: Tags,
    remote: RemoteRefs,
    validation: Validation,
    listed: Lazy[Annotated[IndexFiles, "testpypi"]],
) -> Outcome:
    """The test index has the tested files, with their digests, and they install from there."""
    if project.publish == "ci":
        return by_ci(project)
    if indexes.testpypi is None:
        return Skip(reason="no test index: neither .pypirc nor the settings (testpypi = true) name one")
    if findings := unpublishable(request, project, target, tags, remote, validation):
        return Fail(findings=findings)
    mine = validation.files
    files = listed.get()
    remedy = "release another version: an index never takes a second file of one name"
    if outcome := uploaded(mine, files, validation.ledger, remedy):
        return outcome
    ours = {each.file.name for each in mine}
    listing = [each for each in files.files if each.name in ours]
    shown = installed(project, target, files.endpoint, listing, validation.ledger, validation.pythons)
    return shown if isinstance(shown, Change) else together((shown,), required=("install",))
