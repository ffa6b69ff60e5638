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


def of_package(path: Path, data: bytes, config: Any, folder: str, stated: str) -> BumpTool | None:
    """Read the manifest's entry of the package in ``folder`` (``.`` for the same); None where it has none.

    ``config`` is the parsed release-please-config.json, which names the files with marked lines.
    """
    spots = json_document.spots(path, data, [(folder,)])
    if not spots:
        return None
    values = config if isinstance(config, Mapping) else {}
    packages = values.get("packages")
    own = packages.get(folder) if isinstance(packages, Mapping) else None
    extra = [*_extra_files(values), *_extra_files(own)]
    pattern = searching("{current_version}", stated)
    prefix = "" if folder == "." else f"{folder}/"
    listed = tuple(
        Listed(file=f"{prefix}{each}", pattern=pattern, lines=_MARKED) for each in dict.fromkeys(extra)
    )
    return BumpTool(name=NAME, current=spots[0], listed=listed)


def _extra_files(values: object) -> Iterator[str]:
    files = values.get("extra-files") if isinstance(values, Mapping) else None
    for each in files if isinstance(files, list) else []:
        if isinstance(each, str):
            yield each
        elif isinstance(each, Mapping) and each.get("type", "generic") == "generic":
            yield str(each.get("path", ""))
