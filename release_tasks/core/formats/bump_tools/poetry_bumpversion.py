"""poetry-bumpversion: ``[tool.poetry_bumpversion]`` in pyproject.toml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from release_tasks.core.formats.bump_tools.listed import BumpTool, Listed, searching
from release_tasks.core.formats.toml_document import document, table

NAME = "poetry_bumpversion"
MARKER = b"poetry_bumpversion"

_OLD, _NEW = "{current_version}", "{new_version}"


def from_toml(path: Path, data: bytes, stated: str) -> BumpTool | None:
    """Read the files and replacements that the plugin lists; None where there are none."""
    settings = table(document(path, data), "tool", NAME)
    listed, unread = [], []
    for file, entry in _entries(settings):
        search = str(entry.get("search", _OLD))
        plain = entry.get("replace", search.replace(_OLD, _NEW)) == search.replace(_OLD, _NEW)
        pattern = searching(search, stated) if plain else None
        if pattern is None:
            unread.append(file)
        else:
            listed.append(Listed(file=file, pattern=pattern))
    found = BumpTool(name=NAME, current=None, listed=tuple(listed), unread=tuple(unread))
    return found if listed or unread else None


def _entries(settings: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for file in table(settings, "file"):
        yield file, table(settings, "file", file)
    for each in settings.get("replacements", []):
        if isinstance(each, Mapping):
            yield from ((str(file), each) for file in each.get("files", []))
