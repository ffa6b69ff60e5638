"""Built distributions: what lies in ``dist``, what is inside each file, what build recorded; and the verdict."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from packaging.utils import canonicalize_name

from release_tasks.core.distributions.contents import Contents
from release_tasks.core.findings import Finding
from release_tasks.core.version import same_version

DistributionKind = Literal["sdist", "wheel"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltFile:
    """One file by name, digest and size."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """One sdist or wheel, opened: what its name says, and what its inside says.

    ``name`` (normalized) and ``version`` (canonical) come from the file name, ``metadata_*`` from
    the inside, as written there. ``faults`` are the contradictions found inside: RECORD, WHEEL tags,
    caches, nested wheels. ``contents`` is what users get.
    """

    path: Path
    file: BuiltFile
    kind: DistributionKind
    name: str
    version: str
    metadata_name: str
    metadata_version: str
    requires_python: str = ""
    contents: Contents | None = None
    faults: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A file in ``dist`` that is no distribution, or a broken one, and why."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What ``build`` recorded beside ``dist``: the tree and version that the files were built from."""

    name: str
    version: str
    tree: str
    files: tuple[BuiltFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifacts:
    """The content of ``dist`` as it lies there now, and the manifest beside it."""

    folder: Path
    distributions: tuple[Distribution, ...]
    unreadable: tuple[Unreadable, ...] = ()
    manifest: Manifest | None = None

    def of(self, version: str) -> tuple[Distribution, ...]:
        """The distributions whose file names state ``version`` (a canonical PEP 440 string)."""
        return tuple(each for each in self.distributions if each.version == version)


@dataclass(frozen=True, slots=True, kw_only=True)
class StrictCheck:
    """The verdict of twine's strict metadata check; ``problems`` is empty when it passed."""

    problems: tuple[Finding, ...]


def built(artifacts: Artifacts, tree: str, name: str, version: str) -> bool:
    """Whether ``dist`` holds, byte for byte, what a build of this version recorded for ``tree``."""
    manifest = artifacts.manifest
    if manifest is None or not manifest.files:
        return False
    if (manifest.tree, manifest.version) != (tree, version) or not _same_name(manifest.name, name):
        return False
    return not any(_changes(artifacts, manifest, version))


def problems(
    artifacts: Artifacts, strict: StrictCheck, name: str, version: str, *, bound: bool = True
) -> tuple[Finding, ...]:
    """What keeps the files in ``dist`` from being a release of ``name`` ``version``; nothing when all is well.

    ``bound`` holds them to the manifest too, and asks for an sdist and a wheel; without it one file
    is enough, as one job of a workflow has it.
    """
    return (
        *_unreadable(artifacts),
        *_incomplete(artifacts, version, bound=bound),
        *(finding for each in artifacts.distributions for finding in _inside(each, name, version)),
        *(_changes(artifacts, artifacts.manifest, version) if bound and artifacts.manifest else ()),
        *strict.problems,
    )


def _unreadable(artifacts: Artifacts) -> Iterator[Finding]:
    for each in artifacts.unreadable:
        yield Finding(
            kind="cannot be read as an sdist or wheel",
            subject=str(each.path),
            expected="a whole sdist (.tar.gz) or wheel (.whl)",
            found=each.reason,
            remedy=_removal(each.path),
        )


def _incomplete(artifacts: Artifacts, version: str, *, bound: bool) -> Iterator[Finding]:
    kinds = {each.kind for each in artifacts.of(version)}
    lacking = [kind for kind in ("sdist", "wheel") if kind not in kinds]
    if lacking and (bound or not kinds):
        yield Finding(
            kind=f"no {' or '.join(lacking) if len(lacking) == 2 else lacking[0]} of {version}",
            subject=str(artifacts.folder),
            expected="an sdist and at least one wheel" if bound else "an sdist or a wheel",
            found=", ".join(each.file.name for each in artifacts.distributions) or "no distribution",
            remedy="build again; a build command of your own has to make both",
        )


def _inside(each: Distribution, name: str, version: str) -> Iterator[Finding]:
    subject = each.file.name
    if each.version != version or not _same_name(each.name, name):
        yield Finding(
            kind="a distribution of another release",
            subject=subject,
            expected=f"{name} {version}",
            found=f"{each.name} {each.version}",
            remedy=_removal(each.path),
        )
    stated = (f"{each.metadata_name} {each.metadata_version}").strip()
    if not (_same_name(each.metadata_name, each.name) and same_version(each.metadata_version, each.version)):
        yield Finding(
            kind="the metadata inside states another name or version than the file name",
            subject=subject,
            expected=f"{each.name} {each.version}",
            found=stated or "neither Name nor Version",
            remedy=f"{_removal(each.path)}, and build again",
        )
    yield from each.faults


def _changes(artifacts: Artifacts, manifest: Manifest, version: str) -> Iterator[Finding]:
    """Tell how ``dist`` differs from what the build recorded."""
    there = {each.file.name: each.file for each in artifacts.of(version)}
    recorded = {each.name: each for each in manifest.files}
    for name in sorted(there.keys() | recorded.keys()):
        was, now = recorded.get(name), there.get(name)
        if was is None or now is None or was.sha256 != now.sha256:
            kind = "not there any more" if now is None else "changed" if was else "not made by the build"
            yield Finding(
                kind="differs from what the build recorded",
                subject=name,
                expected=f"sha256 {was.sha256}" if was else "only files that the build made",
                found=f"sha256 {now.sha256}, {kind}" if now else kind,
                remedy="build again: nobody knows what these bytes were made from",
            )


def _same_name(one: str, other: str) -> bool:
    return canonicalize_name(one) == canonicalize_name(other)


def _removal(path: Path) -> str:
    return f"rm {shlex.quote(str(path))}"
