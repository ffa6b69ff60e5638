"""Which platforms and Pythons a table of coverage has: what people run, and what files or settings name."""

from __future__ import annotations

from collections.abc import Iterable

from packaging.tags import Tag

from release_tasks.core.coverage.choices import Files
from release_tasks.core.coverage.platforms import ANYWHERE, KNOWN, STANDARD, platforms_of
from release_tasks.core.coverage.pythons import CURRENT, allows, before_today, in_order, pythons_of
from release_tasks.core.wheels import wheel_tags


def rows(releases: Iterable[Files], asked: Iterable[str] = ()) -> tuple[str, ...]:
    """The platforms to look at: one row for all where no wheel names a platform, so that all are alike."""
    named = {each.platform for files in releases for each in _tags(files)} - {ANYWHERE}
    if not named:
        return (ANYWHERE,)
    wanted = tuple(dict.fromkeys(asked))
    there = {platform for tag in named for platform in platforms_of(tag)}
    plain = (each for each in KNOWN if each in STANDARD or each in there or each in wanted)
    return (*plain, *(each for each in wanted if each not in KNOWN))


def columns(releases: Iterable[Files], asked: Iterable[str] = ()) -> tuple[str, ...]:
    """The Pythons to look at: today's that Requires-Python allows, and all that wheels or settings name.

    Where it allows none of today's, those of former days that it allows.
    """
    every = tuple(releases)
    requires = {each for files in every for each in files.values()}
    named = (python for files in every for each in _tags(files) for python in pythons_of(each))
    allowed = [python for python in {*CURRENT, *named} if any(allows(each, python) for each in requires)]
    if not any(python in CURRENT for python in allowed):
        allowed += (python for each in requires for python in before_today(each))
    return in_order((*allowed, *asked))


def unplaced(files: Files) -> tuple[str, ...]:
    """The wheels that none of the platforms known here takes: for other systems, or for none at all."""
    return tuple(
        name
        for name in sorted(files)
        if (tags := _tags({name: ""}))
        and not any(each.platform == ANYWHERE or platforms_of(each.platform) for each in tags)
    )


def _tags(files: Files) -> frozenset[Tag]:
    return frozenset(tag for name in files for tag in wheel_tags(name))
