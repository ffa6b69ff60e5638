"""An upload from this machine: what says which files may go out, and where to."""

from __future__ import annotations

from dataclasses import dataclass

from release_tasks.core.given import Lazy
from release_tasks.core.index import Indexes
from release_tasks.core.release_tag import ReleaseTag
from release_tasks.core.request import Request
from release_tasks.core.validation import Validation


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalPublishing:
    """The indexes, the tag that has to be at origin, and the validation of its files.

    A fact made of other facts, so it is its own provider.
    """

    request: Request
    indexes: Indexes
    tag: ReleaseTag
    evidence: Lazy[Validation]

    @property
    def validation(self) -> Validation:
        """What was seen of the files here; where CI publishes nobody looks at it."""
        return self.evidence.get()
