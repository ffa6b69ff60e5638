"""Sources that the project's own release commits show: lines that took on each new version with the package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise, takewhile
from pathlib import Path
from stat import S_ISREG
from typing import TypeVar

from release_tasks.core.history.days import DayLine, day_lines, day_spots
from release_tasks.core.history.lines import MovedLine, moved_lines, spots_today
from release_tasks.core.history.manners import manners
from release_tasks.core.history.past import History
from release_tasks.core.history.steps import Step, last_final, last_released, moved_in, steps
from release_tasks.core.history.unmoved import StatingLine, stating_line, stood
from release_tasks.core.project import Project
from release_tasks.core.sources import stated
from release_tasks.core.spots import VersionSpot
from release_tasks.core.target import version_in_tag
from release_tasks.core.version import canonical, is_version, parse, same_version
from release_tasks.world.files.reading import content
from release_tasks.world.git.command import look
from release_tasks.world.git.past import LOOKED_BACK
from release_tasks.world.sources.version_changes import line_before, name_in, version_changes

_HABIT, _OFTEN = 3, 2
"""So many of the last changes tell a habit, and at least so many."""
_BIGGEST_FILE = 2**23
_Line = TypeVar("_Line", MovedLine, DayLine)


def spots_by_history(repository: Path, steps: Sequence[Step], version: str) -> tuple[VersionSpot, ...]:
    """Find the lines that went with the version in its last changes, and still state ``version``, today's."""
    final, released = last_final(steps), last_released(steps)
    return tuple(
        spot
        for line, path, data in _with_contents(repository, moved_lines(steps))
        for spot in spots_today(line, path, data, version, final, released)
    )


def days_by_history(repository: Path, steps: Sequence[Step], version: str) -> tuple[VersionSpot, ...]:
    """Find the dates that became the day of the release in its last commits, beside ``version``, today's."""
    return tuple(
        spot
        for line, path, data in _with_contents(repository, day_lines(steps))
        for spot in day_spots(line, path, data, version)
    )


def with_manners(
    repository: Path, steps: Sequence[Step], spots: Iterable[VersionSpot]
) -> Iterator[VersionSpot]:
    """Tell spots how their lines spelled earlier pre-releases."""
    known = manners(steps)
    files = {repository / path for path, _ in known}
    for spot in spots:
        line = _line(spot) if spot.path in files else None
        key = (name_in(repository, spot.path), line.around) if line else None
        yield replace(spot, earlier=known.get(key, ())) if key else spot


def version_steps(history: History, project: Project, own: VersionSpot) -> tuple[Step, ...]:
    """Give the last commits in which the version of ``own`` moved, the newest first.

    Where its line is younger than the project, the tags tell of the releases before: those whose commit touched the
    package, for others are another package's.
    """
    repository, today = project.repository, stated(own)
    found = history.commits(version_changes(history, repository, own))
    own_steps = steps(found, name_in(repository, own.path), line_before(own), today)
    if len(own_steps) >= _HABIT or not is_version(today):
        return own_steps
    tagged = tagged_steps(history, project, own_steps[-1].old if own_steps else today)
    earlier = (each for each in tagged if _touched(each, repository, project.path))
    return (*own_steps, *earlier)[:LOOKED_BACK]


def _touched(step: Step, repository: Path, package: Path) -> bool:
    return any((repository / each.path).is_relative_to(package) for each in step.commit.replaced)


def tagged_steps(history: History, project: Project, newest: str | None = None) -> tuple[Step, ...]:
    """Read the commits of the last tags, the newest first, up to the version ``newest`` if that is given."""
    if not (project.repository / ".git").exists():
        return ()
    tagged = [each for each in _tagged(project) if newest is None or parse(each[0]) <= parse(newest)]
    last = sorted(tagged, key=lambda each: parse(each[0]), reverse=True)[: LOOKED_BACK + 1]
    # What is older than the oldest of them has no version before it.
    read = {each.name: each for each in history.commits([commit for _, commit in last[:-1]])}
    return tuple(Step(read[commit], old, new) for (new, commit), (old, _) in pairwise(last) if commit in read)


def _tagged(project: Project) -> Iterator[tuple[str, str]]:
    """Give the version and the commit of each tag of the package's form in HEAD's history."""
    alike = f"refs/tags/{project.tag.replace('{version}', '*')}"
    done = look(
        project.repository, "for-each-ref", "--merged=HEAD", "--format=%(refname:lstrip=2) %(objectname) %(*objectname)",
        alike, check=False,
    )  # fmt: skip
    for line in done.text.splitlines() if done.code == 0 else ():
        name, *objects = line.split(" ")
        version = version_in_tag(project.tag, name)
        if version and same_version(version, version):
            yield canonical(version), objects[-1] or objects[0]


def left_alone(
    history: History, repository: Path, steps: Sequence[Step], spots: Sequence[VersionSpot]
) -> Mapping[Path, int]:
    """Tell which files the maintainers leave alone when the version moves, and in how many of the last changes.

    In the last two changes at least they stated the version as they do today, or an older one in the same place,
    and the new one came into none of their lines.
    """
    recent = steps[:_HABIT]
    lines = {spot.path: line for spot in spots if (line := _line(spot))}
    still = {path: name for path in lines if not moved_in(recent, name := name_in(repository, path))}
    if not still:
        return {}
    history.fetch(f"{step.commit.name}^:{name}" for step in recent for name in still.values())
    counted = {
        path: sum(1 for _ in takewhile(partial(_stood_before, history, name, lines[path]), recent))
        for path, name in still.items()
    }
    return {path: count for path, count in counted.items() if count >= _OFTEN}


def _stood_before(history: History, name: str, line: StatingLine, step: Step) -> bool:
    data = history.file(f"{step.commit.name}^", name)
    return data is not None and stood(line, data, step.old)


def _line(spot: VersionSpot) -> StatingLine | None:
    return stating_line(content(spot.path, needed_by=spot.why), spot)


def _with_contents(repository: Path, lines: Sequence[_Line]) -> Iterator[tuple[_Line, Path, bytes]]:
    """Give lines with their file and what it holds today, where it can be read; each file is read once."""
    contents = {name: _content_today(repository / name) for name in {line.path for line in lines}}
    for line in lines:
        if (data := contents[line.path]) is not None:
            yield line, repository / line.path, data


def _content_today(path: Path) -> bytes | None:
    """Read a file of the work tree; None for a link, and for what is gone or too big to look through."""
    try:
        found = path.lstat()
    except OSError:
        return None
    return path.read_bytes() if S_ISREG(found.st_mode) and found.st_size <= _BIGGEST_FILE else None
