"""Which other files took on today's version together with the package, as git's history shows.

That two files state one number may be chance. That both came to it in one commit is not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

from release_tasks.core.errors import UsageError
from release_tasks.core.history.past import History
from release_tasks.core.spots import VersionSpot
from release_tasks.core.version import same_version
from release_tasks.world.sources.version_changes import name_in, version_changes

Reader: TypeAlias = Callable[[Path, bytes], tuple[VersionSpot, ...]]
"""From a file's path and bytes to the spots of its version, the first of which counts."""


def moved_together(
    history: History, repository: Path, own: VersionSpot, others: Mapping[Path, Reader]
) -> frozenset[Path]:
    """Tell which of ``others``, all at the version of ``own``, came to it in the same change as ``own``.

    A change is a commit, or what is not committed yet. A file that is younger than that change goes with
    the others if any of them moved.
    """
    if not others:
        return frozenset()
    commits = version_changes(history, repository, own)
    names = {path: name_in(repository, path) for path in others}
    points = ("HEAD", *(point for commit in commits for point in (f"{commit}^", commit)))
    history.fetch(f"{point}:{name}" for point in points for name in names.values())
    moved: set[Path] = set()
    young: set[Path] = set()
    for path, reader in others.items():
        states = [_states(reader, path, history.file(point, names[path]), own.text) for point in points]
        changes = [(states[0], True), *zip(states[1::2], states[2::2], strict=True)]
        if (False, True) in changes:
            moved.add(path)
        elif all(before is None for before, _ in changes[1:]):
            young.add(path)
    return frozenset(moved | young if moved else moved)


def ever_at_one_version(
    history: History, repository: Path, own: VersionSpot, own_reader: Reader, other: Path, reader: Reader
) -> bool | None:
    """Tell whether a file ever stated the version that ``own`` had then; None where history does not show both."""
    names = [name_in(repository, path) for path in (own.path, other)]
    commits = version_changes(history, repository, own)
    points = [point for commit in commits for point in (f"{commit}^", commit)]
    history.fetch(f"{point}:{name}" for point in points for name in names)
    pairs = [
        (
            _text(own_reader, own.path, history.file(point, names[0])),
            _text(reader, other, history.file(point, names[1])),
        )
        for point in points
    ]
    known = [(ours, theirs) for ours, theirs in pairs if ours and theirs]
    return any(same_version(ours, theirs) for ours, theirs in known) if len(known) > 1 else None


def _text(reader: Reader, path: Path, data: bytes | None) -> str | None:
    try:
        spots = reader(path, data) if data is not None else ()
    except UsageError:
        return None
    return spots[0].text if spots else None


def _states(reader: Reader, path: Path, data: bytes | None, version: str) -> bool | None:
    """Tell whether a file stated the version; None where it was not there or stated none."""
    text = _text(reader, path, data)
    return None if text is None else same_version(text, version)
