"""Built distributions: what lies in ``dist``, what is inside each file, and what build recorded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltFile:
    """One file by name, digest and size."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """One sdist or wheel, opened: what its name says, and what its inside says.

    ``faults`` are contradictions found inside (RECORD, WHEEL tags, caches, nested wheels), each a
    sentence; ``name`` and ``version`` come from the file name, ``metadata_*`` from the inside.
    """

    path: Path
    file: BuiltFile
    kind: Literal["sdist", "wheel"]
    name: str
    version: str
    metadata_name: str
    metadata_version: str
    requires_python: str = ""
    faults: tuple[str, ...] = ()


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

    problems: tuple[str, ...]
