"""What other bump tools are told: their settings beside the package and above it, and the files that they list."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from release_tasks.core.errors import UsageError
from release_tasks.core.formats import json_document
from release_tasks.core.formats.bump_tools import release_please
from release_tasks.core.formats.bump_tools.listed import BumpTool, Listed, occurrences
from release_tasks.core.formats.toml_document import spot_at
from release_tasks.core.formats.toml_spans import KeyPath
from release_tasks.core.project import Project
from release_tasks.core.sources import IgnoredSource
from release_tasks.core.spots import Dialect, VersionSpot
from release_tasks.core.version import same_version
from release_tasks.world.files.reading import content, folders_up, joined
from release_tasks.world.sources.tool_settings import bump_tools

_Found: TypeAlias = VersionSpot | IgnoredSource

_CARGO = ("Cargo.toml", "Cargo.lock")


def bump_tool_sources(project: Project, own: VersionSpot) -> Iterator[_Found]:
    """Give the versions that settings of other tools hold and list, as far as they are about this package.

    They are if they hold the version of ``own``, and, above the package, list a file of it. What they list
    in a way that cannot be followed is named.
    """
    for folder in folders_up(project.path, project.repository):
        for path, tool in bump_tools(folder, own.text, project):
            found = list(_sources(path, tool, project, own))
            spots = [each for each in found if isinstance(each, VersionSpot)]
            inside = any(each.path.is_relative_to(project.path) for each in spots if each != tool.current)
            if folder == project.path or inside or tool.name == release_please.NAME:
                yield from found


def _sources(path: Path, tool: BumpTool, project: Project, own: VersionSpot) -> Iterator[_Found]:
    if tool.current is not None:
        if not same_version(tool.current.text, own.text):
            reason = (
                f"{tool.current.place} states {tool.current.text}, not {own.text}: {tool.name} is out of use"
            )
            yield IgnoredSource(path=path, reason=reason)
            return
        yield tool.current
    for listed in tool.listed:
        for file in _files(path.parent, listed.file, project.repository):
            yield from _in_file(file, listed, f"listed in {path.name} for {tool.name}", own)
    for name in tool.unread:
        reason = f"{tool.name} writes {name} in a way of its own ({path.name}): look at it by hand"
        yield IgnoredSource(path=joined(path.parent, name), reason=reason)


def _files(folder: Path, name: str, repository: Path) -> Iterator[Path]:
    """Give the files of a name or glob; what is not there or outside the repository is left out."""
    path = joined(folder, name)
    if path.is_file():
        places = [path]
    else:
        places = sorted(folder.glob(name)) if any(mark in name for mark in "*?[") and name[:1] != "/" else []
    for place in places:
        if place.is_file() and place.is_relative_to(repository):
            yield place


def _in_file(file: Path, listed: Listed, why: str, own: VersionSpot) -> Iterator[VersionSpot]:
    data = content(file, needed_by=why)
    if listed.key is None:
        for found in occurrences(file, data, listed, why):
            yield dataclasses.replace(found, dialect="semver") if file.name in _CARGO else found
        return
    try:
        spots = _at_key(file, data, listed.key, why)
    except UsageError:
        return
    yield from (spot for spot in spots if same_version(spot.text, own.text))


def _at_key(file: Path, data: bytes, key: KeyPath, why: str) -> tuple[VersionSpot, ...]:
    if file.suffix == ".json":
        return json_document.spots(file, data, [tuple(map(str, key))], dialect="semver")
    dialect: Dialect = "semver" if file.name in _CARGO else "pep440"
    return (spot_at(file, data, key, why=why, dialect=dialect),)
