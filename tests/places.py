"""Two clones of a bare origin, and the local GitHub in front of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from github_here import Watched, hosted_at, local_github
from repositories import Repository, a_clone, a_repository, an_origin

from release_tasks.rehearsal.github.state import Issue
from release_tasks.world.github.client import Client


@dataclass(frozen=True)
class Place:
    """``ours`` is the clone that a run is in, ``theirs`` everybody else's; what is merged is merged for real."""

    ours: Repository
    theirs: Repository
    origin: Path
    github: Watched
    client: Client

    def hotfix(self, name: str, title: str = "Crash") -> Issue:
        """A branch at origin with a commit, and a pull request from it."""
        self.theirs.git("switch", "--quiet", "--create", name, "main")
        self.theirs.write(name, name)
        self.theirs.commit(f"fix: {name}")
        self.theirs.git("push", "--quiet", "origin", name)
        return self.github.hosted.add_issue(title, head=name)


P = TypeVar("P", bound=Place)


@contextmanager
def place_of(kind: type[P], folder: Path) -> Iterator[P]:
    """Make one, with all that it stands on."""
    ours = a_repository(folder / "demo")
    origin = an_origin(ours)
    theirs = a_clone(origin, folder / "theirs")
    with local_github(hosted_at(origin)) as running:
        yield kind(ours, theirs, origin, running, running.client())
