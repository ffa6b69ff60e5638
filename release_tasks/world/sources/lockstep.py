"""Packages of one repository that are released together: one pins the other to the version that both have.

Whoever writes ``sibling==1.4.0`` beside its own ``version = "1.4.0"`` could not be installed with any
other; what only has the same number by chance is not pinned.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from release_tasks.core.errors import UsageError
from release_tasks.core.formats import pins
from release_tasks.core.formats.package_name import package_name
from release_tasks.core.formats.toml_document import document
from release_tasks.core.project import Project
from release_tasks.core.spots import VersionSpot
from release_tasks.core.version import same_version
from release_tasks.world.files.reading import content, content_if_there
from release_tasks.world.project.packages import manifests
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


def lockstep_spots(project: Project, own: VersionSpot) -> Iterator[VersionSpot]:
    """Give the versions of the packages that are pinned to the version of ``own`` or pin it, and those pins."""
    known = _neighbours(project, own)
    if len(known) < 2:
        return
    stating = {name: tuple(_stated(project, each, own)) for name, each in known.items()}
    ours = canonicalize_name(project.name)
    together = _together(ours, known, {name for name, spots in stating.items() if spots}, own.text)
    for name in sorted(together):
        each = known[name]
        yield from pins.spots(each.path, each.data, each.values, together, own.text)
        if name != ours:
            yield from stating[name]


def _neighbours(project: Project, own: VersionSpot) -> Mapping[str, _Neighbour]:
    """Read the packages that may be in lockstep: none where nothing in the repository is pinned to the version."""
    version = own.text.encode()
    read = {path: content(path, needed_by="the package") for path in manifests(project.repository)}
    pinned = re.compile(rb"""==?=?[ \t]*["']?""" + re.escape(version))
    if not any(pinned.search(data) for data in read.values()):
        return {}
    found: dict[str, _Neighbour] = {}
    for path, data in read.items():
        if version not in data and b"dynamic" not in data:
            continue
        try:
            values = document(path, data)
        except UsageError:
            continue
        name = package_name(content_if_there, path.parent.as_posix(), values)
        if name is not None:
            normalized: str = canonicalize_name(name.text)
            found[normalized] = _Neighbour(name=normalized, path=path, data=data, values=values)
    return found


def _together(ours: str, known: Mapping[str, _Neighbour], at_it: set[str], version: str) -> set[str]:
    """Follow the pins, both ways, from our package to all that are at the version."""
    pinned = [
        {each.name, pin.name}
        for each in known.values()
        for pin in pins.pins(each.values)
        if {each.name, pin.name} <= at_it | {ours} and same_version(pin.version, version)
    ]
    together = {ours} & set(known)
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
