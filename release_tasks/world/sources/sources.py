"""Finds every place in the tree that states the package's version."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from release_tasks.core.errors import UsageError
from release_tasks.core.formats import coded, dynamic, pattern
from release_tasks.core.formats.pins import PinningManifests
from release_tasks.core.formats.toml_document import document
from release_tasks.core.history.past import History
from release_tasks.core.history.steps import Step
from release_tasks.core.project import Project
from release_tasks.core.sources import (
    IgnoredSource,
    SourceFiles,
    VersionSources,
    VersionSpot,
    stated,
)
from release_tasks.core.version import same_version
from release_tasks.world.files.reading import content, content_if_there, ignored_by_git, joined
from release_tasks.world.project.target import noted
from release_tasks.world.sources.bump_tools import bump_tool_sources
from release_tasks.world.sources.by_history import (
    days_by_history,
    left_alone,
    spots_by_history,
    tagged_steps,
    version_steps,
    with_manners,
)
from release_tasks.world.sources.companions import companion_spots, npm_locks_beside
from release_tasks.world.sources.lock_files import locked
from release_tasks.world.sources.lockstep import lockstep_spots
from release_tasks.world.sources.own_modules import import_package_spots, other_module_spots
from release_tasks.world.sources.package_crate import package_crate
from release_tasks.world.sources.stated_version import stated_version


def version_sources(project: Project, history: History, pinning: PinningManifests) -> VersionSources:
    """Every place that states the version, the one that the build backend believes first.

    A version that comes from a git tag has none. Files that git ignores are named, and left alone.

    :raises UsageError: a file that has to state the version is missing, unreadable, broken or without it.
    """
    manifest = project.path / "pyproject.toml"
    data = content_if_there(manifest) or b""
    values = document(manifest, data)
    found = stated_version(project, manifest, data, values)
    patterns = tuple(_patterns(project))
    if isinstance(found, dynamic.NotInFiles):
        sources = _kept(project, patterns, (IgnoredSource(path=manifest, reason=found.reason),))
        return sources if patterns else _mentioning(project, history, sources)
    authority = () if isinstance(found, dynamic.FromCrate) else found
    crate = package_crate(project, history, values, authority, needed=isinstance(found, dynamic.FromCrate))
    spots = (*authority, *crate.spots)
    if not spots and not patterns:
        raise UsageError(
            "nothing states a version, and we know no place where the build backend would look",
            where=str(manifest),
            expected='[project] version = "1.4.0"',
            remedy="state it there, or name the file that holds it with patterns in the settings",
        )
    own = _as_text((*spots, *patterns)[0])
    steps = version_steps(history, project, own)
    beside = _beside(project, history, pinning, own, data, values)
    kept = [each for each in beside if isinstance(each, VersionSpot)]
    learnt = spots_by_history(project.repository, steps, stated(own))
    known = (*spots, *locked(project), *patterns, *kept, *npm_locks_beside(learnt))
    habitual, unmoved = _habitual(project, history, steps, own, known)
    passed_over = (each for each in beside if isinstance(each, IgnoredSource))
    every = with_manners(project.repository, steps, (*habitual, *_coded((*habitual, *learnt), own), *learnt))
    days = days_by_history(project.repository, steps, stated(own))
    return replace(_kept(project, every, (*crate.passed_over, *passed_over, *unmoved)), days=days)


def _as_text(spot: VersionSpot) -> VersionSpot:
    """Give a spot with its version as others write it, which code does not."""
    return replace(spot, text=stated(spot), dialect="pep440") if spot.dialect in coded.CODED else spot


def source_files(sources: VersionSources) -> SourceFiles:
    """The bytes of every file that has a version spot.

    :raises UsageError: one cannot be read any more.
    """
    why = "a file that states the version"
    paths = {spot.path for spot in (*sources.places, *sources.days)}
    return SourceFiles(contents={path: content(path, needed_by=why) for path in paths})


def _beside(
    project: Project,
    history: History,
    pinning: PinningManifests,
    own: VersionSpot,
    data: bytes,
    values: Mapping[str, Any],
) -> tuple[VersionSpot | IgnoredSource, ...]:
    """Find what states the version of ``own`` by custom, and name what states another one there."""
    modules = tuple(import_package_spots(project, values))
    customary = (*modules, *companion_spots(project, history, own, data, values))
    return (
        *bump_tool_sources(project, own),
        *(spot if same_version(spot.text, own.text) else _other_version(spot, own) for spot in customary),
        *other_module_spots(project, history, values, own, modules),
        *lockstep_spots(project, pinning, own),
    )


def _coded(spots: Iterable[VersionSpot], own: VersionSpot) -> Iterator[VersionSpot]:
    """Find the tuples and numbers that state the version in modules that also state it as text."""
    for path in dict.fromkeys(spot.path for spot in spots if spot.path.suffix == ".py"):
        # What this Python cannot parse, though its text was found, is for others to complain about.
        with contextlib.suppress(UsageError):
            yield from coded.beside(path, content(path, needed_by="the package"), stated(own))


def _mentioning(project: Project, history: History, sources: VersionSources) -> VersionSources:
    """Add what states the release in flight, if a bump wrote it already, or else the last one."""
    steps = tagged_steps(history, project)
    for version in filter(None, (noted(project).version, steps[0].new) if steps else ()):
        if learnt := spots_by_history(project.repository, steps, version):
            days = days_by_history(project.repository, steps, version)
            return replace(sources, mentions=_kept(project, learnt, ()).spots, days=days)
    return sources


def _habitual(
    project: Project,
    history: History,
    steps: Sequence[Step],
    own: VersionSpot,
    spots: Sequence[VersionSpot],
) -> tuple[list[VersionSpot], list[IgnoredSource]]:
    """Part what the maintainers change with the version from what they leave alone at a release.

    What the settings point at, and a manifest that cargo would refuse, is changed all the same.
    """
    needed = {own.path, *(joined(project.path, each.path) for each in project.patterns)}
    doubtful = [spot for spot in spots if spot.path not in needed and spot.path.name != "Cargo.toml"]
    alone = left_alone(history, project.repository, steps, doubtful)
    ignored = [
        IgnoredSource(
            path=path,
            reason=f"{path.relative_to(project.repository).as_posix()} did not change in the last {count} releases",
        )
        for path, count in alone.items()
    ]
    return [spot for spot in spots if spot.path not in alone], ignored


def _patterns(project: Project) -> Iterator[VersionSpot]:
    for each in project.patterns:
        path = joined(project.path, each.path)
        if not path.is_relative_to(project.repository):
            raise UsageError(
                "a pattern points outside the repository",
                where=str(path),
                expected=f"a file in {project.repository}",
                remedy=f"mend the pattern of {each.path} in the settings",
            )
        yield from pattern.spots(path, content(path, needed_by="the patterns in the settings"), each)


def _other_version(spot: VersionSpot, authority: VersionSpot) -> IgnoredSource:
    known = f"the {stated(authority)} of {authority.path.name}"
    reason = f"{spot.place} states {spot.text}, not {known}: taken as another's"
    return IgnoredSource(path=spot.path, reason=reason)


def _kept(
    project: Project, spots: Iterable[VersionSpot], passed_over: Iterable[IgnoredSource]
) -> VersionSources:
    """Leave out what git ignores, and what two readers found twice."""
    kept: list[VersionSpot] = []
    for spot in spots:
        if not any(
            spot.path == each.path and spot.start < each.end and each.start < spot.end for each in kept
        ):
            kept.append(spot)
    ignored = ignored_by_git({spot.path for spot in kept}, project.repository)
    unkept = (
        IgnoredSource(path=path, reason=f"{path.relative_to(project.repository).as_posix()} is git-ignored")
        for path in sorted(ignored)
    )
    return VersionSources(
        spots=tuple(spot for spot in kept if spot.path not in ignored), ignored=(*passed_over, *unkept)
    )
