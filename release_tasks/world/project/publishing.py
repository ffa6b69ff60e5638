"""Who uploads a package, and to which indexes: stated, else seen in workflows and in .pypirc."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from release_tasks.core.project import Inference, Publishing
from release_tasks.core.target import tag_name
from release_tasks.world.project.workflows import FOLDER, UploadingWorkflow, uploading_workflow
from release_tasks.world.settings.reading import Stated

PYPIRC = Path("~/.pypirc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """Who uploads, by which workflow, whether a test index comes first, and the .pypirc section or address of each role."""

    by: Publishing
    workflow: Path | None
    testpypi: bool
    indexes: Mapping[str, str]
    told: tuple[Inference, ...]


def publication(stated: Stated, repository: Path, tag: str) -> Publication:
    """Find out who uploads when a tag of the form ``tag`` is pushed.

    :raises UsageError: the workflow that settings state is not there, or .pypirc cannot be read.
    """
    values = stated.values
    workflow = _workflow(stated, repository, tag)
    told = []
    by: Publishing = values.publish or ("ci" if workflow else "local")
    if not values.publish:
        told.append(Inference(key="publish", value=by, because=_why(workflow, repository, tag)))
    testpypi = bool(values.testpypi)
    if not isinstance(values.testpypi, bool | str):
        testpypi, because = _test_index(workflow)
        told.append(Inference(key="testpypi", value=str(testpypi).lower(), because=because))
    named = values.testpypi if isinstance(values.testpypi, str) else ""
    indexes = {"pypi": values.pypi or "pypi", "testpypi": named or "testpypi"}
    file = workflow.file if workflow else None
    return Publication(by=by, workflow=file, testpypi=testpypi, indexes=indexes, told=tuple(told))


def _workflow(stated: Stated, repository: Path, tag: str) -> UploadingWorkflow | None:
    only = stated.values.workflow or None
    if only and not (repository / FOLDER / only).is_file():
        raise stated.wrong(
            "workflow", what=f"there is no {only}", expected=f"the name of a file in {repository / FOLDER}"
        )
    return uploading_workflow(repository, tag_name(tag, "1.2.3"), only)


def _why(workflow: UploadingWorkflow | None, repository: Path, tag: str) -> str:
    if workflow is None:
        return f"no workflow that a tag {tag} starts uploads"
    return f"{workflow.file.relative_to(repository).as_posix()} uploads in its job {workflow.job}"


def _test_index(workflow: UploadingWorkflow | None) -> tuple[bool, str]:
    if workflow and workflow.test_index:
        return True, f"{workflow.file.name} names it"
    if PYPIRC.expanduser().is_file():
        from release_tasks.world.index.pypirc import names_section  # noqa: PLC0415  # twine, which most do without

        if names_section("testpypi"):
            return True, ".pypirc names it"
    return False, "neither .pypirc nor the release workflow names it"
