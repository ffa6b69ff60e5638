"""Where a project states its version: facts, and the change of all of them at once.

The readers that find a version in one kind of file live in ``release_tasks.core.formats``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Dialect = Literal["pep440", "semver"]


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionSpot:
    """One place that states the version: the bytes ``start:end`` of a file hold ``text``.

    ``line`` counts from 1; ``why`` says why this is a source (``[project] version``).
    """

    path: Path
    start: int
    end: int
    line: int
    text: str
    dialect: Dialect = "pep440"
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IgnoredSource:
    """A file that states the version and is left alone, and why (``Cargo.lock is git-ignored``)."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionSources:
    """Every place in the tree that states the package's version, in the order of authority."""

    spots: tuple[VersionSpot, ...]
    ignored: tuple[IgnoredSource, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFiles:
    """The bytes of each file that has a version spot, as they were when the spots were found."""

    contents: dict[Path, bytes]
