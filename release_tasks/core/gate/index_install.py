"""A release as an index lists it, and where it is tried: the Pythons that it is installed on from there."""

from __future__ import annotations

from dataclasses import dataclass

from release_tasks.core.artifacts import BuiltFile
from release_tasks.core.environments import Interpreters
from release_tasks.core.gate.release import ListedRelease
from release_tasks.core.given import Lazy
from release_tasks.core.index import IndexFile
from release_tasks.core.validation import digest_of


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexInstall:
    """All that a clean install of a listed release rests on.

    A fact made of other facts, so it is its own provider; it has as many subjects as the release.
    """

    release: ListedRelease
    pythons: Lazy[Interpreters]

    @property
    def files(self) -> tuple[IndexFile, ...]:
        """What the index lists of the version."""
        return self.release.page.of(self.release.target.version)

    @property
    def bound_to(self) -> str:
        """What such an install is evidence for: the role of the index, and the digest that the same files have when built."""
        listed = (BuiltFile(name=each.name, sha256=each.sha256, size=0) for each in self.files)
        return f"{self.release.page.endpoint.role}:{digest_of(listed)}"
