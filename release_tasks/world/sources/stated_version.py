"""The place that the build backend takes the version from: the source that all others are held to."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from release_tasks.core.errors import UsageError
from release_tasks.core.formats import (
    coded,
    dynamic,
    json_document,
    module_attribute,
    plain_text,
    pyproject,
)
from release_tasks.core.formats.undeclared import undeclared
from release_tasks.core.project import Project
from release_tasks.core.spots import VersionSpot
from release_tasks.world.files.reading import content, content_if_there, joined


def stated_version(
    project: Project, manifest: Path, data: bytes, values: Mapping[str, Any]
) -> tuple[VersionSpot, ...] | dynamic.FromCrate | dynamic.NotInFiles:
    """Give the spots that pyproject.toml or the file that it points at has; none where nothing is known.

    :raises UsageError: a file that has to state the version is missing, unreadable, broken or without it.
    """
    if tags := dynamic.placeholder(values):
        return tags
    if stated := pyproject.spots(manifest, data, values):
        return stated
    origin = dynamic.origin(values, project.import_name)
    if isinstance(origin, dynamic.FromCrate | dynamic.NotInFiles):
        return origin
    if origin is not None and (followed := _followed(project.path, origin)):
        return followed
    found = undeclared(content_if_there, project.path.as_posix(), values, project.import_name)
    if isinstance(found, VersionSpot):
        return (found,)
    return found or ()


def _followed(
    folder: Path, origin: dynamic.FromAssignment | dynamic.FromRegex | dynamic.FromText | dynamic.FromJson
) -> tuple[VersionSpot, ...]:
    """Read the file that the backend takes a dynamic version from; nothing only where that may be computed."""
    files = origin.files if isinstance(origin, dynamic.FromAssignment) else (origin.file,)
    candidates = [joined(folder, each) for each in files]
    path = next((each for each in candidates if each.is_file()), candidates[0])
    sure = getattr(origin, "sure", True)
    if not sure and not path.is_file():
        return ()
    data = content(path, needed_by=origin.setting)
    match origin:
        case dynamic.FromAssignment(names=names):
            spots = tuple(module_attribute.spots(content_if_there, path.as_posix(), names))
            spots = spots or coded.whole(path, data)
            expected = f'{names[0]} = "1.4.0", a plain literal of the module itself'
        case dynamic.FromRegex(regex=regex, setting=setting):
            spots = plain_text.matched(path, data, regex, why=setting)
            expected = f"text that {regex!r} matches"
        case dynamic.FromJson():
            spots = json_document.spots(path, data, [("version",)], dialect="semver")
            expected = '"version": "1.4.0"'
        case dynamic.FromText(setting=setting):
            spots = plain_text.spots(path, data, why=setting)
            expected = "the version and nothing else"
    if spots or not sure:
        return spots[:1]
    raise UsageError(
        f"no version is stated where {origin.setting} looks for it",
        where=str(path),
        expected=expected,
        remedy=f"state it in {path.name}, or as [project] version in pyproject.toml",
    )
