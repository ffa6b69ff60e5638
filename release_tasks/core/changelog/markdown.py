"""Markdown as a changelog needs it: headings of both forms, and what is code or comment.

Source: https://spec.commonmark.org/0.31.2/ (chapter 4). What lists and quotes hold is passed over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from release_tasks.core.changelog.document import Document, Kind, Line, Span, Title, split

_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))??(?:[ \t]+#+)?[ \t]*")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*")
_BREAK = re.compile(r" {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}")
_ITEM = re.compile(r" {0,3}(?:[-*+]|(?P<number>\d{1,9})[.)])(?:(?P<space>[ \t]+)(?P<content>\S.*)?)?")
_QUOTE = re.compile(r" {0,3}> ?")
_REFERENCE = re.compile(r" {0,3}\[(?:[^\[\]\\]|\\.)+\]:[ \t]*\S+.*")
_TAGS = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|"
    "dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|"
    "link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|"
    "tfoot|th|thead|title|tr|track|ul"
)
_HTML = tuple(
    (re.compile(rf" {{0,3}}(?:{start})", re.IGNORECASE), re.compile(end, re.IGNORECASE))
    for start, end in (
        (r"<(?:script|pre|style|textarea)(?=[\s>]|$)", r"</(?:script|pre|style|textarea)>"),
        (r"<!--", r"-->"),
        (r"<\?", r"\?>"),
        (r"<!\[CDATA\[", r"\]\]>"),
        (r"<![a-z]", r">"),
        (rf"</?(?:{_TAGS})(?=\s|/?>|$)", r"^\s*$"),
    )
)
_LONE_TAG = re.compile(
    r" {0,3}(?:</[a-z][a-z0-9-]*\s*>|<[a-z][a-z0-9-]*(?:\s+[a-z_:][\w.:-]*(?:\s*=\s*(?:[^\s\"'=<>`]+|'[^']*'|\"[^\"]*\"))?)*\s*/?>)\s*",
    re.IGNORECASE,
)


def read(text: str) -> Document:
    """Find the headings of a text that stand in no list, quote, code or HTML."""
    blocks = _Blocks()
    lines: list[Line] = []
    titles: list[Title] = []
    for line in split(text):
        kind = blocks.feed(line.text)
        lines.append(replace(line, kind=kind))
        if blocks.heading:
            titles.append(_title(lines, blocks.heading))
    return Document.of(text, "markdown", lines, titles)


def _title(lines: list[Line], count: int) -> Title:
    """Make the heading that ends with the last line; ``count`` lines of a setext one are its text."""
    line = lines[-1]
    if match := _ATX.fullmatch(line.text):
        title = match[2] or ""
        start = line.start + (match.start(2) if match[2] else match.end(1))
        return Title(
            level=len(match[1]),
            title=title,
            line=line.number,
            start=start,
            end=start + len(title),
            top=line.start,
            bottom=line.end,
        )
    first, last = lines[-1 - count], lines[-2]
    start = first.start + len(first.text) - len(first.text.lstrip(" \t"))
    end = last.start + len(last.text.rstrip(" \t"))
    title = "\n".join(each.text.strip(" \t") for each in lines[-1 - count : -1])
    rule = line.start + len(line.text) - len(line.text.lstrip(" "))
    return Title(
        level=1 if "=" in line.text else 2,
        title=title,
        line=first.number,
        start=start,
        end=end,
        top=first.start,
        bottom=line.end,
        underline=Span(start=rule, end=line.start + len(line.text.rstrip(" \t"))),
    )


@dataclass(slots=True, kw_only=True)
class _Blocks:
    """The blocks of one container, fed line by line; ``inner`` is the list item or the quote that is open.

    ``paragraph`` counts the lines of the open paragraph, ``heading`` the lines of text of the heading that
    the line just fed completed.
    """

    fence: str = ""
    html: re.Pattern[str] | None = None
    paragraph: int = 0
    heading: int = 0
    indent: int = 0
    empty_item: bool = False
    inner: _Blocks | None = field(default=None)

    @property
    def lazy(self) -> bool:
        """Whether a line of text would continue the open paragraph, however deep it is."""
        return self.inner.lazy if self.inner else self.paragraph > 0

    def feed(self, text: str) -> Kind:
        """Take the next line; gives what it is part of."""
        self.heading = 0
        if self.inner and self._continues(text):
            return "text"
        if self.fence:
            self.fence = "" if _closes(text, self.fence) else self.fence
            return "code"
        if self.html:
            comment: Kind = "comment" if self.html.pattern == "-->" else "text"
            self.html = None if self.html.search(text) else self.html
            return comment
        return self._open(text)

    def _open(self, text: str) -> Kind:
        if not text.strip():
            self._end()
            return "text"
        if _indent(text) >= 4:
            if not self.paragraph:
                return "code"
            self._add(text)
            return "text"
        if opening := _FENCE.match(text):
            self._end()
            self.fence = opening[1]
            return "code"
        if kind := self._html(text):
            return kind
        if _ATX.fullmatch(text):
            self._end()
            self.heading = 1
        elif self.paragraph and _UNDERLINE.fullmatch(text):
            self.heading = self.paragraph
            self._end()
        elif _BREAK.fullmatch(text):
            self._end()
        elif not self._enter(text):
            self._add(text)
        return "text"

    def _html(self, text: str) -> Kind | None:
        end = next((end for start, end in _HTML if start.match(text)), None)
        if end is None and not self.paragraph and _LONE_TAG.fullmatch(text):
            end = _HTML[-1][1]
        if end is None:
            return None
        self._end()
        self.html = None if end.search(text) else end
        return "comment" if end.pattern == "-->" else "text"

    def _enter(self, text: str) -> bool:
        """Open a list item or a quote, if the line begins one."""
        if quote := _QUOTE.match(text):
            self._end()
            self.inner = _Blocks(indent=-1)
            self.inner.feed(text[quote.end() :])
            return True
        item = _ITEM.fullmatch(text)
        if not item:
            return False
        content = item["content"]
        if self.paragraph and (not content or item["number"] not in (None, "1")):
            return False
        self._end()
        space = _width(item["space"] or "")
        marker = len(text[: item.start("space")]) if item["space"] else len(text)
        deep = space > 4 or not content
        self.inner = _Blocks(indent=marker + (1 if deep else space), empty_item=not content)
        if content:
            self.inner.feed(" " * (space - 1) + content if deep else content)
        return True

    def _continues(self, text: str) -> bool:
        """Whether the line still belongs to the open item or quote; if not, that is closed."""
        assert self.inner is not None, "asked for an open one only"
        inner = self.inner
        if inner.indent < 0:
            quote = _QUOTE.match(text)
            if quote:
                inner.feed(text[quote.end() :])
                return True
        elif not text.strip():
            if not inner.empty_item:
                inner.feed("")
                return True
        elif _indent(text) >= inner.indent:
            inner.empty_item = False
            inner.feed(_dedented(text, inner.indent))
            return True
        if inner.lazy and text.strip() and not _interrupts(text):
            return True
        self.inner = None
        return False

    def _add(self, text: str) -> None:
        # A definition of a link is no word of a heading.
        if self.paragraph or not _REFERENCE.fullmatch(text):
            self.paragraph += 1

    def _end(self) -> None:
        self.paragraph = 0


def _interrupts(text: str) -> bool:
    """Whether a line cannot be lazy continuation text of a paragraph."""
    if _indent(text) >= 4:
        return False
    if any(each.fullmatch(text) for each in (_ATX, _BREAK, _ITEM)):
        return True
    return bool(_FENCE.match(text) or _QUOTE.match(text) or any(start.match(text) for start, _ in _HTML))


def _closes(content: str, fence: str) -> bool:
    closing = content.strip(" \t")
    return len(closing) >= len(fence) and set(closing) == {fence[0]} and _indent(content) < 4


def _indent(text: str) -> int:
    return _width(text[: len(text) - len(text.lstrip(" \t"))])


def _width(space: str) -> int:
    return len(space.expandtabs(4))


def _dedented(text: str, width: int) -> str:
    return text.expandtabs(4)[width:] if text[:1] in " \t" else text
