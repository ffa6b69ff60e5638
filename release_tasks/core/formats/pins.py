"""pyproject.toml: requirements that pin a package of the same repository to one version (``sibling==1.4.0``)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from release_tasks.core.formats.toml_document import table
from release_tasks.core.formats.toml_spans import KeyPath, entries, line_at, unquoted
from release_tasks.core.spots import VersionSpot
from release_tasks.core.version import same_version

_PINNED = re.compile(r"===?\s*(?P<version>[^\s,;)]+)")
_BARE = re.compile(r"\s*(?:===?\s*)?(?P<version>\d[^\s,*|]*)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """One requirement that allows a single version: of which package, which one, its key, and where in that string."""

    name: str
    version: str
    key: KeyPath
    at: int


def pins(values: Mapping[str, Any]) -> Iterator[Pin]:
    """List what a parsed pyproject.toml pins, in the project's, its groups', its build's and poetry's requirements.

    Names are normalized. A range, a lower bound and a prefix (``==1.4.*``) are no pins.
    """
    yield from _listed(values, ("project", "dependencies"))
    yield from _listed(values, ("build-system", "requires"))
    for extra in table(values, "project", "optional-dependencies"):
        yield from _listed(values, ("project", "optional-dependencies", extra))
    for group in table(values, "dependency-groups"):
        yield from _listed(values, ("dependency-groups", group))
    poetry = ("tool", "poetry")
    for tables in (
        (*poetry, "dependencies"),
        (*poetry, "dev-dependencies"),
        *((*poetry, "group", group, "dependencies") for group in table(values, *poetry, "group")),
    ):
        yield from _poetry(values, tables)


def line_pattern(version: str) -> str:
    """Give a regular expression for lines of a pyproject.toml that may pin something to a version spelt like this.

    It is for passing over the manifests of many packages unparsed, and means the same to Python and to POSIX (ERE).
    """
    text = re.sub(r"[^0-9A-Za-z]", r"[\g<0>]", version)
    required = f"={{2,3}}[ \t]*{text}"
    poetry = f"^([^v]|v[^e]|ve[^r]|ver[^s]|vers[^i]).*=[ \t]*[\"']{text}"  # any key but version
    return rf"{required}|{poetry}|^\[tool[.]poetry[.].*dependencies[.]"


def spots(
    path: Path, data: bytes, values: Mapping[str, Any], names: Collection[str], version: str
) -> tuple[VersionSpot, ...]:
    """Give the spots of pins of ``names`` (normalized) to ``version``; ``values`` is the parsed file."""
    wanted = {
        pin.key: pin for pin in pins(values) if pin.name in names and same_version(pin.version, version)
    }
    return tuple(_spots(path, data, wanted)) if wanted else ()


def _spots(path: Path, data: bytes, wanted: Mapping[KeyPath, Pin]) -> Iterator[VersionSpot]:
    for entry in entries(data):
        pin = wanted.get(entry.path)
        inner = unquoted(data, entry) if pin and not entry.header else None
        if pin is None or inner is None:
            continue
        start = inner[0] + pin.at
        yield VersionSpot(
            path=path,
            start=start,
            end=start + len(pin.version),
            line=line_at(data, start),
            text=pin.version,
            why=f'the version that "{pin.name}" is pinned to',
        )


def _listed(values: Mapping[str, Any], key: tuple[str, ...]) -> Iterator[Pin]:
    listed = table(values, *key[:-1]).get(key[-1])
    for at, text in enumerate(listed if isinstance(listed, list) else ()):
        try:
            required = Requirement(text) if isinstance(text, str) else None
        except InvalidRequirement:
            continue
        found = _PINNED.fullmatch(str(required.specifier)) if required and required.url is None else None
        stated = _PINNED.search(text) if found and "*" not in found["version"] else None
        if required and stated and text.isascii():
            name = canonicalize_name(required.name)
            yield Pin(name=name, version=stated["version"], key=(*key, at), at=stated.start("version"))


def _poetry(values: Mapping[str, Any], key: tuple[str, ...]) -> Iterator[Pin]:
    for name, wanted in table(values, *key).items():
        inner = wanted.get("version") if isinstance(wanted, Mapping) else wanted
        found = _BARE.fullmatch(inner) if isinstance(inner, str) else None
        if found:
            place = (*key, name, "version") if isinstance(wanted, Mapping) else (*key, name)
            version, at = found["version"], found.start("version")
            yield Pin(name=canonicalize_name(name), version=version, key=place, at=at)
