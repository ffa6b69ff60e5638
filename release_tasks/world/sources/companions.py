"""Files of other tools beside the package that state its version: npm's, setuptools', CITATION.cff and the like."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from release_tasks.core.errors import UsageError
from release_tasks.core.formats import ini_document, json_document, named_fields, setuptools_files
from release_tasks.core.formats.toml_document import spot_at, table
from release_tasks.core.history.past import History
from release_tasks.core.project import Project
from release_tasks.core.spots import VersionSpot
from release_tasks.core.version import same_version
from release_tasks.world.files.reading import content, files_there
from release_tasks.world.sources.moved_together import moved_together

_VERSION = ("version",)
_DESCRIPTIONS = {"codemeta.json": (_VERSION, ("softwareVersion",)), ".zenodo.json": (_VERSION,)}
_NPM_LOCKS = ("package-lock.json", "npm-shrinkwrap.json")
_IN_LOCK = (_VERSION, ("packages", "", "version"))
_IN_PYPROJECT = (("tool", "briefcase", "version"), ("tool", "towncrier", "version"))


def companion_spots(
    project: Project, history: History, own: VersionSpot, data: bytes, values: Mapping[str, Any]
) -> Iterator[VersionSpot]:
    """Give what files of other tools state as the package's version; it may be another than that of ``own``.

    ``data`` and ``values`` are pyproject.toml.
    """
    for key in _IN_PYPROJECT:
        if isinstance(table(values, *key[:-1]).get(key[-1]), str):
            manifest = project.path / "pyproject.toml"
            yield spot_at(manifest, data, key, why=f"[{'.'.join(key[:-1])}] version")
    yield from _npm(project, history, own)
    for path in files_there(project.path, _DESCRIPTIONS):
        yield from _json(path, _DESCRIPTIONS[path.name])
    for path in files_there(project.path, named_fields.PLACES):
        yield from named_fields.spots(path, content(path, needed_by="a tool beside the package"))
    yield from _setuptools(project.path)


def _npm(project: Project, history: History, own: VersionSpot) -> Iterator[VersionSpot]:
    """Give npm's package of the same name, or one of another name that moves with ours, and its lock files."""
    path = project.path / "package.json"
    if not path.is_file():
        return
    spots = _json(path, (_VERSION,))
    named = _same_name(path, project.name)
    if not spots or not same_version(spots[0].text, own.text):
        yield from spots if named else ()
        return
    ours = named or path == own.path
    if not ours and not moved_together(history, project.repository, own, {path: _package_json}):
        return
    yield from spots
    if (lerna := project.path / "lerna.json").is_file():
        yield from (spot for spot in _json(lerna, (_VERSION,)) if same_version(spot.text, own.text))
    for lock in files_there(project.path, _NPM_LOCKS):
        yield from _json(lock, _IN_LOCK)


def npm_locks_beside(spots: Collection[VersionSpot]) -> Iterator[VersionSpot]:
    """Give what npm's lock files state of the package.json files beside them whose versions are among ``spots``."""
    for path, text in {spot.path: spot.text for spot in spots if spot.path.name == "package.json"}.items():
        for lock in files_there(path.parent, _NPM_LOCKS):
            yield from (spot for spot in _json(lock, _IN_LOCK) if same_version(spot.text, text))


def _package_json(path: Path, data: bytes) -> tuple[VersionSpot, ...]:
    return json_document.spots(path, data, [_VERSION], dialect="semver")


def _same_name(path: Path, name: str) -> bool:
    try:
        values = json_document.parsed(path, content(path, needed_by="npm"))
    except UsageError:
        return False
    stated = values.get("name") if isinstance(values, dict) else None
    if not isinstance(stated, str):
        return False
    return canonicalize_name(name) in (
        canonicalize_name(stated.rpartition("/")[2]),
        canonicalize_name(stated.lstrip("@").replace("/", "-")),
    )


def _json(path: Path, keys: tuple[tuple[str, ...], ...]) -> tuple[VersionSpot, ...]:
    try:
        return json_document.spots(path, content(path, needed_by="npm"), keys, dialect="semver")
    except UsageError:
        # It is not ours to judge; a broken one states nothing.
        return ()


def _setuptools(folder: Path) -> Iterator[VersionSpot]:
    if (path := folder / "setup.cfg").is_file():
        spot = ini_document.spot(path, content(path, needed_by="setuptools"), "metadata", "version")
        if spot is not None and ":" not in spot.text:
            yield spot
    if (path := folder / "setup.py").is_file():
        found = setuptools_files.setup_py(path, content(path, needed_by="setuptools"))
        if isinstance(found, VersionSpot):
            yield found
