"""Stage publish: the tested files reach the test index, by CI or from here, and install from there."""

from __future__ import annotations

from typing import Annotated

from release_tasks.checklist import item
from release_tasks.checklist.indexes import by_ci, published
from release_tasks.core.artifacts import Artifacts
from release_tasks.core.environments import Interpreters
from release_tasks.core.git import GitState, RemoteRefs, Tags
from release_tasks.core.given import Lazy
from release_tasks.core.index import Indexes, IndexFiles
from release_tasks.core.ledger import Ledger
from release_tasks.core.model import Outcome, Skip
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.core.target import Target

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
