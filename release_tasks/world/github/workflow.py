"""Reads the release workflow in the tree: the one that is stated, or that the tag starts, or that uploads at all."""

from __future__ import annotations

from release_tasks.core.github.workflow import ReleaseWorkflow
from release_tasks.core.github.workflow_reading import read_workflow
from release_tasks.core.project import Project
from release_tasks.core.target import Target, tag_name
from release_tasks.world.project.workflows import FOLDER, workflow_files


def release_workflow(project: Project, target: Target) -> ReleaseWorkflow:
    """Find the workflow that has a part in this release, and read what it does."""
    files = workflow_files(project.repository)
    tag = tag_name(project.tag, target.version)
    if project.hosting.workflow:
        return read_workflow(files, f"{FOLDER}/{project.hosting.workflow}", tag)
    if project.workflow:
        return read_workflow(files, project.workflow.relative_to(project.repository).as_posix(), tag)
    read = (read_workflow(files, each, tag) for each in files)
    return next((each for each in read if each.uploading), ReleaseWorkflow())
