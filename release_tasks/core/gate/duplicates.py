"""Builds that stand beside each other where one should be: wheels with the same tags, and sdists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from packaging.tags import Tag
from packaging.utils import BuildTag, InvalidWheelFilename, parse_wheel_filename

from release_tasks.core.distributions.members import several
from release_tasks.core.findings import Finding
from release_tasks.core.index import IndexFile
from release_tasks.core.wheels import is_sdist


class Duplicates(NamedTuple):
    """What was found of them: ``faults``, and of a past release also ``doubts``."""

    faults: tuple[Finding, ...]
    doubts: tuple[Finding, ...]


def duplicates(files: Sequence[IndexFile], *, past: bool) -> Duplicates:
    """Find wheels that serve the same Pythons and platforms, and several sdists; installers leave yanked wheels out.

    In a ``past`` release a wheel may have been replaced since by one with a build number: that is a doubt, where in
    a new one it is a fault.
    """
    several_of = _alike(files)
    rebuilt = [builds for builds in several_of if past and len({*builds.values()}) == len(builds)]
    twins = (_twins(builds) for builds in several_of if builds not in rebuilt)
    sdists = [each.name for each in files if is_sdist(each.name)]
    faults = (*twins, *((_several_sdists(sdists),) if len(sdists) > 1 else ()))
    return Duplicates(faults, (_rebuilt(rebuilt),) if rebuilt else ())


def _alike(files: Sequence[IndexFile]) -> list[dict[str, BuildTag]]:
    """The wheels of which there are several with the same tags, each with its build number."""
    by_tags: dict[frozenset[Tag], dict[str, BuildTag]] = {}
    for each in files:
        with suppress(InvalidWheelFilename):
            _, _, build, tags = parse_wheel_filename(each.name)
            if not each.yanked:
                by_tags.setdefault(tags, {})[each.name] = build
    return [builds for builds in by_tags.values() if len(builds) > 1]


def _rebuilt(several_of: Sequence[Mapping[str, BuildTag]]) -> Finding:
    newest = {max(builds, key=builds.__getitem__) for builds in several_of}
    others = {name for builds in several_of for name in builds} - newest
    return Finding(
        kind="built again, and installed in place of another wheel",
        subject=several(newest),
        expected="one wheel for each set of tags",
        found=f"{several(others)} beside; installers take the highest build number",
        remedy="see that you know who added it, and why",
    )


def _twins(builds: Mapping[str, BuildTag]) -> Finding:
    return Finding(
        kind="several wheels with the same tags",
        subject=", ".join(sorted(builds)),
        expected="one wheel for each set of tags",
        found=f"{len(builds)}, of which installers take the highest build number",
        remedy="yank the release, and release another version with one of them",
    )


def _several_sdists(names: Sequence[str]) -> Finding:
    return Finding(
        kind="several sdists",
        subject=", ".join(names),
        expected="one sdist a release (PEP 527)",
        found=str(len(names)),
        remedy="delete all but one there",
    )
