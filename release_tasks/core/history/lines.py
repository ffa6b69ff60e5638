"""The lines that moved with the version in earlier commits, and where they stand today."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from release_tasks.core.formats.toml_spans import line_at
from release_tasks.core.history.masks import Mask, beginning, distinct, masked, masks, shortened, taken_out
from release_tasks.core.history.patches import Replaced
from release_tasks.core.history.steps import Step, last_final, last_released
from release_tasks.core.spots import Dialect, VersionSpot

_CHANGELOG = re.compile(
    r"(?:.*[-_]|version)?(?:changelog|changes|history|news|releases?|release[-_]notes)", re.IGNORECASE
)
_PROSE = frozenset(("", ".md", ".markdown", ".rst", ".txt", ".adoc"))
_HEADING = re.compile(rb"#+[ \t]*[\[(]?v?", re.IGNORECASE)
_SINCE = re.compile(rb"version(?:added|changed|removed)|deprecated", re.IGNORECASE)
"""Directives that tell since when something is so: that never moves."""
_SEMVER_FILES = frozenset(("Cargo.toml", "Cargo.lock", "package.json", "package-lock.json"))
_MANIFESTS = frozenset(("pyproject.toml", "Cargo.toml", "package.json", "setup.cfg", "setup.py"))
_NPM_LOCKS = frozenset(("package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml"))
"""What moves in them has a digest beside it, or is known by its place."""
_PARSED_OTHERWISE = frozenset((".toml", ".json", ".lock"))
"""Numbers in a list of theirs are no texts, by which an edit is proven."""
_SEEN_OFTEN = 2
_STILL_A_HABIT = 3
"""In so many of the newest steps a line has to have moved at least once."""
_MOST_IN_A_FILE = 500
"""A file in which more lines moved was made by a machine, which will make it again."""


@dataclass(frozen=True, slots=True)
class MovedLine:
    """A line, by what stands around the version in it, that moved with the version.

    ``moved`` numbers the steps in which it did, 0 being the newest of those that count, which are final
    releases alone where ``releases`` is set; ``most`` is how many such lines of the file moved in one
    step, ``contexts`` are the lines that stood above them.
    """

    path: str
    mask: Mask
    moved: tuple[int, ...]
    of: int
    most: int
    contexts: frozenset[bytes]
    releases: bool
    finals_only: bool
    released_only: bool

    @property
    def why(self) -> str:
        """Why this is a source, in words."""
        what = "release" if self.releases else "version change"
        if self.of == 1:
            return f"changed in the last {what}"
        return f"changed in {len(self.moved)} of the last {self.of} {what}s"


@dataclass(slots=True)
class _Seen:
    moved: Counter[int] = field(default_factory=Counter)
    contexts: set[bytes] = field(default_factory=set)


def moved_lines(steps: Sequence[Step]) -> tuple[MovedLine, ...]:
    """Give the lines that moved in the steps (the newest first) and may be expected to move again.

    One that did not move in the newest step has to have moved in two others, and so has the version of
    a neighbouring package, which may meet ours by chance once, and a heading, which may be an entry's.
    """
    seen: dict[tuple[str, Mask], _Seen] = {}
    for at, step in enumerate(steps):
        for path, found, context in _moves(step, steps[at + 1 :]):
            entry = seen.setdefault((path, found), _Seen())
            entry.moved[at] += 1
            entry.contexts.add(context)
    lines = [_line(path, found, entry, steps) for (path, found), entry in seen.items()]
    many: Counter[str] = Counter()
    for line in lines:
        many[line.path] += line.most
    return tuple(line for line in lines if many[line.path] <= _MOST_IN_A_FILE and _expected_again(line))


def spots_today(
    line: MovedLine, path: Path, data: bytes, version: str, final: str | None, released: str | None = None
) -> tuple[VersionSpot, ...]:
    """Find where a moved line states today's ``version``, or the last ``final`` release if it moves with those.

    Or the last one that was ``released``, if it moves with all but development releases.
    """
    others = ((final, line.finals_only), (released, line.released_only))
    for stated in dict.fromkeys((version, *(other for other, counts in others if other and counts))):
        if distinct(stated) and (places := _places(line, data, stated)):
            return tuple(spot for start in places for spot in _spots(line, path, data, start, stated))
    return ()


def _moves(step: Step, earlier: Sequence[Step]) -> Iterator[tuple[str, Mask, bytes]]:
    known = (last_final(earlier) if step.final else None, last_released(earlier) if step.released else None)
    olds = dict.fromkeys((step.old, *filter(None, known)))
    shorter = distinct(step.old) and shortened(step.old, 2) != shortened(step.new, 2)
    for replaced in step.commit.replaced:
        if is_told_otherwise(replaced.path):
            continue
        for old in olds:
            yield from _pairs(replaced, old, step.new, None)
        if shorter:
            yield from _pairs(replaced, step.old, step.new, 2)


def _pairs(replaced: Replaced, old: str, new: str, parts: int | None) -> Iterator[tuple[str, Mask, bytes]]:
    if not distinct(old):
        return
    left = _Added(replaced.added, new, parts)
    if not left.places:
        return
    added = frozenset(replaced.added)
    before = replaced.before
    for line in replaced.removed:
        # A line that comes back below is an entry of a list that grew at its top.
        if line not in added and not _SINCE.search(line):
            moved = next((each for each in masks(line, old, parts) if left.take(each)), None)
            if moved is not None:
                yield replaced.path, moved, masked(before, old)
        before = line


class _Added:
    """The added lines that state the new version, each to be taken once, by any mask that it has."""

    def __init__(self, lines: Sequence[bytes], version: str, parts: int | None) -> None:
        """Find the masks of each line."""
        self.places: dict[Mask, list[int]] = {}
        self._taken: set[int] = set()
        for at, line in enumerate(lines):
            for each in masks(line, version, parts):
                self.places.setdefault(each, []).append(at)

    def take(self, mask: Mask) -> bool:
        """Take a line of that mask, if one is left."""
        there = self.places.get(mask, [])
        while there:
            at = there.pop()
            if at not in self._taken:
                self._taken.add(at)
                return True
        return False


def is_told_otherwise(path: str) -> bool:
    """Tell whether a file is a changelog, or one whose lines history alone cannot tell apart."""
    file = PurePosixPath(path)
    return file.name in _NPM_LOCKS or (
        file.suffix.lower() in _PROSE and _CHANGELOG.fullmatch(file.stem) is not None
    )


def _line(path: str, found: Mask, seen: _Seen, steps: Sequence[Step]) -> MovedLine:
    finals = [at for at, step in enumerate(steps) if step.final]
    moved = sorted(seen.moved)
    only = len(finals) < len(steps) and all(at in finals for at in moved)
    released = [at for at, step in enumerate(steps) if step.released]
    released_only = not only and len(released) < len(steps) and all(at in released for at in moved)
    counted = finals if only else released if released_only else [*range(len(steps))]
    if found.parts is not None:
        counted = [at for at in counted if shortened(steps[at].old, 2) != shortened(steps[at].new, 2)]
    return MovedLine(
        path=path,
        mask=found,
        moved=tuple(counted.index(at) for at in moved),
        of=len(counted),
        most=max(seen.moved.values()),
        contexts=frozenset(seen.contexts),
        releases=all(steps[at].final for at in counted),
        finals_only=only,
        released_only=released_only,
    )


def _expected_again(line: MovedLine) -> bool:
    often = len(line.moved) >= _SEEN_OFTEN and line.moved[0] < _STILL_A_HABIT
    if line.mask.parts is not None:
        return often
    return often or (0 in line.moved and not _is_entry(line) and (line.of == 1 or not _is_neighbour(line)))


def _is_entry(line: MovedLine) -> bool:
    """Tell whether the line is a heading that begins with the version, as entries of a changelog in a README do."""
    prose = PurePosixPath(line.path).suffix.lower() in _PROSE - {"", ".txt"}
    return prose and _HEADING.fullmatch(line.mask.pieces[0]) is not None


def _is_neighbour(line: MovedLine) -> bool:
    """Tell whether the line is where a package states its own version."""
    return PurePosixPath(line.path).name in _MANIFESTS and line.mask.pieces[0].lstrip(b' \t"').startswith(
        b"version"
    )


def _places(line: MovedLine, data: bytes, version: str) -> list[int]:
    """Give the beginnings of the lines that state the version as the moved line did; which ones, their context tells."""
    found: list[tuple[int, bytes]] = []
    for start, end in lines_with(data, version):
        if taken_out(data[start:end], version, line.mask):
            above = data[data.rfind(b"\n", 0, max(start - 1, 0)) + 1 : max(start - 1, 0)]
            found.append((start, masked(above, version)))
    if len(found) <= line.most and not line.path.endswith(".lock"):
        return [place for place, _ in found]
    return [place for place, context in found if context in line.contexts]


def lines_with(data: bytes, version: str) -> Iterator[tuple[int, int]]:
    """Give the beginnings and ends of the lines that may state a version."""
    sign = beginning(version)
    found = sign.search(data)
    while found is not None:
        at = found.start()
        end = data.find(b"\n", at)
        end = len(data) if end < 0 else end
        yield data.rfind(b"\n", 0, at) + 1, end
        found = sign.search(data, end)


def _spots(line: MovedLine, path: Path, data: bytes, start: int, version: str) -> Iterator[VersionSpot]:
    end = data.find(b"\n", start)
    for token in taken_out(data[start : len(data) if end < 0 else end], version, line.mask):
        elements = token.text.count(",")
        if elements and path.suffix in _PARSED_OTHERWISE:
            continue
        yield VersionSpot(
            path=path,
            start=start + token.start,
            end=start + token.end,
            line=line_at(data, start),
            text=token.text,
            dialect="numbers" if elements else _dialect(path),
            why=line.why,
            parts=elements + 1 if elements else line.mask.parts,
            beyond=token.beyond,
            finals_only=line.finals_only or elements > 0,
            released_only=line.released_only,
        )


def _dialect(path: Path) -> Dialect:
    return "semver" if path.name in _SEMVER_FILES else "pep440"
