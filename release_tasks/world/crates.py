"""The crate behind a package: its version, its workspace, and its entries in Cargo.lock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from release_tasks.core.errors import UsageError
from release_tasks.core.formats import cargo_lock, cargo_manifest
from release_tasks.core.formats.pyproject import backend
from release_tasks.core.formats.toml_document import document, table
from release_tasks.core.spots import VersionSpot
from release_tasks.world.tree_files import content, folders_up, joined


@dataclass(frozen=True, slots=True, kw_only=True)
class _Manifest:
    path: Path
    data: bytes
    values: dict[str, Any]


def crate_spots(path: Path, top: Path) -> tuple[VersionSpot, ...]:
    """Give the spots of the crate whose manifest is ``path``: its version, then its lock file's entries.

    A version that comes from the workspace is that of every member that inherits it, so all of their
    entries are given. The workspace is looked for up to ``top``.

    :raises UsageError: a manifest is missing or broken, or there is no workspace to inherit from.
    """
    manifest = _manifest(path, "[tool.maturin] manifest-path")
    name = cargo_manifest.crate(manifest.values)
    if name is None:
        raise UsageError(
            "there is no [package] in this manifest",
            where=str(path),
            expected="the crate that the package is built from",
            remedy="point [tool.maturin] manifest-path in pyproject.toml at it",
        )
    root = _workspace_root(manifest, top)
    if not cargo_manifest.inherits(manifest.values):
        stated = cargo_manifest.spots(path, manifest.data)
        return (*stated, *_locked(root or manifest, {name}, stated))
    if root is None:
        raise UsageError(
            "the version is inherited, and no Cargo.toml above has a [workspace]",
            where=str(path),
            expected=f"a workspace between {path.parent} and {top}",
            remedy="state [package] version in this manifest",
        )
    shared = cargo_manifest.workspace_spots(root.path, root.data)
    if not shared:
        raise UsageError(
            f"{path} inherits its version, and [workspace.package] states none",
            where=str(root.path),
            expected='[workspace.package] version = "1.4.0"',
            remedy="state it there",
        )
    return (*shared, *_locked(root, {name, *_inheriting(root)}, shared))


def crate_manifest(folder: Path, pyproject: Mapping[str, Any]) -> Path:
    """Give the place of the Cargo.toml behind the package in ``folder``; maturin may name another than the one there."""
    if backend(pyproject) != "maturin":
        return folder / "Cargo.toml"
    return joined(folder, str(table(pyproject, "tool", "maturin").get("manifest-path", "Cargo.toml")))


def workspace_manifest(path: Path, top: Path) -> Path:
    """Give the Cargo.toml beside which cargo keeps the lock file of the crate ``path``: the workspace's, else its own.

    :raises UsageError: a manifest is missing or broken.
    """
    manifest = _manifest(path, "cargo")
    return (_workspace_root(manifest, top) or manifest).path


def _locked(root: _Manifest, crates: set[str], stated: tuple[VersionSpot, ...]) -> tuple[VersionSpot, ...]:
    lock = root.path.with_name("Cargo.lock")
    if not lock.is_file():
        return ()
    version = stated[0].text if stated else None
    return cargo_lock.spots(lock, content(lock, needed_by="cargo"), crates, version)


def _workspace_root(member: _Manifest, top: Path) -> _Manifest | None:
    """Find the workspace as cargo does: the nearest [workspace] above that does not exclude us."""
    pointed = member.values.get("package", {}).get("workspace")
    if isinstance(pointed, str):
        return _manifest(
            joined(member.path.parent, pointed) / "Cargo.toml", f"package.workspace in {member.path}"
        )
    for folder in folders_up(member.path.parent, top):
        path = folder / "Cargo.toml"
        if not path.is_file():
            continue
        found = member if path == member.path else _manifest(path, "cargo")
        if "workspace" in found.values and not _excluded(found, member.path.parent):
            return found
    return None


def _excluded(root: _Manifest, folder: Path) -> bool:
    places = (joined(root.path.parent, each) for each in cargo_manifest.excludes(root.values))
    return any(folder.is_relative_to(place) for place in places)


def _inheriting(root: _Manifest) -> Iterator[str]:
    """Name the members that take their version from the workspace; path dependencies are members too."""
    waiting = [root]
    for pattern in cargo_manifest.members(root.values):
        waiting += map(_member, sorted(root.path.parent.glob(f"{pattern.rstrip('/')}/Cargo.toml")))
    known = {each.path for each in waiting}
    while waiting:
        each = waiting.pop()
        name = cargo_manifest.crate(each.values)
        if name is not None and cargo_manifest.inherits(each.values):
            yield name
        for folder in cargo_manifest.path_dependencies(each.values):
            path = joined(each.path.parent, folder) / "Cargo.toml"
            if path not in known and path.is_file() and path.is_relative_to(root.path.parent):
                known.add(path)
                waiting.append(_member(path))


def _member(path: Path) -> _Manifest:
    return _manifest(path, "the Cargo workspace")


def _manifest(path: Path, needed_by: str) -> _Manifest:
    data = content(path, needed_by=needed_by)
    return _Manifest(path=path, data=data, values=document(path, data))
