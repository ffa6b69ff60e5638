"""python-semantic-release: ``[tool.semantic_release]`` in pyproject.toml, ``[semantic_release]`` in setup.cfg."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from release_tasks.core.formats import ini_document
from release_tasks.core.formats.bump_tools.listed import BumpTool, Listed
from release_tasks.core.formats.toml_document import document, table

NAME = "semantic_release"
MARKER = b"semantic_release"


def from_toml(path: Path, data: bytes, stated: str) -> BumpTool | None:
    """Read ``version_toml`` and ``version_variables``; None where neither is there."""
    settings = table(document(path, data), "tool", NAME)
    listed = list(_variables(_texts(settings, "version_variables", "version_variable"), stated))
    for entry in _texts(settings, "version_toml"):
        file, _, key = entry.partition(":")
        listed.append(Listed(file=file, key=tuple(key.split(":")[0].split("."))))
    return BumpTool(name=NAME, current=None, listed=tuple(listed)) if listed else None


def from_ini(_path: Path, data: bytes, stated: str) -> BumpTool | None:
    """Read ``version_variable``; None where it is not there."""
    options = {each.name: each.value for each in ini_document.options(data) if each.section == NAME}
    listed = tuple(_variables(_texts(options, "version_variable"), stated))
    return BumpTool(name=NAME, current=None, listed=listed) if listed else None


def _texts(settings: object, *names: str) -> Iterable[str]:
    for name in names:
        stated = settings.get(name) if hasattr(settings, "get") else None
        for each in stated if isinstance(stated, list) else [stated]:
            if isinstance(each, str):
                yield from (part.strip() for part in each.split(",") if ":" in part)


def _variables(entries: Iterable[str], version: str) -> Iterable[Listed]:
    for entry in entries:
        file, variable = entry.split(":")[:2]
        number = re.escape(version.encode())
        name = re.escape(variable.strip().encode())
        pattern = rb"(?<![\w.])[\"']?" + name + rb"[\"']?\s*(?::=|[:=])\s*[\"']?v?(" + number + rb")(?!\.?\d)"
        yield Listed(file=file.strip(), pattern=re.compile(pattern))
