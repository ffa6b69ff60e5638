"""commitizen: ``[tool.commitizen]`` in pyproject.toml, .cz.toml or cz.toml."""

from __future__ import annotations

import re
from pathlib import Path

from release_tasks.core.formats.bump_tools.listed import BumpTool, Listed, searching
from release_tasks.core.formats.toml_document import document, spot_at, table

NAME = "commitizen"
MARKER = b"commitizen"

_KEY = ("tool", "commitizen", "version")


def from_toml(path: Path, data: bytes, stated: str) -> BumpTool | None:
    """Read commitizen's settings; None where they are not there.

    ``stated`` is the version where a provider, and not the settings, holds it.
    """
    settings = table(document(path, data), "tool", NAME)
    if not settings:
        return None
    current = None
    if isinstance(settings.get("version"), str):
        current = spot_at(path, data, _KEY, why="[tool.commitizen] version")
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
