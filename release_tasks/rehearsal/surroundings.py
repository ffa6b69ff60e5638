"""What stands for the world in a rehearsal: two indexes, GitHub for a project that is there, whoever is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

from release_tasks.core.announcing import Addresses
from release_tasks.core.coverage.expected import ExpectedWheels
from release_tasks.core.github import GitHub
from release_tasks.core.index import Indexes
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.core.target import Target
from release_tasks.gathering import Facts
from release_tasks.rehearsal.clone import Clone
from release_tasks.rehearsal.embedded_index import EmbeddedIndex
from release_tasks.rehearsal.github.server import LocalGitHub
from release_tasks.rehearsal.hosted_clone import hosted
from release_tasks.rehearsal.listener import Listener
from release_tasks.world.github.workflow import workflow_in_tree

_BEAT_S = 0.3


@contextmanager
def surroundings(
    request: Request, made: Clone, folder: Path, repository: str, tell: Callable[[str], None]
) -> Iterator[Mapping[type, object]]:
    """Let them run, and give the facts that stand for what would be gathered of the real ones.

    ``request`` is about the clone ``made``; the indexes keep their files below ``folder``. ``repository`` is
    the project's own on GitHub, empty where it is not there.
    """
    with ExitStack() as running:
        testpypi, pypi = (running.enter_context(_index(folder / name)) for name in ("testpypi", "pypi"))
        facts = Facts({Request: request}, offline=request.offline)
        project = replace(facts.get(Project), sign=False)
        workflow = workflow_in_tree(project, facts.get(Target))
        tried = project.publish == "local" or any(each.test_index for each in workflow.uploading)
        indexes = Indexes(
            testpypi=testpypi.endpoint("testpypi") if tried else None, pypi=pypi.endpoint("pypi")
        )
        given: dict[type, object] = {Indexes: indexes, Project: project, ExpectedWheels: ExpectedWheels()}
        if project.channels:
            given[Addresses] = running.enter_context(Listener()).addresses(project.channels)
        if facts.get(ExpectedWheels).platforms:
            tell("files are built for this machine alone: other platforms are not rehearsed")
        if project.publish == "ci" or repository:
            if project.publish == "ci":
                tell(
                    f"CI publishes this project: this machine stands in for {workflow.file}, on a local GitHub"
                )
            there = hosted(made, project, workflow, indexes, repository)
            server = running.enter_context(LocalGitHub(there))
            running.enter_context(_going_on(server))
            given[GitHub] = GitHub(
                repository=there.full_name, api=server.api, web=server.web, token=there.token
            )
        else:
            given[GitHub] = GitHub(absent="this project is not on GitHub")
        yield given


@contextmanager
def _going_on(server: LocalGitHub) -> Iterator[None]:
    """Runs go on, as real ones do, while nobody asks for them."""
    over = Event()

    def beat() -> None:
        while not over.wait(_BEAT_S):
            server.go_on()

    thread = Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _index(folder: Path) -> EmbeddedIndex:
    folder.mkdir()
    return EmbeddedIndex(folder)
