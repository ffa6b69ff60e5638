"""Finds every place in the tree that states the package's version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from release_tasks.core.errors import UsageError
from release_tasks.core.formats import (
    cargo_manifest,
    dynamic,
    pattern,
    plain_text,
    pyproject,
    python_assignment,
    uv_lock,
)
from release_tasks.core.formats.toml_document import document, table
from release_tasks.core.project import Project
from release_tasks.core.sources import (
    IgnoredSource,
    SourceFiles,
    VersionSources,
    VersionSpot,
    disagreements,
    stated,
)
from release_tasks.world.cargo_workspaces import crate_manifest
from release_tasks.world.crates import crate_sources
from release_tasks.world.tree_files import content, folders_up, ignored_by_git, joined

_MODULES = ("__init__", "__about__", "__version__", "_version", "version")


def version_sources(project: Project) -> VersionSources:
    """Every place that states the version, the one that the build backend believes first.

    A version that comes from a git tag has none. Files that git ignores are named, and left alone.

    :raises UsageError: a file that has to state the version is missing, unreadable, broken or without it.
    """
    manifest = project.path / "pyproject.toml"
    data = content(manifest, needed_by="the package's pyproject.toml")
    values = document(manifest, data)
    authority = pyproject.spots(manifest, data)
    origin = None if authority else dynamic.origin(values, project.import_name)
    patterns = tuple(_patterns(project))
    if isinstance(origin, dynamic.NotInFiles):
        return _kept(project, patterns, (IgnoredSource(path=manifest, reason=origin.reason),))
    found = [*(authority or _followed(project, origin)), *_crate(project, values, authority)]
    if not found and not patterns:
        raise UsageError(
            "nothing states a version, and we know no place where the build backend would look",
            where=str(manifest),
            expected='[project] version = "1.4.0"',
            remedy="state it there, or name the file that holds it with patterns in the settings",
        )
    found += [*_uv_locks(project), *patterns]
    assigned = tuple(_assigned(project, values))
    others = disagreements(VersionSources(spots=assigned), stated(found[0]))
    passed_over = (_other_version(spot, found[0]) for spot in others if spot not in found)
    return _kept(project, (*found, *(spot for spot in assigned if spot not in others)), passed_over)


def source_files(sources: VersionSources) -> SourceFiles:
    """The bytes of every file that has a version spot.

    :raises UsageError: one cannot be read any more.
    """
    why = "a file that states the version"
    return SourceFiles(
        contents={path: content(path, needed_by=why) for path in {spot.path for spot in sources.spots}}
    )


def _followed(project: Project, origin: dynamic.Origin | None) -> tuple[VersionSpot, ...]:
    """Read the file that the backend takes a dynamic version from."""
    if isinstance(origin, dynamic.FromAssignment):
        candidates = [joined(project.path, each) for each in origin.files]
        path = next((each for each in candidates if each.is_file()), candidates[0])
        spots = python_assignment.spots(path, content(path, needed_by=origin.setting), origin.names)
        expected = f'{origin.names[0]} = "1.4.0", a plain literal of the module itself'
    elif isinstance(origin, dynamic.FromRegex):
        path = joined(project.path, origin.file)
        spots = plain_text.matched(
            path, content(path, needed_by=origin.setting), origin.regex, why=origin.setting
        )
        expected = f"text that {origin.regex!r} matches"
    elif isinstance(origin, dynamic.FromText):
        path = joined(project.path, origin.file)
        spots = plain_text.spots(path, content(path, needed_by=origin.setting), why=origin.setting)
        expected = "the version and nothing else"
    else:
        return ()
    if not spots:
        raise UsageError(
            f"no version is stated where {origin.setting} looks for it",
            where=str(path),
            expected=expected,
            remedy=f"state it in {path.name}, or as [project] version in pyproject.toml",
        )
    return spots[:1]


def _crate(
    project: Project, values: Mapping[str, Any], authority: tuple[VersionSpot, ...]
) -> tuple[VersionSpot, ...]:
    """Read the crate's version: maturin's always, another backend's where it is the package's own version."""
    path = crate_manifest(project.path, values)
    if pyproject.backend(values) == "maturin":
        return crate_sources(path, project.repository).spots
    if not authority or not path.is_file():
        return ()
    data = content(path, needed_by="cargo")
    if cargo_manifest.crate(document(path, data)) is None:
        return ()
    spots = crate_sources(path, project.repository).spots
    return () if disagreements(VersionSources(spots=spots[:1]), stated(authority[0])) else spots


def _uv_locks(project: Project) -> Iterator[VersionSpot]:
    for folder in folders_up(project.path, project.repository):
        path = folder / "uv.lock"
        if path.is_file():
            own = project.path.relative_to(folder).as_posix()
            yield from uv_lock.spots(path, content(path, needed_by="uv"), project.name, own)


def _assigned(project: Project, values: Mapping[str, Any]) -> Iterator[VersionSpot]:
    """Read ``__version__`` in the modules of the import package where it is a literal."""
    module = project.import_name.replace(".", "/")
    named = table(values, "tool", "maturin").get("python-source", "python")
    for place in dict.fromkeys(("", "src", str(named))):
        folder = project.path / place
        for path in (*(folder / module / f"{each}.py" for each in _MODULES), folder / f"{module}.py"):
            if path.is_file():
                yield from python_assignment.spots(path, content(path, needed_by="the import package"))


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
