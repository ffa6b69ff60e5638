"""rooster: ``[tool.rooster] version_files`` in pyproject.toml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from release_tasks.core.errors import UsageError
from release_tasks.core.formats.bump_tools.listed import BumpTool, Listed, searching
from release_tasks.core.formats.toml_document import document, table
from release_tasks.core.version import canonical

NAME = "rooster"
MARKER = b"rooster"

_KEYS = {"pyproject.toml": ("project", "version"), "Cargo.toml": ("package", "version")}


def from_toml(path: Path, data: bytes, stated: str) -> BumpTool | None:
    """Read what rooster updates; None where nothing is listed.

    Manifests have the version at their own key, other files wherever the text of it stands.
    """
    settings = table(document(path, data), "tool", NAME)
    files = settings.get("version_files", settings.get("version-files"))
    if not isinstance(files, list):
        return None
    listed: list[Listed] = []
    unread: list[str] = []
    for each in files:
        name = str(each.get("path", each.get("target", ""))) if isinstance(each, Mapping) else str(each)
        found = tuple(_listed(name, each if isinstance(each, Mapping) else {}, stated))
        listed += found
        if not found:
            unread.append(name)
    return BumpTool(name=NAME, current=None, listed=tuple(listed), unread=tuple(unread))


def _listed(name: str, entry: Mapping[str, object], stated: str) -> Iterator[Listed]:
    if set(entry) - {"path", "target", "format", "field"}:
        return
    kind = {"cargo": "Cargo.toml", "pyproject": "pyproject.toml"}.get(str(entry.get("format", "")))
    field = entry.get("field")
    key = tuple(field.split(".")) if isinstance(field, str) else _KEYS.get(kind or PurePosixPath(name).name)
    if entry.get("format") == "text" or key is None:
        yield Listed(file=name, pattern=searching("{current_version}", _number(stated)))
    else:
        yield Listed(file=name, key=key)


def _number(stated: str) -> str:
    try:
        return canonical(stated)
    except UsageError:
        return stated
