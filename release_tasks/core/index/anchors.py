"""The anchors of a PEP 503 page, and whether an HTML page is one at all.

Read in one pass that never looks at a character twice: the standard library's parser takes hours for a
megabyte of ``<a <a <a``, and whoever runs an index writes its pages.
"""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote

from release_tasks.core.index.text import one_line

_NOT_AN_INDEX = frozenset({"form", "input", "script", "iframe", "frame", "frameset"})
_MOST_TAGS = 2_000_000

_MARKUP = re.compile(r"<(?:(!--)|([!?])|(/)|([A-Za-z][^\s/>]*))")
_ATTRIBUTE = re.compile(
    r"""[\s/]* ([^\s/>][^\s/>=]*) (?: \s*=\s* (?: "([^"]*)" | '([^']*)' | (?!["'\s]) ([^\s>]*) ) )?""",
    re.VERBOSE,
)
_UNFINISHED = re.compile(r"\s*=")
_TAG_END = re.compile(r"[\s/]*>")
_RAW_TEXT = {each: re.compile(f"</{each}", re.IGNORECASE) for each in ("script", "style")}


class Anchor(NamedTuple):
    """One link: its address without the fragment, the fragment, and the last part of its path.

    ``at`` is where its text begins in the page.
    """

    address: str
    fragment: str
    name: str
    attributes: dict[str, str]
    at: int


class AnchorPage:
    """The anchors of a page, what its head states, and what tells an index page from any other.

    :raises ValueError: it is cut off, or has more tags than any page of an index.
    """

    def __init__(self, text: str) -> None:
        self.anchors: list[Anchor] = []
        self.base = ""
        self.meta: dict[str, str] = {}
        self._text = text
        self._tags: set[str] = set()
        if text.count("<") > _MOST_TAGS:
            raise ValueError("it has more tags than a page of an index")
        position = 0
        while found := _MARKUP.search(text, position):
            position = self._past(found)
        if "html" in self._tags and "/html" not in self._tags:
            raise _cut_off()

    def must_be_index(self) -> None:
        """Refuse a page without distributions, unless it is the page of a project without files.

        :raises ValueError: it is another kind of page.
        """
        if not self._tags:
            raise ValueError("it is no HTML")
        if self._tags & _NOT_AN_INDEX:
            raise ValueError("it is a page for people")
        if self.anchors and not any(map(self._is_named, self.anchors)):
            raise ValueError("its links are not named after the files that they lead to")

    def _past(self, found: re.Match[str]) -> int:
        """Where the markup that was found ends."""
        comment, _, closing, tag = found.groups()
        if comment:
            return self._after("-->", found.start() + len("<!"))
        if closing:
            end = self._after(">", found.end())
            self._tags.add("/" + self._text[found.end() : end - 1].strip().lower())
            return end
        if tag is None:
            return self._after(">", found.end())
        return self._past_tag(tag.lower(), found.end())

    def _past_tag(self, tag: str, position: int) -> int:
        attributes: dict[str, str] = {}
        text = self._text
        while found := _ATTRIBUTE.match(text, position):
            position = found.end()
            if found.lastindex == 1 and _UNFINISHED.match(text, position):
                raise _cut_off()
            value = next((each for each in found.group(2, 3, 4) if each), "")
            name = found[1].lower()
            if name in attributes and tag == "a":
                raise ValueError(f"a link has two {one_line(name)[:40]}, and readers differ on which counts")
            attributes[name] = unescape(value) if "&" in value else value
        end = _TAG_END.match(text, position)
        if end is None:
            raise _cut_off()
        self._tags.add(tag)
        self._keep(tag, attributes, end.end())
        if tag in _RAW_TEXT:
            closing = _RAW_TEXT[tag].search(text, end.end())
            return closing.start() if closing else len(text)
        return end.end()

    def _keep(self, tag: str, attributes: dict[str, str], at: int) -> None:
        if tag == "a":
            self._keep_anchor(attributes, at)
        elif tag == "base":
            self.base = self.base or attributes.get("href", "")
        elif tag == "meta":
            self.meta.setdefault(attributes.get("name", ""), attributes.get("content", ""))

    def _keep_anchor(self, attributes: dict[str, str], at: int) -> None:
        address, _, fragment = attributes.get("href", "").strip().partition("#")
        path = address.partition("?")[0]
        if path and not path.endswith(("/", "..")):
            name = path.rpartition("/")[2]
            self.anchors.append(
                Anchor(address, fragment, unquote(name) if "%" in name else name, attributes, at)
            )

    def _is_named(self, anchor: Anchor) -> bool:
        """Whether its text is the last part of its address, as on an index page."""
        end = self._text.find("<", anchor.at)
        return unescape(self._text[anchor.at : end]).strip() == anchor.name

    def _after(self, mark: str, position: int) -> int:
        found = self._text.find(mark, position)
        if found == -1:
            raise _cut_off()
        return found + len(mark)


def _cut_off() -> ValueError:
    return ValueError("it is cut off before its end")
