"""Sources that the project's own release commits show: lines that took on each new version with the package."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, takewhile
from pathlib import Path

from release_tasks.core.history.lines import MovedLine, moved_lines, spots_today, states_as
from release_tasks.core.history.masks import Mask, mask
from release_tasks.core.history.patches import Commit, commits
from release_tasks.core.history.steps import Step, moved_in, steps
from release_tasks.core.project import Project
from release_tasks.core.sources import stated
from release_tasks.core.spots import VersionSpot
from release_tasks.core.target import version_in_tag
from release_tasks.core.version import canonical, parse, same_version
from release_tasks.world.files.reading import content
from release_tasks.world.git.blobs import Blobs
from release_tasks.world.git.command import look

_LOOKED_BACK = 8
"""How many commits that changed the version are looked at."""
_HABIT, _OFTEN = 3, 2
"""So many of the last changes tell a habit, and at least so many."""
_BIGGEST_FILE = 2**23
_SPECIAL = re.compile(rb"[^0-9A-Za-z _=\"',-]")


def spots_by_history(repository: Path, steps: Sequence[Step], version: str) -> tuple[VersionSpot, ...]:
    """Find the lines that went with the version in its last changes, and still state ``version``, today's."""
    final = next((step.new for step in steps if step.final), None)
    return tuple(spot for line in moved_lines(steps) for spot in _today(repository, line, version, final))


def version_steps(repository: Path, own: VersionSpot) -> tuple[Step, ...]:
    """Read the last commits in which the version of ``own`` moved, the newest first; none outside git.

    Two runs of git, however long the history is: one finds the commits, one reads them.
    """
    if not (repository / ".git").exists():
        return ()
    name = _name(repository, own.path)
    data = content(own.path, needed_by=own.why)
    before = data[data.rfind(b"\n", 0, own.start) + 1 : own.start]
    return steps(_read(repository, _changing(repository, name, before)), name, before, stated(own))


def tagged_steps(project: Project) -> tuple[Step, ...]:
    """Read the commits of the last tags, the newest first, where the tag is all that states the version."""
    if not (project.repository / ".git").exists():
        return ()
    tagged = sorted(_tagged(project), key=lambda each: parse(each[0]), reverse=True)[: _LOOKED_BACK + 1]
    read = {each.name: each for each in _read(project.repository, [commit for _, commit in tagged])}
    return tuple(
        Step(read[commit], old, new) for (new, commit), (old, _) in pairwise(tagged) if commit in read
    )


def _tagged(project: Project) -> Iterator[tuple[str, str]]:
    """Give the version and the commit of each tag of the package's form in HEAD's history."""
    done = look(
        project.repository, "for-each-ref", "--merged=HEAD", "--format=%(refname:lstrip=2) %(objectname) %(*objectname)",
        "refs/tags", check=False,
    )  # fmt: skip
    for line in done.text.splitlines() if done.code == 0 else ():
        name, *objects = line.split(" ")
        version = version_in_tag(project.tag, name)
        if version and same_version(version, version):
            yield canonical(version), objects[-1] or objects[0]


def _changing(repository: Path, name: str, before: bytes) -> list[str]:
    """Name the commits that changed a line that begins as the version's line does, the newest first."""
    pattern = "^" + os.fsdecode(_SPECIAL.sub(_in_brackets, before)) + "v?[0-9]"
    done = look(
        repository, "log", f"-{_LOOKED_BACK}", "--format=%H", "--no-show-signature", "--no-renames",
        "--diff-filter=M", f"-G{pattern}", "--", f":(top,literal){name}", check=False,
    )  # fmt: skip
    return done.text.split() if done.code == 0 else []


def _read(repository: Path, names: Iterable[str]) -> tuple[Commit, ...]:
    asked = "".join(f"{name}\n" for name in names).encode()
    if not asked:
        return ()
    log = look(
        repository, "log", "--no-walk=unsorted", "--stdin", "--format=%x00%H", "--patch", "--unified=1",
        "--diff-filter=M", "--no-renames", "--no-color", "--no-ext-diff", "--no-textconv",
        "--no-show-signature", "--src-prefix=a/", "--dst-prefix=b/", stdin=asked, check=False,
    )  # fmt: skip
    return commits(log.stdout) if log.code == 0 else ()


def left_alone(repository: Path, steps: Sequence[Step], spots: Sequence[VersionSpot]) -> Mapping[Path, int]:
    """Tell which files the maintainers leave alone when the version moves, and in how many of the last changes.

    In the last two changes at least they stated the version as they do today, and went on stating the old one.
    """
    recent = steps[:_HABIT]
    lines = {spot.path: _line(spot) for spot in spots}
    still = {path: name for path in lines if not moved_in(recent, name := _name(repository, path))}
    if not still or len(recent) < _OFTEN:
        return {}
    blobs = Blobs(repository)
    blobs.fetch([f"{step.commit.name}^:{name}" for step in recent for name in still.values()])
    counted = {
        path: _unbroken(
            states_as(blobs.read(f"{step.commit.name}^", name), lines[path], step.old) for step in recent
        )
        for path, name in still.items()
    }
    return {path: count for path, count in counted.items() if count >= _OFTEN}


def _line(spot: VersionSpot) -> Mask | None:
    """Give the line of a spot without the version."""
    data = content(spot.path, needed_by=spot.why)
    end = data.find(b"\n", spot.end)
    line = data[data.rfind(b"\n", 0, spot.start) + 1 : len(data) if end < 0 else end]
    return mask(line, spot.text)


def _name(repository: Path, path: Path) -> str:
    return Path(os.path.relpath(path, repository)).as_posix()


def _unbroken(stated: Iterable[bool]) -> int:
    return sum(1 for _ in takewhile(bool, stated))


def _in_brackets(match: re.Match[bytes]) -> bytes:
    return b"\\" + match[0] if match[0] in (b"^", b"\\") else b"[" + match[0] + b"]"


def _today(repository: Path, line: MovedLine, version: str, final: str | None) -> Iterator[VersionSpot]:
    path = repository / line.path
    if path.is_symlink() or not path.is_file() or path.stat().st_size > _BIGGEST_FILE:
        return
    yield from spots_today(line, path, path.read_bytes(), version, final)
