"""The crate behind a package: its version, the crates that share it, what they require, and Cargo.lock."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from release_tasks.core.errors import UsageError
from release_tasks.core.formats import cargo_lock, cargo_manifest, cargo_requirements
from release_tasks.core.history.past import History
from release_tasks.core.sources import IgnoredSource
from release_tasks.core.spots import VersionSpot
from release_tasks.core.version import same_version
from release_tasks.world.files.reading import content, joined
from release_tasks.world.sources.cargo_workspaces import (
    CargoManifest,
    members,
    read_manifest,
    workspace_root,
)
from release_tasks.world.sources.moved_together import Reader, moved_together


@dataclass(frozen=True, slots=True, kw_only=True)
class CrateSources:
    """The spots of a crate, its own version first, and the crates that are at its version by chance."""

    spots: tuple[VersionSpot, ...]
    passed_over: tuple[IgnoredSource, ...] = ()


@dataclass(slots=True)
class _Shared:
    """The crates that have one version, by the place of their manifests, and the spots that state it."""

    crates: dict[Path, str]
    spots: list[VersionSpot]
    passed_over: list[IgnoredSource] = field(default_factory=list)


def crate_sources(path: Path, repository: Path, history: History) -> CrateSources:
    """Find what states the version of the crate whose manifest is ``path``.

    That is its own manifest or the workspace that it inherits from, the members of the workspace that have
    always moved with it, what the members require of all those, and their entries in the lock file.

    :raises UsageError: a manifest is missing or broken, or there is no workspace to inherit from.
    """
    manifest = read_manifest(path, "[tool.maturin] manifest-path")
    name = manifest.crate
    if name is None:
        raise UsageError(
            "there is no [package] in this manifest",
            where=str(path),
            expected="the crate that the package is built from",
            remedy="point [tool.maturin] manifest-path in pyproject.toml at it",
        )
    root = workspace_root(manifest, repository)
    stated = _inherited(manifest, root, repository) if manifest.inherits else _own(path, manifest.data)
    everyone = members(root) if root else (manifest,)
    if root and path not in {each.path for each in everyone}:
        everyone = (*everyone, manifest)
    shared = _Shared(crates={path: name}, spots=list(stated))
    if manifest.inherits:
        shared.crates |= _inheriting(everyone)
    if stated and len(everyone) > 1:
        _add_those_that_share(shared, everyone, repository, history)
    required = _required(everyone, shared.crates, stated[0].text) if stated else ()
    locked = _locked(root or manifest, set(shared.crates.values()), stated)
    return CrateSources(spots=(*shared.spots, *required, *locked), passed_over=tuple(shared.passed_over))


def _own(path: Path, data: bytes) -> tuple[VersionSpot, ...]:
    return cargo_manifest.spots(path, data)


def _inherited(manifest: CargoManifest, root: CargoManifest | None, top: Path) -> tuple[VersionSpot, ...]:
    if root is None:
        raise UsageError(
            "the version is inherited, and no Cargo.toml above has a [workspace]",
            where=str(manifest.path),
            expected=f"a workspace between {manifest.path.parent} and {top}",
            remedy="state [package] version in this manifest",
        )
    shared = cargo_manifest.workspace_spots(root.path, root.data)
    if not shared:
        raise UsageError(
            f"{manifest.path} inherits its version, and [workspace.package] states none",
            where=str(root.path),
            expected='[workspace.package] version = "1.4.0"',
            remedy="state it there",
        )
    return shared


def _inheriting(everyone: Collection[CargoManifest]) -> dict[Path, str]:
    return {each.path: each.crate for each in everyone if each.inherits and each.crate is not None}


def _add_those_that_share(
    shared: _Shared, everyone: Collection[CargoManifest], repository: Path, history: History
) -> None:
    """Add the members that state the same version themselves, as far as history says that they move with ours."""
    own = shared.spots[0]
    candidates: dict[Path, tuple[Reader, VersionSpot, dict[Path, str]]] = {}
    for each in everyone:
        if each.path == own.path or each.path in shared.crates or own.text.encode() not in each.data:
            continue
        for reader, crates in (
            (cargo_manifest.workspace_spots, _inheriting(everyone)),
            (_own, {each.path: each.crate or ""}),
        ):
            for spot in reader(each.path, each.data)[:1]:
                if same_version(spot.text, own.text):
                    candidates[each.path] = (reader, spot, crates)
    readers = {path: reader for path, (reader, _, _) in candidates.items()}
    moved = moved_together(history, repository, own, readers)
    for path, (_, spot, crates) in candidates.items():
        if path in moved:
            shared.spots.append(spot)
            shared.crates |= crates
        else:
            reason = f"{spot.place} states {spot.text} too, but no commit took both to it: taken as another's"
            shared.passed_over.append(IgnoredSource(path=path, reason=reason))


def _required(
    everyone: Collection[CargoManifest], crates: dict[Path, str], version: str
) -> Iterator[VersionSpot]:
    for each in everyone:
        folder = each.path.parent

        def is_ours(name: str, place: str, folder: Path = folder) -> bool:
            return crates.get(joined(folder, place) / "Cargo.toml") == name

        yield from cargo_requirements.spots(each.path, each.data, each.values, is_ours, version)


def _locked(
    root: CargoManifest, crates: set[str], stated: tuple[VersionSpot, ...]
) -> tuple[VersionSpot, ...]:
    lock = root.path.with_name("Cargo.lock")
    if not lock.is_file():
        return ()
    version = stated[0].text if stated else None
    return cargo_lock.spots(lock, content(lock, needed_by="cargo"), crates, version)
