"""A project that the command line names: no folder, no git and no settings say anything about it."""

from __future__ import annotations

from pathlib import Path

from release_tasks.core.project import Project


def named_project(name: str, folder: Path) -> Project:
    """Give the project of that name; ``folder`` is empty, and stands in for all that it has not.

    What is recorded of it goes there too: such a run has to see everything itself, and leaves nothing behind.
    """
    return Project(
        root=folder,
        repository=folder,
        path=folder,
        name=name,
        alias=name,
        import_name="",
        tag="v{version}",
        tag_message="",
        commit_message="",
        dist=folder / "dist",
        indexes={},
        records=folder / "records",
    )
