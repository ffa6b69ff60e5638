"""pyproject.toml: requirements that pin a package of the same repository to one version (``sibling==1.4.0``)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from release_tasks.core.formats.toml_document import table
from release_tasks.core.formats.toml_spans import KeyPath, entries, line_at, unquoted
from release_tasks.core.spots import VersionSpot
from release_tasks.core.version import same_version
from release_tasks.core.work_tree import Manifests

_PINNED = re.compile(r"===?\s*(?P<version>[^\s,;)]+)")
_REQUIRED = re.compile(rb"={2,3}[ \t]*([0-9A-Za-z][0-9A-Za-z.!+_-]*)")
_VALUE = re.compile(rb"=[ \t]*[\"']([0-9A-Za-z][0-9A-Za-z.!+_-]*)")
_TABLE_EACH = re.compile(rb"^\[tool[.]poetry[.].*dependencies[.]", re.MULTILINE)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PinningManifests:
    """The manifests that may pin something, by the version as they write it; found at a glance, without a parse."""

    manifests: Manifests
    by_version: Mapping[str, tuple[str, ...]]
    by_any: tuple[str, ...]

    def of(self, version: str) -> tuple[str, ...]:
        """Name those that may pin something to a version that is spelt like this."""
        return tuple(sorted({*self.by_version.get(version, ()), *self.by_any}))


def pinning(manifests: Manifests) -> PinningManifests:
    """Look through the manifests of all packages of a repository: there may be a thousand."""
    by_version: dict[str, list[str]] = {}
    by_any = []
    for name in manifests.below(manifests.tree.repository):
        data = manifests.read(name) or b""
        if _TABLE_EACH.search(data):
            by_any.append(name)
        for version in _may_be_pinned(data):
            by_version.setdefault(version, []).append(name)
    listed = {version: tuple(names) for version, names in by_version.items()}
    return PinningManifests(manifests=manifests, by_version=listed, by_any=tuple(by_any))


def _may_be_pinned(data: bytes) -> set[str]:
    found = set(_REQUIRED.findall(data)) if b"==" in data else set()
    if b"poetry" in data:
        lines = (line for line in data.split(b"\n") if not line.startswith(b"version"))
        found.update(text for line in lines for text in _VALUE.findall(line))
    return {text.decode("ascii") for text in found}


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
    from packaging.requirements import InvalidRequirement, Requirement  # noqa: PLC0415  # most runs read none

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
