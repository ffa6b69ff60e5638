"""Cargo: where the workspace and its lock file lie, and whether they resolve."""

from __future__ import annotations

import hashlib
from pathlib import Path

from release_tasks.core.actions import CargoResolve
from release_tasks.core.cargo import CargoWorkspace
from release_tasks.core.events import Events
from release_tasks.core.ledger import Entry
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.world.run import project_environment, run


def cargo_workspace(project: Project) -> CargoWorkspace:
    """The Cargo.toml in the package's folder, and the Cargo.lock there or above it in the repository."""
    manifest = project.path / "Cargo.toml"
    if not manifest.is_file():
        return CargoWorkspace(manifest=None)
    folders = [project.path, *(each for each in project.path.parents if each.is_relative_to(project.repository))]
    lock = next((each / "Cargo.lock" for each in folders if (each / "Cargo.lock").is_file()), None)
    if lock is None:
        return CargoWorkspace(manifest=manifest)
    return CargoWorkspace(
        manifest=manifest, lock=lock, lock_ignored=_ignored(lock, project.repository), digest=_digest(lock, manifest)
    )


def cargo_resolve(action: CargoResolve, events: Events, request: Request, project: Project) -> Entry:
    """Run cargo update for the named crates, then cargo metadata --locked.

    :raises CommandError: the workspace does not resolve with its lock file as it is.
    :raises UnreachableError: cargo is not there.
    """
    offline = ("--offline",) if request.offline else ()
    at = ("--manifest-path", str(action.manifest))
    environment = project_environment()
    folder = action.manifest.parent
    for crate in action.update:
        run(
            ("cargo", "update", *at, *offline, "-p", crate),
            cwd=folder,
            env=environment,
            on_line=lambda text: events.line("cargo", text),
        )
    run(("cargo", "metadata", "--locked", "--format-version", "1", *at, *offline), cwd=folder, env=environment)
    return Entry(
        kind="lockfiles",
        item="",
        bound_to=cargo_workspace(project).digest,
        data={"updated": list(action.update)},
    )


def _digest(*paths: Path) -> str:
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()


def _ignored(path: Path, repository: Path) -> bool:
    completed = run(("git", "check-ignore", "-q", str(path)), cwd=repository, check=False)
    return completed.code == 0
