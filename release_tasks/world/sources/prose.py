"""Reads README and docs for lines that state the release before; git finds them, in tracked files alone."""

from __future__ import annotations

from collections.abc import Iterator

from release_tasks.core.git import LastRelease
from release_tasks.core.history.lines import is_told_otherwise
from release_tasks.core.project import Project
from release_tasks.core.prose import ProseBehind, ProseLine, is_behind
from release_tasks.core.target import Target
from release_tasks.core.version import parse, same_version
from release_tasks.world.git.command import look

_PLACES = ("README*", "doc", "docs")
_TELLING = 2
"""How many of its numbers tell a version from most others; leading zeros are no others."""


def prose_behind(project: Project, target: Target, last: LastRelease) -> ProseBehind:
    """Find what README and docs of the package still say of the release before; changelogs aside."""
    before = last.version
    if before is None or same_version(before, target.version):
        return ProseBehind()
    return ProseBehind(version=before, lines=tuple(_lines(project, before)))


def _lines(project: Project, version: str) -> Iterator[ProseLine]:
    numbers = r"\.0*".join(map(str, parse(version).release[:_TELLING]))
    pathspecs = (f":(icase){place}" for place in _PLACES)
    options = ("-I", "--null", "--full-name", "--line-number", "--extended-regexp")
    found = look(project.path, "grep", *options, "-e", numbers, "--", *pathspecs, check=False)
    # Form feeds and the like end no line of git's.
    for line in filter(None, found.text.split("\n")):
        path, number, text = line.split("\0", 2)
        if not is_told_otherwise(path) and is_behind(text, version):
            yield ProseLine(path=path, number=int(number), text=text)
