"""bumpversion, bump2version and bump-my-version: .bumpversion.cfg, setup.cfg, .bumpversion.toml, pyproject.toml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from release_tasks.core.formats import ini_document
from release_tasks.core.formats.bump_tools.listed import BumpTool, Listed, first_parts, searching, shortened
from release_tasks.core.formats.toml_document import document, spot_at, table

NAME = "bumpversion"
MARKER = b"bumpversion"

_ANCHORED = re.compile(r"\^?(?P<text>(?:[^\\^$.|?*+()\[\]]|\\[^0-9A-Za-z])*)\$?")
"""A regular expression that says no more than where in its line a text stands."""
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
    listed: list[Listed] = []
    unread: list[str] = []
    for file, values in entries:
        found = _listed(file, version, {**defaults, **values}, _serialized(values))
        listed += [found] if found else []
        unread += [] if found else [file]
    return BumpTool(name=tool.name, current=tool.current, listed=tuple(listed), unread=tuple(unread))


def _listed(file: str, version: str, values: Mapping[str, Any], template: str | None) -> Listed | None:
    """Follow one entry; None for what is the tool's own affair: a date, a pattern, a version in parts of its own."""
    asked = str(values.get("search", _OLD))
    anchored = _ANCHORED.fullmatch(asked) if values.get("regex") is True else None
    search = re.sub(r"\\(.)", r"\1", anchored["text"]) if anchored else asked
    replace = str(values.get("replace", search.replace(_OLD, _NEW)))
    if replace != search.replace(_OLD, _NEW) or (values.get("regex") is True and not anchored):
        return None
    parts = None if template is None else first_parts(template)
    if template is not None and parts is None:
        return None
    stated = version if parts is None else shortened(version, parts)
    pattern = searching(search, stated)
    short = parts if stated != version else None
    lines = re.compile(asked.replace(_OLD, re.escape(stated))) if anchored else None
    return Listed(file=file, pattern=pattern, lines=lines, parts=short) if pattern else None


def _serialized(values: Mapping[str, Any]) -> str | None:
    """Give how a file of its own writes the version, None where it is as everywhere."""
    stated = values.get("serialize")
    lines = stated.split("\n") if isinstance(stated, str) else stated
    templates = [each.strip() for each in map(str, lines or ()) if each.strip()]
    return templates[0] if templates else None
