"""One place that states a version: the fact that readers give and an edit replaces."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Dialect = Literal["pep440", "semver", "numbers", "incremental", "digits"]
"""How a version is written: as PEP 440 or SemVer text, as the elements of a tuple (``1, 4, 0, "rc", 1``), as a call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionSpot:
    """One place that states the version: the bytes ``start:end`` of a file hold ``text``.

    ``line`` counts from 1; ``why`` says why this is a source (``[project] version``). ``parts`` is how many
    release numbers it states where those are fewer than the version has (``1.4`` of 1.4.0), else None.
    ``finals_only`` marks a place that pre-releases leave alone, ``released_only`` one that development releases
    leave alone. ``earlier`` is how pre-releases before were
    written there, the newest first. ``beyond`` marks the bound of a range, the first release after all that begin
    with so many of the version's numbers (``<1.5``: 2), else it is 0.
    """

    path: Path
    start: int
    end: int
    line: int
    text: str
    dialect: Dialect = "pep440"
    why: str
    parts: int | None = None
    finals_only: bool = False
    released_only: bool = False
    beyond: int = 0
    earlier: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """The file and line, as messages name them."""
        return f"{self.path}:{self.line}"
