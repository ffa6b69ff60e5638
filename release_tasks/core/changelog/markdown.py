"""Markdown as a changelog needs it: its lines, and which of them are code or comment.

Offsets count characters; nothing is ever normalized, so that text between two offsets stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "code", "comment"]

_LINE = re.compile(r"[^\r\n]*(\r\n|\n|\r|\Z)")
_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*")
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: ``start:end`` is its text, ``end:stop`` its line end; ``number`` counts from 1."""

    number: int
    start: int
    end: int
    stop: int
    text: str
    kind: Kind

    @property
    def heading(self) -> tuple[int, str] | None:
        """The level and the title of an ATX heading (CommonMark 4.2), else None."""
        match = _HEADING.fullmatch(self.text) if self.kind == "text" else None
        return (len(match[1]), match[2]) if match else None


def lines(text: str) -> Iterator[Line]:
    """Give the lines with their kind: inside a code fence, inside an HTML comment, or text."""
    fence = ""
    comment = False
    at = len(_BOM) if text.startswith(_BOM) else 0
    number = 0
    while at < len(text):
        number += 1
        match = _LINE.match(text, at)
        assert match is not None, "the pattern matches anywhere"
        content = text[at : match.start(1)]
        kind: Kind = "text"
        if fence:
            kind = "code"
            fence = "" if _closes(content, fence) else fence
        elif comment or content.lstrip(" ").startswith("<!--"):
            kind = "comment"
            comment = "-->" not in content
        elif opening := _FENCE.match(content):
            kind, fence = "code", opening[1]
        yield Line(number=number, start=at, end=match.start(1), stop=match.end(), text=content, kind=kind)
        at = match.end()


def line_end(text: str) -> str:
    """Give the line end that the text uses first; a line feed if it has none."""
    match = re.search(r"\r\n|\n|\r", text)
    return match[0] if match else "\n"


def _closes(content: str, fence: str) -> bool:
    closing = content.strip()
    return len(closing) >= len(fence) and set(closing) == {fence[0]} and not content.startswith(" " * 4)
