"""A line with the version taken out of it: what stays when the version moves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from release_tasks.core.errors import UsageError
from release_tasks.core.version import following, parse, same_version

_TOKEN = re.compile(
    rb"(?<![0-9])(?<![0-9]\.)[0-9]+(?:\.[0-9]+)+"
    rb"(?:[-_.]?(?:alpha|beta|preview|pre|rc|a|b|c)[-_.]?[0-9]+)?"
    rb"(?:[-_.]?post[-_.]?[0-9]+)?(?:[-_.]?dev[-_.]?[0-9]+)?(?![0-9])(?!\.[0-9])",
    re.IGNORECASE,
)
_ELEMENTS = re.compile(rb"(?<![0-9.,])(?<![0-9],[ ])[0-9]+(?:,[ ]?[0-9]+){2,3}(?![0-9.])(?!,[ ]?[0-9])")
"""Release numbers as elements of a tuple, or as a compiler of resources reads them (``1, 4, 0``)."""
_BOUND = re.compile(rb"(?<=<) *(?P<version>[0-9]+(?:\.[0-9]+)*)(?![0-9A-Za-z.*+!_-])")
"""What a range ends before (``>=1.4.2,<1.5``)."""
_LONGEST_LINE = 2000
"""In bytes; what is longer was made by a machine."""
_FEWEST_NUMBERS = 2
_MOST_PLACES = 4
"""In one line; where there are more, all of them move or none."""


class Token(NamedTuple):
    """The bytes ``start:end`` of a line, which state a version, or the bound ``beyond`` so many of its numbers."""

    start: int
    end: int
    text: str
    beyond: int = 0


@dataclass(frozen=True, slots=True)
class Mask:
    """What stands around the version in a line: one piece more than it is stated there.

    ``parts`` is set where the line states so many of the release numbers only (``1.4`` of 1.4.0); ``beyond`` tells
    for each place which bound of a range it is, 0 being none.
    """

    pieces: tuple[bytes, ...]
    parts: int | None
    beyond: tuple[int, ...]


def mask(line: bytes, version: str, parts: int | None = None) -> Mask | None:
    """Take the version out of a line; None for a line that does not state it."""
    found = tokens(line, version, parts)
    return _without(line, found, parts) if found else None


def masks(line: bytes, version: str, parts: int | None = None) -> Iterator[Mask]:
    """Take the version out of a line everywhere, or only at some of its places: the others may be another's."""
    yield from (_without(line, some, parts) for some in _choices(tokens(line, version, parts)))


def taken_out(line: bytes, version: str, mask: Mask) -> tuple[Token, ...]:
    """Give the places of the version in a line without which ``mask`` is left; none where it is another line."""
    found = tokens(line, version, mask.parts)
    some = (each for each in _choices(found) if _without(line, each, mask.parts) == mask)
    return next(some, ())


def masked(line: bytes, version: str) -> bytes:
    """Give a line with all numbers of the version hidden, to tell it again after the version moved."""
    found = mask(line, version)
    return b"\0".join(found.pieces) if found else line


def tokens(line: bytes, version: str, parts: int | None = None) -> tuple[Token, ...]:
    """Find where a line states a version, in whatever spelling, or the first ``parts`` of its numbers.

    The bound of a range that begins with it is found as well: it has to go with it, or nothing would be left between.
    """
    if len(line) > _LONGEST_LINE or not beginning(version).search(line):
        return ()
    wanted = version if parts is None else shortened(version, parts)
    found = [
        Token(*match.span(), text)
        for match in _TOKEN.finditer(line)
        if _states(text := match[0].decode("ascii"), wanted, parts)
    ]
    if parts is None and b"," in line:
        found += _elements(line, version)
    if found and b"<" in line:
        found += _bounds(line, version)
    return tuple(sorted(found))


def _elements(line: bytes, version: str) -> Iterator[Token]:
    """Find the numbers of a final release: of others they do not tell enough."""
    parsed = parse(version)
    for match in _ELEMENTS.finditer(line) if str(parsed) == parsed.base_version else ():
        text = match[0].decode("ascii")
        if tuple(map(int, text.split(","))) == parsed.release:
            yield Token(*match.span(), text)


def _bounds(line: bytes, version: str) -> Iterator[Token]:
    for match in _BOUND.finditer(line):
        text = match["version"].decode("ascii")
        if beyond := next((each for each in (2, 1) if _is_bound(text, version, each)), 0):
            yield Token(*match.span("version"), text, beyond)


def _is_bound(text: str, version: str, numbers: int) -> bool:
    return _numbers(text) >= numbers and same_version(text, following(version, numbers))


def _choices(found: tuple[Token, ...]) -> Iterator[tuple[Token, ...]]:
    """Choose all the places first, then fewer; a bound is none by itself."""
    fewest = 1 if len(found) <= _MOST_PLACES else len(found)
    for number in range(len(found), fewest - 1, -1):
        yield from (some for some in combinations(found, number) if not all(each.beyond for each in some))


def _without(line: bytes, places: Sequence[Token], parts: int | None) -> Mask:
    ends = (0, *(each.end for each in places))
    starts = (*(each.start for each in places), len(line))
    pieces = tuple(line[end:start] for end, start in zip(ends, starts, strict=True))
    return Mask(pieces, parts, tuple(each.beyond for each in places))


@lru_cache(maxsize=256)
def shortened(version: str, parts: int) -> str:
    """Give the first numbers of a release: 1.4 of 1.4.2rc1."""
    return ".".join(map(str, (*parse(version).release, 0, 0)[:parts]))


def distinct(version: str) -> bool:
    """Tell whether a text is a version with enough numbers in it to be told from a mere count."""
    try:
        return len(parse(version).release) >= _FEWEST_NUMBERS
    except UsageError:
        return False


@lru_cache(maxsize=256)
def beginning(version: str) -> re.Pattern[bytes]:
    """Give what a line that states the version has in any spelling, to pass over most others quickly."""
    try:
        first, second = (*parse(version).release, None)[:2]
    except UsageError:
        return re.compile(rb"\.")
    return re.compile(rf"{first}(?:\.|, ?)0*{'' if second is None else second}".encode())


@lru_cache(maxsize=256)
def _numbers(version: str) -> int:
    return len(parse(version).release)


@lru_cache(maxsize=4096)
def _states(text: str, version: str, parts: int | None) -> bool:
    if parts is not None:
        return text == version
    return same_version(text, version) and _numbers(text) >= _numbers(version)
