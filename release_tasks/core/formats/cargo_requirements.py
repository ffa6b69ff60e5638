"""Cargo.toml: the version that a crate requires of another one of the repository (``path`` and ``version``)."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from release_tasks.core.formats.cargo_manifest import dependencies
from release_tasks.core.formats.toml_spans import KeyPath, entries, line_at, unquoted
from release_tasks.core.spelling import is_semver
from release_tasks.core.spots import VersionSpot
from release_tasks.core.version import same_version

IsOurs: TypeAlias = Callable[[str, str], bool]
"""From a crate's name and its folder as written to whether its version is the one that changes."""

# One version that is matched or reached; a range (">=1.2, <3") or a wildcard is somebody's decision.
_ONE = re.compile(r"\s*[=^~]?\s*(?P<version>\d+(?:\.\d+){0,2}(?:[-+][0-9A-Za-z.+-]+)?)\s*")


def spots(
    path: Path, data: bytes, values: Mapping[str, Any], is_ours: IsOurs, version: str
) -> tuple[VersionSpot, ...]:
    """Give the spots of requirements that state ``version``, today's, of a crate that is ours.

    A shorter one (``1.2`` while the crate is 1.2.4) has as many ``parts``. ``values`` is the parsed manifest.
    """
    wanted = dict(_requiring(values, is_ours))
    if not wanted:
        return ()
    found = []
    for entry in entries(data):
        name = wanted.get(entry.path)
        inner = unquoted(data, entry) if name and not entry.header else None
        if name and inner and (spot := _spot(path, data, inner, name, version)):
            found.append(spot)
    return tuple(found)


def _requiring(values: Mapping[str, Any], is_ours: IsOurs) -> Iterator[tuple[KeyPath, str]]:
    for key, wanted in dependencies(values):
        if isinstance(wanted, Mapping) and isinstance(wanted.get("path"), str):
            name = str(wanted.get("package", key[-1]))
            if is_ours(name, wanted["path"]):
                yield (*key, "version"), name


def _spot(path: Path, data: bytes, inner: tuple[int, int], name: str, version: str) -> VersionSpot | None:
    match = _ONE.fullmatch(data[slice(*inner)].decode("utf-8", "replace"))
    if match is None:
        return None
    text, start = match["version"], inner[0] + match.start("version")
    spot = VersionSpot(
        path=path,
        start=start,
        end=start + len(text),
        line=line_at(data, start),
        text=text,
        dialect="semver",
        why=f'the version that is required of "{name}"',
    )
    if is_semver(text):
        return spot if same_version(text, version) else None
    shorter = version.partition("-")[0].split(".")[: text.count(".") + 1]
    return dataclasses.replace(spot, parts=len(shorter)) if shorter == text.split(".") else None
