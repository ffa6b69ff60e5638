"""Facts as a run gathers them, by the table, for tests that look at one of them."""

from __future__ import annotations

from release_tasks.core.events import Events
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.core.sources import VersionSources
from release_tasks.gathering import Facts


def project_of(request: Request) -> Project:
    """The package that a run would be about."""
    return Facts({Request: request}, offline=True).get(Project)


def sources_of(project: Project) -> VersionSources:
    """Where the files of a package state its version now."""
    request = Request(task="status", root=project.root)
    given = {Request: request, Events: Events(lambda _: None), Project: project}
    return Facts(given, offline=True).get(VersionSources)
