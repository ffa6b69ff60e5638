"""commitizen: ``[tool.commitizen]`` in pyproject.toml, .cz.toml or cz.toml; the same keys in JSON and YAML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from release_tasks.core.formats import json_document, plain_text
from release_tasks.core.formats.bump_tools.listed import BumpTool, Listed, searching
from release_tasks.core.formats.toml_document import document, spot_at, table
from release_tasks.core.spots import VersionSpot

NAME = "commitizen"
MARKER = b"commitizen"

_KEY = ("tool", "commitizen", "version")
_IN_YAML = (
    r"""(?m)^commitizen:[^\n]*\n(?:[ \t#][^\n]*\n|\r?\n)*?[ \t]+version:[ \t]*["']?(?P<version>[^\s"'#]+)"""
)


def from_toml(path: Path, data: bytes, stated: str) -> BumpTool | None:
    """Read commitizen's settings; None where they are not there.

    ``stated`` is the version where a provider, and not the settings, holds it.
    """
    settings = table(document(path, data), *_KEY[:-1])
    current = None
    if isinstance(settings.get("version"), str):
        current = spot_at(path, data, _KEY, why="[tool.commitizen] version")
    return _tool(settings, current, stated)


def from_json(path: Path, data: bytes, stated: str) -> BumpTool | None:
    """Read commitizen's settings in JSON; None where they are not there."""
    values = json_document.parsed(path, data)
    current = json_document.spots(path, data, [_KEY[1:]])
    return _tool(
        table(values if isinstance(values, Mapping) else {}, NAME), next(iter(current), None), stated
    )


def from_yaml(path: Path, data: bytes, values: object, stated: str) -> BumpTool | None:
    """Read commitizen's settings in YAML, parsed as ``values``; None where they are not there."""
    settings = table(values if isinstance(values, Mapping) else {}, NAME)
    current = plain_text.matched(path, data, _IN_YAML, why="commitizen's version")
    held = [spot for spot in current if spot.text == settings.get("version")]
    return _tool(settings, next(iter(held), None), stated)


def _tool(settings: Mapping[str, Any], current: VersionSpot | None, stated: str) -> BumpTool | None:
    if not settings:
        return None
    version = current.text if current else stated
    listed, unread = [], []
    for entry in settings.get("version_files", []):
        # As commitizen does it: the version is replaced in each line that the expression is found in.
        file, colon, expression = str(entry).partition(":")
        try:
            lines = re.compile(expression) if colon else None
        except re.error:
            unread.append(file)
            continue
        listed.append(Listed(file=file, pattern=searching("{current_version}", version), lines=lines))
    return BumpTool(name=NAME, current=current, listed=tuple(listed), unread=tuple(unread))
