"""Packages of one repository that are released together: one pins the other to the version that both have.

Whoever writes ``sibling==1.4.0`` beside its own ``version = "1.4.0"`` could not be installed with any
other; what only has the same number by chance is not pinned.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from release_tasks.core.errors import UsageError
from release_tasks.core.formats import pins
from release_tasks.core.formats.package_name import may_be_named, package_name
from release_tasks.core.formats.toml_document import document
from release_tasks.core.project import Project
from release_tasks.core.spots import VersionSpot
from release_tasks.core.version import same_version
from release_tasks.core.work_tree import Manifests
from release_tasks.world.files.reading import content_if_there
from release_tasks.world.sources.lock_files import locked
from release_tasks.world.sources.own_modules import import_package_spots
from release_tasks.world.sources.stated_version import stated_version


@dataclass(frozen=True, slots=True, kw_only=True)
class _Neighbour:
    """A package of the repository: its name (normalized) and its pyproject.toml."""

    name: str
    path: Path
    data: bytes
    values: Mapping[str, Any]


def lockstep_spots(
    project: Project, pinning: pins.PinningManifests, own: VersionSpot
) -> Iterator[VersionSpot]:
    """Give the versions of the packages that are pinned to the version of ``own`` or pin it, and those pins."""
    known = _neighbours(pinning, own.text)
    ours = canonicalize_name(project.name)
    if ours not in known:
        return
    pinned = _pinned(known.values(), own.text)
    near = _together(ours, pinned) & set(known)
    stating = {name: tuple(_stated(project, known[name], own)) for name in near}
    at_it = {ours, *(name for name, spots in stating.items() if spots)}
    together = _together(ours, [pair for pair in pinned if pair <= at_it])
    for name in sorted(together):
        each = known[name]
        yield from pins.spots(each.path, each.data, each.values, together, own.text)
        if name != ours:
            yield from stating[name]


def _neighbours(pinning: pins.PinningManifests, version: str) -> Mapping[str, _Neighbour]:
    """Read the packages that may be in lockstep: those that pin something to the version, or are pinned by name.

    A repository may hold a thousand others: these are looked through, and not parsed.
    """
    manifests, doing_so = pinning.manifests, pinning.of(version)
    found = [each for name in doing_so for each in _read(manifests, name)]
    names = {name for pair in _pinned(found, version) for name in pair}
    if names:
        others = (name for name in manifests.below(manifests.tree.repository) if name not in doing_so)
        found += [each for name in others for each in _read(manifests, name, names)]
    return {each.name: each for each in sorted(found, key=lambda each: each.path)}


def _read(manifests: Manifests, file: str, names: Collection[str] | None = None) -> Iterator[_Neighbour]:
    """Read a package, if it has one of the names."""
    path, data = manifests.path(file), manifests.read(file)
    if data is None or (names is not None and not may_be_named(data, names)):
        return
    try:
        values = document(path, data)
    except UsageError:
        return
    found = package_name(content_if_there, path.parent.as_posix(), values)
    name = canonicalize_name(found.text) if found else None
    if name is not None and (names is None or name in names):
        yield _Neighbour(name=name, path=path, data=data, values=values)


def _pinned(packages: Iterable[_Neighbour], version: str) -> list[frozenset[str]]:
    """List who pins whom to the version, as pairs of names."""
    return [
        frozenset((each.name, pin.name))
        for each in packages
        for pin in pins.pins(each.values)
        if same_version(pin.version, version)
    ]


def _together(ours: str, pinned: Iterable[frozenset[str]]) -> set[str]:
    """Follow the pins, both ways, from our package."""
    together = {ours}
    while more := {name for pair in pinned if pair & together for name in pair} - together:
        together |= more
    return together


def _stated(project: Project, each: _Neighbour, own: VersionSpot) -> Iterator[VersionSpot]:
    if canonicalize_name(project.name) == each.name:
        return
    there = dataclasses.replace(
        project, path=each.path.parent, name=each.name, import_name=each.name.replace("-", "_"), patterns=()
    )
    try:
        stated = stated_version(there, each.path, each.data, each.values)
        spots = (*stated, *import_package_spots(there, each.values)) if isinstance(stated, tuple) else ()
    except UsageError:
        return
    if spots and same_version(spots[0].text, own.text):
        yield from (spot for spot in (*spots, *locked(there)) if same_version(spot.text, own.text))
