"""Which wheels a release is expected to have: what settings state, else what the release workflow builds."""

from __future__ import annotations

from release_tasks.core.coverage.expected import ExpectedWheels, also, stated
from release_tasks.core.coverage.workflow import workflow_wheels
from release_tasks.core.formats.toml_document import document, table
from release_tasks.core.project import Project
from release_tasks.world.project.work_tree import MANIFEST
from release_tasks.world.project.workflows import release_jobs


def expected_wheels(project: Project) -> ExpectedWheels:
    """Find what somebody expects of the wheels; the workflow is read where settings state no platforms."""
    said = stated(project.platforms, project.pythons if project.states("pythons") else ())
    if project.platforms or project.workflow is None:
        return said
    manifest = project.path / MANIFEST
    options = (
        table(document(manifest, manifest.read_bytes()), "tool", "cibuildwheel") if manifest.is_file() else {}
    )
    jobs = release_jobs(project.repository, project.workflow)
    return also(said, workflow_wheels(project.workflow.name, jobs, options))
