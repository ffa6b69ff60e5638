"""Builds, installs, commits, tags, pushes and uploads; other changes lie beside the facts that they are about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from release_tasks.core.action import FactTypes
from release_tasks.core.artifacts import Artifacts, BuiltFile, StrictCheck
from release_tasks.core.environments import Interpreter
from release_tasks.core.findings import Reach
from release_tasks.core.git import GitState, ReleaseTree, RemoteRefs, Tags
from release_tasks.core.history.past import History
from release_tasks.core.index import IndexEndpoint, IndexFile, IndexPage
from release_tasks.core.ledger import Ledger
from release_tasks.core.project import Command
from release_tasks.core.sources import VersionSources
from release_tasks.core.work_tree import Manifests


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """Builds sdist and wheels into ``dist`` and writes the manifest beside it; bound to ``tree``."""

    reach: ClassVar[Reach] = Reach.LOCAL
    stales: ClassVar[FactTypes] = (
        Artifacts,
        StrictCheck,
        Ledger,
        ReleaseTree,
        Manifests,
        VersionSources,
    )
    commands: tuple[Command, ...]
    folder: Path
    dist: Path
    manifest: Path
    name: str
    version: str
    tree: str
    values: Mapping[str, str] = field(default_factory=dict)

    def describe(self) -> tuple[str, ...]:
        """One line a command, or the standard front end."""
        if not self.commands:
            return (f"build sdist and wheel of {self.name} {self.version} into {self.dist}",)
        return tuple(f"run {command}" for command in self.commands)


@dataclass(frozen=True, slots=True, kw_only=True)
class Smoke:
    """Installs each file in a clean environment of each interpreter, and runs the smoke command."""

    reach: ClassVar[Reach] = Reach.LOCAL
    stales: ClassVar[FactTypes] = (Ledger,)
    files: tuple[tuple[Path, BuiltFile], ...]
    interpreters: tuple[Interpreter, ...]
    import_name: str
    command: Command | None
    name: str
    version: str
    bound_to: str
    values: Mapping[str, str] = field(default_factory=dict)

    def describe(self) -> tuple[str, ...]:
        """One line an interpreter."""
        names = ", ".join(file.name for _, file in self.files)
        return tuple(f"install {names} in a clean Python {each.version}" for each in self.interpreters)


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """Commits exactly ``paths``; the new commit must have ``tree``."""

    reach: ClassVar[Reach] = Reach.LOCAL
    stales: ClassVar[FactTypes] = (GitState, ReleaseTree, RemoteRefs, History)
    paths: tuple[str, ...]
    message: str
    tree: str

    def describe(self) -> tuple[str, ...]:
        """The message and the files."""
        return (f"commit {', '.join(self.paths)}: {self.message.splitlines()[0]}",)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateTag:
    """Makes a tag on ``commit``: annotated with the message, signed too, or neither."""

    reach: ClassVar[Reach] = Reach.LOCAL
    stales: ClassVar[FactTypes] = (Tags, GitState)
    name: str
    message: str
    commit: str
    annotate: bool = True
    sign: bool = False

    def describe(self) -> tuple[str, ...]:
        """The tag and where it goes."""
        how = "sign" if self.sign else "create" if self.annotate else "create lightweight"
        return (f"{how} tag {self.name} on {self.commit[:12]}",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """Pushes the refs to origin in one atomic push; ``reach`` depends on what the push starts there."""

    stales: ClassVar[FactTypes] = (RemoteRefs,)
    refspecs: tuple[str, ...]
    url: str
    reach: Reach

    def describe(self) -> tuple[str, ...]:
        """The refs and where they go."""
        return (f"push {', '.join(self.refspecs)} to {self.url}, all or none",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """Uploads files to an index; nobody can take back an upload."""

    reach: ClassVar[Reach] = Reach.PUBLIC
    stales: ClassVar[FactTypes] = (IndexPage,)
    endpoint: IndexEndpoint
    files: tuple[Path, ...]

    def describe(self) -> tuple[str, ...]:
        """One line a file."""
        return tuple(f"upload {path.name} to {self.endpoint.shown}" for path in self.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallFromIndex:
    """Installs the version's own files by hash from one index only, and runs the smoke command.

    An empty ``import_name`` is looked up in what was installed.
    """

    reach: ClassVar[Reach] = Reach.LOCAL
    stales: ClassVar[FactTypes] = (Ledger,)
    endpoint: IndexEndpoint
    name: str
    version: str
    files: tuple[IndexFile, ...]
    interpreters: tuple[Interpreter, ...]
    import_name: str
    command: Command | None
    bound_to: str
    values: Mapping[str, str] = field(default_factory=dict)
    extras: tuple[str, ...] = ()

    def describe(self) -> tuple[str, ...]:
        """One line an interpreter."""
        what = f"{self.name}=={self.version} by hash from {self.endpoint.listing}"
        return tuple(f"install {what} in a clean Python {each.version}" for each in self.interpreters)
