"""The release before this one, as its users have it: what the files that were just built are compared with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from packaging.tags import Tag

from release_tasks.core.coverage.earlier import Earlier
from release_tasks.core.coverage.platforms import platforms_of
from release_tasks.core.distributions.contents import Contents
from release_tasks.core.index import IndexFile
from release_tasks.core.wheels import wheel_tags


@dataclass(frozen=True, slots=True, kw_only=True)
class Predecessor:
    """The release before the one in flight, as the index has it.

    ``contents`` are those of its wheel that is most like ``like``, a file that was built here.
    ``unknown`` says why nothing is known, ``uncompared`` why contents are not, or only in part.
    """

    release: Earlier | None = None
    like: str = ""
    contents: Contents | None = None
    unknown: str = ""
    uncompared: str = ""


def most_alike(built: Iterable[str], listed: Iterable[IndexFile]) -> tuple[str, IndexFile] | None:
    """Pair a built wheel with the listed one that is most like it: same tags, else same platform and ABI, else any.

    None where one side has no wheel.
    """
    pairs = [
        (_likeness(one, other.name), one, other)
        for one in sorted(built)
        for other in sorted(listed, key=lambda each: each.name)
        if one.endswith(".whl") and other.name.endswith(".whl")
    ]
    if not pairs:
        return None
    _, one, other = max(pairs, key=lambda each: each[0])
    return one, other


def _likeness(one: str, other: str) -> tuple[bool, bool, bool]:
    mine, theirs = wheel_tags(one), wheel_tags(other)
    return (
        mine == theirs,
        bool(_places(mine) & _places(theirs)),
        bool({tag.abi for tag in mine} & {tag.abi for tag in theirs}),
    )


def _places(tags: Iterable[Tag]) -> set[str]:
    """Platforms, whatever their age; a tag of no known platform stands for itself."""
    return {place for tag in tags for place in platforms_of(tag.platform) or (tag.platform,)}
