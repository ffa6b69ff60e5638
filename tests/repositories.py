"""Small real repositories with a bare origin, for tests of what we ask git and let git do."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from gathered import sources_of
from hosting import git

from release_tasks.core.events import Event, Events, OutputLine
from release_tasks.core.git import GitState
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.core.sources import VersionSources
from release_tasks.world.git.state import git_state

PYPROJECT = '[project]\nname = "Demo_Pkg"\nversion = "1.2.0"\n'


@dataclass(frozen=True, slots=True)
class Repository:
    """A work tree on ``main`` that holds one package."""

    root: Path

    def git(self, *arguments: str) -> str:
        """Run git in the work tree; gives what it printed, stripped."""
        return git(self.root, *arguments)

    def write(self, path: str, content: str | bytes) -> Path:
        """Write a file, its folders too."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        return target

    def commit(self, message: str = "feat: more") -> str:
        """Commit everything; gives the new commit."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")

    def hook(self, name: str, *lines: str) -> None:
        """Install a hook."""
        hooks = self.root / self.git("rev-parse", "--git-path", "hooks")
        hooks.mkdir(exist_ok=True)
        (hooks / name).write_text("\n".join(("#!/bin/sh", *lines, "")))
        (hooks / name).chmod(0o755)

    def project(self, **changes: Any) -> Project:
        """The package as the settings would tell it."""
        project = Project(
            root=self.root,
            repository=self.root,
            path=self.root,
            name="Demo_Pkg",
            alias="demo",
            import_name="demo_pkg",
            tag="v{version}",
            tag_message="",
            commit_message="",
            dist=self.root / "dist",
            changelog=self.root / "CHANGELOG.md",
            indexes={},
        )
        return replace(project, **changes)

    @property
    def request(self) -> Request:
        """A run of the stage tag."""
        return Request(task="tag", root=self.root)

    @property
    def state(self) -> GitState:
        """What git says now."""
        return git_state(self.project())

    @property
    def sources(self) -> VersionSources:
        """Where the version is stated now."""
        return sources_of(self.project())


def a_repository(folder: Path, *, empty: bool = False) -> Repository:
    """Make a repository with one commit, unless ``empty``."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    for name, value in (
        ("user.name", "Ada Maintainer"),
        ("user.email", "ada@maintainers.example"),
        ("commit.gpgSign", "false"),
        ("tag.gpgSign", "false"),
        ("gc.auto", "0"),
    ):
        git(folder, "config", name, value)
    repository = Repository(folder)
    if not empty:
        repository.write("pyproject.toml", PYPROJECT)
        repository.write("CHANGELOG.md", "# Changes\n")
        repository.write("src/demo_pkg/__init__.py", "")
        repository.commit("feat: begin")
    return repository


def an_origin(repository: Repository) -> Path:
    """Give the repository a bare origin that has its branch and tags."""
    origin = repository.root.with_name(f"{repository.root.name}.git")
    git(repository.root.parent, "init", "--quiet", "--bare", "--initial-branch=main", str(origin))
    repository.git("remote", "add", "origin", str(origin))
    repository.git("push", "--quiet", "origin", "main", "--tags")
    return origin


def a_clone(origin: Path, folder: Path) -> Repository:
    """Clone the origin, as another maintainer has it."""
    git(origin.parent, "clone", "--quiet", str(origin), str(folder))
    git(folder, "config", "user.name", "Grace Other")
    git(folder, "config", "user.email", "grace@maintainers.example")
    return Repository(folder)


@dataclass(frozen=True, slots=True)
class Listener:
    """Keeps the events that it hears."""

    heard: list[Event] = field(default_factory=list)

    @property
    def events(self) -> Events:
        """Where to send them."""
        return Events(self.heard.append)

    @property
    def text(self) -> str:
        """The lines that commands printed."""
        return "\n".join(each.text for each in self.heard if isinstance(each, OutputLine))
