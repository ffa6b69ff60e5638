"""bumpversion, bump2version and bump-my-version: .bumpversion.cfg, setup.cfg, .bumpversion.toml, pyproject.toml."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from release_tasks.core.formats import ini_document
from release_tasks.core.formats.bump_tools.listed import BumpTool, Listed, searching
from release_tasks.core.formats.toml_document import document, spot_at, table

NAME = "bumpversion"
MARKER = b"bumpversion"

_OLD, _NEW = "{current_version}", "{new_version}"


def from_ini(path: Path, data: bytes, _stated: str) -> BumpTool | None:
    """Read ``[bumpversion]`` and its ``[bumpversion:file:...]`` sections; None where there are none."""
    current = ini_document.spot(path, data, NAME, "current_version")
    if current is None:
        return None
    sections: dict[str, dict[str, str]] = {each: {} for each in ("", *ini_document.sections(data))}
    for option in ini_document.options(data):
        sections[option.section][option.name] = option.value
    entries = []
    for section, values in sections.items():
        words = section.split(":", 2)
        if len(words) == 3 and words[0] == NAME and words[1].partition("(")[0].strip() in ("file", "glob"):
            entries.append((words[2].strip(), values))
    return _tool(current.text, entries, sections.get(NAME, {}), BumpTool(name=NAME, current=current))


def from_toml(path: Path, data: bytes, stated: str) -> BumpTool | None:
    """Read ``[tool.bumpversion]``; None where it is not there or holds no version."""
    settings = table(document(path, data), "tool", NAME)
    if not settings:
        return None
    current = None
    if isinstance(settings.get("current_version"), str):
        key = ("tool", NAME, "current_version")
        current = spot_at(path, data, key, why="[tool.bumpversion] current_version")
    files = [each for each in settings.get("files", []) if isinstance(each, Mapping)]
    entries = [(str(each.get("filename") or each.get("glob") or ""), each) for each in files]
    version = current.text if current else stated
    return _tool(version, entries, settings, BumpTool(name=NAME, current=current))


def _tool(
    version: str,
    entries: Iterable[tuple[str, Mapping[str, Any]]],
    defaults: Mapping[str, Any],
    tool: BumpTool,
) -> BumpTool:
    listed, unread = [], []
    for file, values in entries:
        patterns = list(_patterns(version, {**defaults, **values}))
        listed += [Listed(file=file, pattern=pattern) for pattern in patterns if pattern is not None]
        if None in patterns:
            unread.append(file)
    return BumpTool(name=tool.name, current=tool.current, listed=tuple(listed), unread=tuple(unread))


def _patterns(version: str, values: Mapping[str, Any]) -> Iterator[Any]:
    search = str(values.get("search", _OLD))
    replace = str(values.get("replace", search.replace(_OLD, _NEW)))
    # A replacement that writes something else too, such as the date, is the tool's own affair.
    plain = replace == search.replace(_OLD, _NEW) and values.get("regex") is not True
    yield searching(search, version) if plain else None
