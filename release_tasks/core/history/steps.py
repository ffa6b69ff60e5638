"""How the version moved in earlier commits: from which to which, as the file shows that the build believes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from release_tasks.core.formats import coded
from release_tasks.core.history.masks import mask
from release_tasks.core.history.patches import Commit, Replaced
from release_tasks.core.version import parse, same_version

_TUPLE = re.compile(rb"[0-9]+[ \t]*,[^()\[\]]*")
_VERSION = re.compile(rb"v?[0-9][0-9A-Za-z.+!_-]*")


@dataclass(frozen=True, slots=True)
class Step:
    """One commit in which the version went from ``old`` to ``new``, both canonical."""

    commit: Commit
    old: str
    new: str

    @property
    def final(self) -> bool:
        """Whether a final release came of it."""
        return not parse(self.new).is_prerelease

    @property
    def released(self) -> bool:
        """Whether more than a development release came of it."""
        return not parse(self.new).is_devrelease


def last_released(steps: Sequence[Step]) -> str | None:
    """Give the newest release that is no development release, of those that the steps, the newest first, know of."""
    return next((each for each in _versions(steps) if not parse(each).is_devrelease), None)


def last_final(steps: Sequence[Step]) -> str | None:
    """Give the newest final release that the steps, the newest first, know of."""
    return next((each for each in _versions(steps) if not parse(each).is_prerelease), None)


def _versions(steps: Sequence[Step]) -> tuple[str, ...]:
    return (*(step.new for step in steps), *(step.old for step in steps[-1:]))


def moved_in(steps: Iterable[Step], path: str) -> tuple[int, ...]:
    """Number the steps, 0 being the first given, in which some line of a file took on the new version."""
    return tuple(
        at for at, step in enumerate(steps) if any(_moved(step, each) for each in step.commit.of(path))
    )


def _moved(step: Step, replaced: Replaced) -> bool:
    return any(mask(line, step.new) for line in replaced.added)


def steps(commits: Iterable[Commit], path: str, before: bytes, today: str) -> tuple[Step, ...]:
    """Give the steps that ``commits`` (the newest first) made, to ``today``'s version and before.

    ``before`` is what stands before the version in its line of the file ``path``.
    """
    found: list[Step] = []
    expected = today
    for commit in commits:
        moves = list(_moves(commit, path, before))
        move = next((each for each in moves if same_version(each[1], expected)), moves[0] if moves else None)
        if move is not None:
            found.append(Step(commit, *move))
            expected = move[0]
    return tuple(found)


def _moves(commit: Commit, path: str, before: bytes) -> Iterator[tuple[str, str]]:
    for replaced in commit.of(path):
        old = [version for line in replaced.removed if (version := _stated(line, before))]
        new = [version for line in replaced.added if (version := _stated(line, before))]
        yield from ((a, b) for a, b in zip(old, new, strict=False) if not same_version(a, b))


def _stated(line: bytes, before: bytes) -> str | None:
    if not line.startswith(before):
        return None
    if numbers := _TUPLE.match(line, len(before)):
        text = numbers[0].decode("ascii", "replace")
        return coded.read(text, "incremental" if "=" in text else "numbers")
    found = _VERSION.match(line, len(before))
    if found is None:
        return None
    text = found[0].decode("ascii").rstrip(".-_+!")
    return str(parse(text)) if same_version(text, text) else None
