"""Where other bump tools keep their settings: which file, and which reader understands it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

from release_tasks.core.errors import UsageError
from release_tasks.core.formats.bump_tools import (
    bumpver,
    bumpversion,
    commitizen,
    poetry_bumpversion,
    release_please,
    rooster,
    semantic_release,
    tbump,
)
from release_tasks.core.formats.bump_tools.listed import BumpTool
from release_tasks.core.project import Project
from release_tasks.world.files.reading import content, files_there

_Reader: TypeAlias = Callable[[Path, bytes, str], BumpTool | None]


def _commitizen_in_yaml(path: Path, data: bytes, stated: str) -> BumpTool | None:
    import yaml  # noqa: PLC0415  # few projects have such a file

    try:
        return commitizen.from_yaml(path, data, yaml.load(data, Loader=yaml.BaseLoader), stated)  # noqa: S506  # strings only
    except yaml.YAMLError:
        return None


_SETTINGS: tuple[tuple[str, bytes, _Reader], ...] = (
    (".bumpversion.cfg", bumpversion.MARKER, bumpversion.from_ini),
    ("setup.cfg", bumpversion.MARKER, bumpversion.from_ini),
    (".bumpversion.toml", bumpversion.MARKER, bumpversion.from_toml),
    ("pyproject.toml", bumpversion.MARKER, bumpversion.from_toml),
    ("pyproject.toml", poetry_bumpversion.MARKER, poetry_bumpversion.from_toml),
    ("tbump.toml", tbump.MARKER, tbump.from_toml),
    ("pyproject.toml", b"tbump", tbump.from_toml),
    ("bumpver.toml", bumpver.MARKER, bumpver.from_toml),
    ("pyproject.toml", bumpver.MARKER, bumpver.from_toml),
    ("setup.cfg", bumpver.MARKER, bumpver.from_ini),
    ("pyproject.toml", commitizen.MARKER, commitizen.from_toml),
    (".cz.toml", commitizen.MARKER, commitizen.from_toml),
    ("cz.toml", commitizen.MARKER, commitizen.from_toml),
    (".cz.json", commitizen.MARKER, commitizen.from_json),
    ("cz.json", commitizen.MARKER, commitizen.from_json),
    (".cz.yaml", commitizen.MARKER, _commitizen_in_yaml),
    ("cz.yaml", commitizen.MARKER, _commitizen_in_yaml),
    ("pyproject.toml", rooster.MARKER, rooster.from_toml),
    ("pyproject.toml", semantic_release.MARKER, semantic_release.from_toml),
    ("setup.cfg", semantic_release.MARKER, semantic_release.from_ini),
)
"""File, bytes without which the tool is not in it, reader."""
_FILES = tuple(dict.fromkeys(name for name, *_ in _SETTINGS))


def bump_tools(folder: Path, stated: str, project: Project) -> Iterator[tuple[Path, BumpTool]]:
    """Read the settings of bump tools in a folder; ``stated`` is the version, for tools that do not hold it."""
    contents = {path.name: content(path, needed_by="a bump tool") for path in files_there(folder, _FILES)}
    for name, marker, reader in _SETTINGS:
        data = contents.get(name, b"")
        if marker not in data:
            continue
        path = folder / name
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
