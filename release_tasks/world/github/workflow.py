"""Reads the release workflow: the one that is stated, or that the tag starts, or that uploads at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from release_tasks.core.git import Tags
from release_tasks.core.github.workflow import ReleaseWorkflow
from release_tasks.core.github.workflow_reading import read_workflow
from release_tasks.core.history.past import History
from release_tasks.core.project import Project
from release_tasks.core.target import Target, tag_name
from release_tasks.world.project.workflows import FOLDER, workflow_files, workflow_files_at


def release_workflow(project: Project, target: Target, tags: Tags, history: History) -> ReleaseWorkflow:
    """Find the workflow that has a part in this release, and read what it does.

    GitHub runs it as it is at the release's tag; before there is one, and where it is not at the tag, the tree tells.
    """
    tag = tag_name(project.tag, target.version)
    marked = tags.by_name.get(tag)
    if marked is not None:
        found = _found(workflow_files_at(project.repository, marked.commit, history), project, tag)
        if found.file and not found.broken:
            return found
    return workflow_in_tree(project, target)


def workflow_in_tree(project: Project, target: Target) -> ReleaseWorkflow:
    """Read the workflow that a tag on this tree will start, whatever the tag of that name holds now."""
    return _found(workflow_files(project.repository), project, tag_name(project.tag, target.version))


def _found(files: Mapping[str, Mapping[str, Any]], project: Project, tag: str) -> ReleaseWorkflow:
    if project.hosting.workflow:
        return read_workflow(files, f"{FOLDER}/{project.hosting.workflow}", tag)
    if project.workflow:
        return read_workflow(files, project.workflow.relative_to(project.repository).as_posix(), tag)
    read = (read_workflow(files, each, tag) for each in files)
    return next((each for each in read if each.uploading), ReleaseWorkflow())
