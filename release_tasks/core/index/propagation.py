"""How far an upload came: an index knows the project, lists the version, and lists all of its files, or not yet.

A page that is broken, and an index that does not answer, are no such state but errors
(``IndexPageError``, ``UnreachableError``): nothing is known of the release then.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from release_tasks.core.index import IndexPage
from release_tasks.core.model import Waiting

DEADLINE_S = 600.0
"""As long as the caches before an index may hold a page back (``max-age`` of those measured)."""
_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Propagation:
    """What an index lists of a version; ``reason`` says what is not there yet, and is empty if nothing."""

    state: Literal["no project", "not listed", "incomplete", "complete"]
    missing: tuple[str, ...] = ()
    reason: str = ""


def propagation(page: IndexPage, version: str, expected: Collection[str] = ()) -> Propagation:
    """Judge how far a version came; ``expected`` are the names of its files, as far as they are known."""
    there, where = {each.name for each in page.of(version)}, page.endpoint.listing
    if not page.known:
        return Propagation(
            state="no project",
            missing=tuple(expected),
            reason=f"{where} does not know {page.project}",
        )
    if not there:
        return Propagation(
            state="not listed", missing=tuple(expected), reason=f"{where} does not list {version} yet"
        )
    missing = tuple(each for each in expected if each not in there)
    if not missing:
        return Propagation(state="complete")
    named = ", ".join(missing[:_NAMED]) + (f" and {len(missing) - _NAMED} more" if missing[_NAMED:] else "")
    seen = len(set(expected) & there)
    reason = f"{where} lists {seen} of {len(set(expected))} files of {version}, not yet {named}"
    return Propagation(state="incomplete", missing=missing, reason=reason)


def to_wait_for(seen: Propagation, page: IndexPage, deadline_s: float = DEADLINE_S) -> Waiting:
    """Wait for the page to be further than it was seen."""
    return Waiting(fact=IndexPage, subject=page.endpoint.role, reason=seen.reason, deadline_s=deadline_s)
