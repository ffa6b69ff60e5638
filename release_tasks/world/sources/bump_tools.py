"""What other bump tools are told: their settings beside the package and above it, and the files that they list."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

from release_tasks.core.errors import UsageError
from release_tasks.core.formats.bump_tools import (
    bumpver,
    bumpversion,
    commitizen,
    release_please,
    semantic_release,
    tbump,
)
from release_tasks.core.formats.bump_tools.listed import BumpTool, Listed, occurrences
from release_tasks.core.formats.toml_document import spot_at
from release_tasks.core.project import Project
from release_tasks.core.sources import IgnoredSource
from release_tasks.core.spots import VersionSpot
from release_tasks.core.version import same_version
from release_tasks.world.files.reading import content, folders_up, joined

_Reader: TypeAlias = Callable[[Path, bytes, str], BumpTool | None]
_Found: TypeAlias = VersionSpot | IgnoredSource

_SETTINGS: tuple[tuple[str, bytes, _Reader], ...] = (
    (".bumpversion.cfg", bumpversion.MARKER, bumpversion.from_ini),
    ("setup.cfg", bumpversion.MARKER, bumpversion.from_ini),
    (".bumpversion.toml", bumpversion.MARKER, bumpversion.from_toml),
    ("pyproject.toml", bumpversion.MARKER, bumpversion.from_toml),
    ("tbump.toml", tbump.MARKER, tbump.from_toml),
    ("pyproject.toml", b"tbump", tbump.from_toml),
    ("bumpver.toml", bumpver.MARKER, bumpver.from_toml),
    ("pyproject.toml", bumpver.MARKER, bumpver.from_toml),
    ("setup.cfg", bumpver.MARKER, bumpver.from_ini),
    ("pyproject.toml", commitizen.MARKER, commitizen.from_toml),
    (".cz.toml", commitizen.MARKER, commitizen.from_toml),
    ("cz.toml", commitizen.MARKER, commitizen.from_toml),
    ("pyproject.toml", semantic_release.MARKER, semantic_release.from_toml),
    ("setup.cfg", semantic_release.MARKER, semantic_release.from_ini),
)
"""File, bytes without which the tool is not in it, reader."""

_CARGO = ("Cargo.toml", "Cargo.lock")


def bump_tool_sources(project: Project, own: VersionSpot) -> Iterator[_Found]:
    """Give the versions that settings of other tools hold and list, as far as they are about this package.

    They are if they hold the version of ``own``, and, above the package, list a file of it. What they list
    in a way that cannot be followed is named.
    """
    for folder in folders_up(project.path, project.repository):
        for path, tool in _tools(folder, own.text, project):
            found = list(_sources(path, tool, project, own))
            spots = [each for each in found if isinstance(each, VersionSpot)]
            inside = any(each.path.is_relative_to(project.path) for each in spots if each != tool.current)
            if folder == project.path or inside or tool.name == release_please.NAME:
                yield from found


def _tools(folder: Path, stated: str, project: Project) -> Iterator[tuple[Path, BumpTool]]:
    contents: dict[Path, bytes | None] = {}
    for name, marker, reader in _SETTINGS:
        path = folder / name
        if path not in contents:
            contents[path] = content(path, needed_by="a bump tool") if path.is_file() else None
        data = contents[path]
        if data is None or marker not in data:
            continue
        try:
            tool = reader(path, data, stated)
        except UsageError:
            # Another tool's settings that cannot be read are that tool's to complain about.
            continue
        if tool is not None:
            yield path, tool
    yield from _release_please(folder, stated, project)


def _release_please(folder: Path, stated: str, project: Project) -> Iterator[tuple[Path, BumpTool]]:
    path = folder / release_please.MANIFEST
    if not path.is_file():
        return
    place = project.path.relative_to(folder).as_posix()
    try:
        settings = json.loads(content(folder / release_please.CONFIG, needed_by=release_please.NAME))
    except (UsageError, ValueError):
        settings = {}
    try:
        data = content(path, needed_by=release_please.NAME)
        tool = release_please.of_package(path, data, settings, place, stated)
    except UsageError:
        return
    if tool is not None:
        yield path, tool


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
        spot = spot_at(file, data, listed.key, why=why)
    except UsageError:
        return
    if same_version(spot.text, own.text):
        yield spot
