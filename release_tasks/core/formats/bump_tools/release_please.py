"""release-please: the version in .release-please-manifest.json, and lines that are marked for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from release_tasks.core.formats import json_document
from release_tasks.core.formats.bump_tools.listed import BumpTool, Listed, searching

NAME = "release-please"
MANIFEST = ".release-please-manifest.json"
CONFIG = "release-please-config.json"

_MARKED = re.compile(r"x-release-please-version")
_BLOCK = (re.compile(r"x-release-please-start-version"), re.compile(r"x-release-please-end"))
_PATH = re.compile(r"\$(?:\.[A-Za-z_][\w-]*|\['[^'\]]+'\]|\[\"[^\"\]]+\"\])+")
_STEP = re.compile(r"""\.([A-Za-z_][\w-]*)|\[["']([^"'\]]+)["']\]""")


def of_package(path: Path, data: bytes, config: Any, folder: str, stated: str) -> BumpTool | None:
    """Read the manifest's entry of the package in ``folder`` (``.`` for the same); None where it has none.

    ``config`` is the parsed release-please-config.json, which names files with marked lines or blocks, and
    keys of JSON and TOML files.
    """
    spots = json_document.spots(path, data, [(folder,)])
    if not spots:
        return None
    values = config if isinstance(config, Mapping) else {}
    packages = values.get("packages")
    own = packages.get(folder) if isinstance(packages, Mapping) else None
    prefix = "" if folder == "." else f"{folder}/"
    pattern = searching("{current_version}", stated)
    listed: list[Listed] = []
    unread: list[str] = []
    for entry in (*_extra_files(values), *_extra_files(own)):
        name = str(entry["path"])
        file = name[1:] if name.startswith("/") else prefix + name
        key = _key(entry)
        if entry.get("type", "generic") == "generic":
            listed += (
                Listed(file=file, pattern=pattern, lines=_MARKED),
                Listed(file=file, pattern=pattern, block=_BLOCK),
            )
        elif key is not None:
            listed.append(Listed(file=file, key=key))
        else:
            unread.append(file)
    return BumpTool(name=NAME, current=spots[0], listed=tuple(listed), unread=tuple(unread))


def _extra_files(values: object) -> Iterator[Mapping[str, object]]:
    files = values.get("extra-files") if isinstance(values, Mapping) else None
    for each in files if isinstance(files, list) else []:
        if isinstance(each, str):
            yield {"path": each}
        elif isinstance(each, Mapping) and isinstance(each.get("path"), str):
            yield each


def _key(entry: Mapping[str, object]) -> tuple[str, ...] | None:
    """Give the keys that a plain JSONPath names; one that searches or filters is not followed."""
    path = entry.get("jsonpath")
    if entry.get("type") not in ("json", "toml") or not isinstance(path, str) or not _PATH.fullmatch(path):
        return None
    return tuple(plain or quoted for plain, quoted in _STEP.findall(path))
