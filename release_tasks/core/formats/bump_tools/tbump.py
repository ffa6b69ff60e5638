"""tbump: tbump.toml, or ``[tool.tbump]`` in pyproject.toml."""

from __future__ import annotations

from pathlib import Path

from release_tasks.core.formats.bump_tools.listed import BumpTool, Listed, first_parts, searching, shortened
from release_tasks.core.formats.toml_document import document, spot_at, table

NAME = "tbump"
MARKER = b"version"

_ALL = "{major}.{minor}.{patch}"


def from_toml(path: Path, data: bytes, _stated: str) -> BumpTool | None:
    """Read tbump's settings; None where they are not there."""
    values = document(path, data)
    prefix = () if path.name == "tbump.toml" else ("tool", NAME)
    settings = table(values, *prefix)
    if not isinstance(table(settings, "version").get("current"), str):
        return None
    current = spot_at(path, data, (*prefix, "version", "current"), why=f"{NAME}'s [version] current")
    listed, unread = [], []
    for file in settings.get("file", []):
        name, search = str(file.get("src", "")), str(file.get("search", "{current_version}"))
        parts = first_parts(str(file.get("version_template", _ALL)))
        version = current.text if "version_template" not in file else shortened(current.text, parts or 0)
        pattern = searching(search, version) if parts else None
        if pattern is None:
            unread.append(name)
        else:
            listed.append(
                Listed(file=name, pattern=pattern, parts=parts if version != current.text else None)
            )
    return BumpTool(name=NAME, current=current, listed=tuple(listed), unread=tuple(unread))
