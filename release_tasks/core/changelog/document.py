"""A changelog as a document: its lines, and its headings with the place of every part of them.

A reader (``markdown``, ``restructuredtext``) finds them; nothing is normalized, so that a text is rendered
from its document by giving it back. Offsets count characters.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "code", "comment"]
Markup = Literal["markdown", "restructuredtext"]

_LINE = re.compile(r"[^\r\n]*(\r\n|\n|\r|\Z)")
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: ``start:end`` is its text, ``end:stop`` its line end; ``number`` counts from 1."""

    number: int
    start: int
    end: int
    stop: int
    text: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A part of the text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """One heading: ``title`` at ``start:end``, and the rules under and over it where it has them.

    The whole of it is ``top:bottom``, without the last line's end; ``level`` is 1 for the highest.
    """

    level: int
    title: str
    line: int
    start: int
    end: int
    top: int
    bottom: int
    underline: Span | None = None
    overline: Span | None = None

    @property
    def rules(self) -> tuple[Span, ...]:
        """The lines that are drawn as long as the title."""
        return tuple(each for each in (self.overline, self.underline) if each)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a reader found in ``text``, both in order."""

    text: str
    markup: Markup
    lines: tuple[Line, ...]
    titles: tuple[Title, ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, text: str, markup: Markup, lines: Iterable[Line], titles: Iterable[Title]) -> Document:
        """Make a document; ``starts`` is where its lines begin, to look them up by place."""
        ordered = tuple(lines)
        return cls(
            text=text,
            markup=markup,
            lines=ordered,
            titles=tuple(titles),
            starts=tuple(each.start for each in ordered),
        )

    def between(self, start: int, stop: int) -> tuple[Line, ...]:
        """Give the lines that begin after ``start`` and before ``stop``."""
        return self.lines[bisect_right(self.starts, start) : bisect_left(self.starts, stop)]


def split(text: str) -> Iterator[Line]:
    """Give the lines of a text; a byte order mark belongs to none."""
    at = len(_BOM) if text.startswith(_BOM) else 0
    number = 0
    while at < len(text):
        number += 1
        match = _LINE.match(text, at)
        assert match is not None, "the pattern matches anywhere"
        start, end = at, match.start(1)
        at = match.end()
        yield Line(number=number, start=start, end=end, stop=at, text=text[start:end])


def line_end(text: str) -> str:
    """Give the line end that the text uses first; a line feed if it has none."""
    match = re.search(r"\r\n|\n|\r", text)
    return match[0] if match else "\n"
