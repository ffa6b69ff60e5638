"""Cargo's manifests: the one behind a package, the workspace above it, and the workspace's members."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from release_tasks.core.formats import cargo_manifest
from release_tasks.core.formats.pyproject import backend, crate_place
from release_tasks.core.formats.toml_document import document
from release_tasks.world.files.reading import content, folders_up, joined


@dataclass(frozen=True, slots=True, kw_only=True)
class CargoManifest:
    """A Cargo.toml: where it lies, its bytes, and what it says."""

    path: Path
    data: bytes
    values: dict[str, Any]

    @property
    def crate(self) -> str | None:
        """The name of its crate, None for a manifest without a package."""
        return cargo_manifest.crate(self.values)

    @property
    def inherits(self) -> bool:
        """Whether its crate takes its version from the workspace."""
        return cargo_manifest.inherits(self.values)


def read_manifest(path: Path, needed_by: str) -> CargoManifest:
    """Read a Cargo.toml that ``needed_by`` asks for.

    :raises UsageError: it is missing or broken.
    """
    data = content(path, needed_by=needed_by)
    return CargoManifest(path=path, data=data, values=document(path, data))


def crate_manifest(folder: Path, pyproject: Mapping[str, Any]) -> Path:
    """Give the place of the Cargo.toml behind the package in ``folder``; maturin may name another than the one there."""
    if backend(pyproject) != "maturin":
        return folder / "Cargo.toml"
    return joined(folder, crate_place(pyproject, lambda place: joined(folder, place).is_file()))


def workspace_manifest(path: Path, top: Path) -> Path:
    """Give the Cargo.toml beside which cargo keeps the lock file of the crate ``path``: the workspace's, else its own.

    :raises UsageError: a manifest is missing or broken.
    """
    manifest = read_manifest(path, "cargo")
    return (workspace_root(manifest, top) or manifest).path


def workspace_root(member: CargoManifest, top: Path) -> CargoManifest | None:
    """Find the workspace as cargo does: the nearest [workspace] up to ``top`` that does not exclude us.

    :raises UsageError: a manifest on the way is broken, or the one that is pointed at is missing.
    """
    pointed = member.values.get("package", {}).get("workspace")
    if isinstance(pointed, str):
        return read_manifest(
            joined(member.path.parent, pointed) / "Cargo.toml", f"package.workspace in {member.path}"
        )
    for folder in folders_up(member.path.parent, top):
        path = folder / "Cargo.toml"
        if not path.is_file():
            continue
        found = member if path == member.path else read_manifest(path, "cargo")
        if "workspace" in found.values and not _excluded(found, member.path.parent):
            return found
    return None


def _excluded(root: CargoManifest, folder: Path) -> bool:
    places = (joined(root.path.parent, each) for each in cargo_manifest.excludes(root.values))
    return any(folder.is_relative_to(place) for place in places)


def members(root: CargoManifest) -> tuple[CargoManifest, ...]:
    """Read the manifests of a workspace, the root's first; path dependencies are members too.

    :raises UsageError: one of them is broken.
    """
    top = root.path.parent
    patterns = (f"{each.rstrip('/')}/Cargo.toml" for each in cargo_manifest.members(root.values))
    waiting = [path for pattern in patterns for path in sorted(top.glob(pattern))]
    found = {root.path: root}
    following = [root]
    while waiting or following:
        for each in following:
            folders = cargo_manifest.path_dependencies(each.values)
            waiting += [joined(each.path.parent, folder) / "Cargo.toml" for folder in folders]
        fresh = dict.fromkeys(path for path in waiting if path not in found and _belongs(path, root))
        following = [read_manifest(path, "the Cargo workspace") for path in fresh]
        found.update((each.path, each) for each in following)
        waiting = []
    return tuple(found.values())


def _belongs(path: Path, root: CargoManifest) -> bool:
    return path.is_relative_to(root.path.parent) and path.is_file() and not _excluded(root, path.parent)
