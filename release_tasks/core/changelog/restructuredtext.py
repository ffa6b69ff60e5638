"""reStructuredText as a changelog needs it: section titles, and what is code or comment.

Source: https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html (Sections). What is indented is
passed over: no section begins there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from release_tasks.core.changelog.columns import width
from release_tasks.core.changelog.document import Document, Kind, Line, Span, Title, split

_RULE = re.compile(r"([!-/:-@\[-`{-~])\1*[ \t]*")
_EXPLICIT = re.compile(r"(?:\.\.|__)(?:[ \t]+|$)")
_ITEM = re.compile(r"[-*+\u2022\u2023\u2043](?:[ \t]+|$)")
_NUMBERED = re.compile(r"(\(?)(\d+|[a-zA-Z]|[ivxlcdmIVXLCDM]+|#)([.)])(?:[ \t]+|$)")
_FIELD = re.compile(r":(?![: ])(?:[^:\\]|\\.|:(?!(?:[ \t]|`|$)))*(?<! ):(?:[ \t]+|$)")
_OPTION = re.compile(
    r"(?:-\w(?: ?[\w<][^ ,]*)?|(?:--|/)[\w][\w-]*(?:[ =][\w<][^ ,]*)?)(?:, (?:-\w|--[\w-]+)[^ ,]*(?: [\w<][^ ,]*)?)*(?:  +|$)"
)
_DOCTEST = re.compile(r">>>(?:[ \t]+|$)")
_LINE_BLOCK = re.compile(r"\|(?:[ \t]+|$)")
_GRID = re.compile(r"\+-[-+]+-\+[ \t]*")
_TABLE = re.compile(r"=+(?: +=+)+[ \t]*")
_DIRECTIVE = re.compile(r"\.\.[ \t]+(?:\[|_|\||[\w.+:-]+::(?:[ \t]|$))")


def read(text: str) -> Document:
    """Find the section titles of a text; the level of a style is the order in which it first appears."""
    reader = _Reader(text=text, lines=list(split(text)))
    reader.read()
    return Document.of(text, "restructuredtext", reader.lines, reader.titles)


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Goes from block to block; ``at`` is the line that begins the next one."""

    text: str
    lines: list[Line]
    at: int = 0
    titles: list[Title] = field(default_factory=list)
    styles: list[tuple[str, bool]] = field(default_factory=list)

    def read(self) -> None:
        """Go through all blocks."""
        while self.at < len(self.lines):
            self._block()

    def _block(self) -> None:
        line = self._line(0)
        if _is_blank(line) or line[:1] in " \t":
            self.at += 1
        elif _EXPLICIT.match(line):
            self._pass_over("text" if _DIRECTIVE.match(line) or line.startswith("__") else "comment")
        elif _DOCTEST.match(line) or _GRID.fullmatch(line):
            self._until_blank("code" if line[0] == ">" else "text")
        elif _TABLE.fullmatch(line):
            self._table()
        elif _LINE_BLOCK.match(line) or self._begins_item(line):
            self._pass_over("text")
        elif _RULE.fullmatch(line):
            self._rule()
        else:
            self._words()

    def _begins_item(self, line: str) -> bool:
        if _ITEM.match(line) or _FIELD.match(line) or _OPTION.match(line):
            return True
        # A number begins a list only if the next line does not stand under it as more of a paragraph.
        following = self._line(1)
        number = _NUMBERED.match(line)
        return number is not None and (
            _is_blank(following) or following[:1] in " \t" or following.startswith(_next_numbers(number))
        )

    def _rule(self) -> None:
        """A line of punctuation: over a title, or a transition, or nothing."""
        over, title, under = (self._line(each) for each in range(3))
        if _is_blank(title) and len(over.rstrip()) < 4:
            self._paragraph()
        elif _is_blank(title):
            self.at += 1
        elif under.rstrip() == over.rstrip() and not _RULE.fullmatch(title):
            if len(over.rstrip()) < 4 and width(title.rstrip()) > len(over.rstrip()):
                self._words()
            else:
                self._title(self.lines[self.at], self.lines[self.at + 1], self.lines[self.at + 2])
        elif len(over.rstrip()) < 4:
            self._words()
        else:
            # Nothing of a rule that has no partner is read again.
            self.at += 2 if _RULE.fullmatch(title) else 3

    def _words(self) -> None:
        """A line of words: a title if the next one underlines it, else the first of a paragraph."""
        words, under = self._line(0), self._line(1)
        if _RULE.fullmatch(under) and (
            width(words.rstrip()) <= len(under.rstrip()) or len(under.rstrip()) >= 4
        ):
            self._title(None, self.lines[self.at], self.lines[self.at + 1])
        elif under[:1] in (" ", "\t") and not _is_blank(under):
            self._pass_over("text")
        else:
            self._paragraph()

    def _paragraph(self) -> None:
        """Words up to a blank or indented line; after ``::`` what comes next is literal, indented or quoted."""
        while not _is_blank(self._line(0)) and self._line(0)[0] not in " \t":
            self._mark("text")
        if not self.lines[self.at - 1].text.rstrip().endswith("::"):
            return
        while self.at < len(self.lines) and _is_blank(self._line(0)):
            self.at += 1
        quote = self._line(0)[:1]
        if quote in (" ", "\t"):
            self._indented("code")
        elif quote and _RULE.fullmatch(quote):
            while self._line(0)[:1] == quote:
                self._mark("code")

    def _title(self, over: Line | None, words: Line, under: Line) -> None:
        style = (under.text[0], over is not None)
        if style not in self.styles:
            self.styles.append(style)
        title = words.text.strip()
        start = words.start + words.text.index(title)
        self.titles.append(
            Title(
                level=self.styles.index(style) + 1,
                title=title,
                line=words.number,
                start=start,
                end=start + len(title),
                top=(over or words).start,
                bottom=under.end,
                underline=_drawn(under),
                overline=_drawn(over) if over else None,
            )
        )
        self.at += 3 if over else 2

    def _table(self) -> None:
        """A simple table ends with a border before a blank line."""
        while self.at < len(self.lines):
            border = bool(_TABLE.fullmatch(self._line(0)))
            self._mark("text")
            if border and _is_blank(self._line(0)) and self._rows():
                return

    def _rows(self) -> bool:
        return bool(_TABLE.fullmatch(self.lines[self.at - 1].text))

    def _pass_over(self, kind: Kind) -> None:
        self._mark(kind)
        self._indented(kind)

    def _indented(self, kind: Kind) -> None:
        while self.at < len(self.lines) and (_is_blank(self._line(0)) or self._line(0)[0] in " \t"):
            self._mark(kind)

    def _until_blank(self, kind: Kind) -> None:
        while self.at < len(self.lines) and not _is_blank(self._line(0)):
            self._mark(kind)

    def _mark(self, kind: Kind) -> None:
        self.lines[self.at] = replace(self.lines[self.at], kind=kind)
        self.at += 1

    def _line(self, ahead: int) -> str:
        at = self.at + ahead
        return self.lines[at].text if at < len(self.lines) else ""


def _next_numbers(number: re.Match[str]) -> tuple[str, ...]:
    """Give the beginnings of the line after a list's item, if that is an item too."""
    opening, text, closing = number.groups()
    following = str(int(text) + 1) if text.isdigit() else chr(ord(text) + 1) if len(text) == 1 else "#"
    return tuple(f"{opening}{each}{closing} " for each in (following, "#"))


def _drawn(line: Line) -> Span:
    return Span(start=line.start, end=line.start + len(line.text.rstrip()))


def _is_blank(text: str) -> bool:
    return not text.strip()
