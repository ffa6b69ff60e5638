"""Cargo.toml: a crate's version, or the one that it inherits from its workspace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from release_tasks.core.formats.toml_document import document, spot_at, table
from release_tasks.core.spots import VersionSpot

_DEPENDENCIES = ("dependencies", "dev-dependencies", "build-dependencies")


def spots(path: Path, data: bytes) -> tuple[VersionSpot, ...]:
    """Give the spot of ``[package] version``; none where it is inherited or not there.

    :raises UsageError: broken TOML, or a version that is not a plain string.
    """
    values = document(path, data)
    if inherits(values) or "version" not in table(values, "package"):
        return ()
    return (spot_at(path, data, ("package", "version"), why="[package] version", dialect="semver"),)


def workspace_spots(path: Path, data: bytes) -> tuple[VersionSpot, ...]:
    """Give the spot of ``[workspace.package] version`` of a workspace's root; none where it is not there.

    :raises UsageError: broken TOML, or a version that is not a plain string.
    """
    if "version" not in table(document(path, data), "workspace", "package"):
        return ()
    key = ("workspace", "package", "version")
    return (spot_at(path, data, key, why="[workspace.package] version", dialect="semver"),)


def crate(values: Mapping[str, Any]) -> str | None:
    """Give the crate's name, None for a manifest without a package."""
    name = table(values, "package").get("name")
    return name if isinstance(name, str) else None


def inherits(values: Mapping[str, Any]) -> bool:
    """Tell whether the crate takes its version from the workspace (``version.workspace = true``)."""
    return table(values, "package", "version").get("workspace") is True


def members(values: Mapping[str, Any]) -> tuple[str, ...]:
    """List the folders, or glob patterns of folders, that a workspace names as members."""
    return tuple(map(str, table(values, "workspace").get("members", ())))


def excludes(values: Mapping[str, Any]) -> tuple[str, ...]:
    """List the folders that a workspace does not own."""
    return tuple(map(str, table(values, "workspace").get("exclude", ())))


def dependencies(values: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """List all that the manifest depends on, of every kind and target, each with its key."""
    targets = (("target", name) for name in table(values, "target"))
    for place in ((), ("workspace",), *targets):
        for kind in _DEPENDENCIES:
            for name, wanted in table(values, *place, kind).items():
                yield (*place, kind, name), wanted


def path_dependencies(values: Mapping[str, Any]) -> Iterator[str]:
    """List the folders of crates that this one is built with; in a workspace they are members too."""
    for _, wanted in dependencies(values):
        if isinstance(wanted, Mapping) and isinstance(wanted.get("path"), str):
            yield wanted["path"]
