"""Cargo: where the workspace and its lock file lie, and whether they resolve."""

from __future__ import annotations

import hashlib
import shlex

from release_tasks.core.cargo import CargoResolve, CargoWorkspace
from release_tasks.core.errors import CommandError
from release_tasks.core.events import Events
from release_tasks.core.formats.toml_document import document
from release_tasks.core.ledger import Entry
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.world.files.reading import ignored_by_git
from release_tasks.world.processes.run import project_environment, run
from release_tasks.world.sources.cargo_workspaces import crate_manifest, workspace_manifest

LABEL = "cargo"


def cargo_workspace(project: Project) -> CargoWorkspace:
    """The package's Cargo.toml, and the Cargo.lock beside its workspace's root, be it there or not.

    :raises UsageError: a manifest is broken.
    """
    pyproject = project.path / "pyproject.toml"
    values = document(pyproject, pyproject.read_bytes()) if pyproject.is_file() else {}
    manifest = crate_manifest(project.path, values)
    if not manifest.is_file():
        return CargoWorkspace(manifest=None)
    root = workspace_manifest(manifest, project.repository)
    lock = root.with_name("Cargo.lock")
    read = dict.fromkeys((lock, root, manifest)) if lock.is_file() else ()
    return CargoWorkspace(
        manifest=manifest,
        lock=lock,
        lock_ignored=bool(ignored_by_git({lock}, project.repository)),
        digest=hashlib.sha256(b"\0".join(path.read_bytes() for path in read)).hexdigest() if read else "",
    )


def cargo_resolve(action: CargoResolve, events: Events, request: Request, project: Project) -> Entry:
    """Run cargo update for the named crates, then cargo metadata --locked.

    :raises CommandError: the workspace does not resolve with its lock file as it is.
    :raises UnreachableError: cargo is not there.
    """
    common = ("--manifest-path", str(action.manifest), *(("--offline",) if request.offline else ()))
    for crate in action.update:
        _cargo(("update", *common, "-p", crate), action, events)
    _cargo(("metadata", "--locked", "--format-version", "1", *common), action)
    return Entry(
        kind="lockfiles",
        item="",
        bound_to=cargo_workspace(project).digest,
        data={"updated": list(action.update)},
    )


def _cargo(words: tuple[str, ...], action: CargoResolve, events: Events | None = None) -> None:
    """Run cargo; what it prints is told to ``events`` if given."""
    argv = ("cargo", *words)
    on_line = (lambda text: events.line(LABEL, text)) if events else None
    folder = action.manifest.parent
    done = run(argv, cwd=folder, env=project_environment(), check=False, on_line=on_line)
    if done.code != 0:
        mending = ("cargo", "update", "--workspace", "--manifest-path", str(action.manifest))
        remedy = f"{shlex.join(mending)}, then look at what it changed"
        raise CommandError(argv, done.code, done.tail, remedy=remedy)
