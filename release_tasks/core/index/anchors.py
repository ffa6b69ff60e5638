"""The anchors of a PEP 503 page, and whether an HTML page is one at all."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import unquote

_NOT_AN_INDEX = frozenset({"form", "input", "script", "iframe", "frame", "frameset"})


class Anchor(NamedTuple):
    """One link: its address without the fragment, the fragment, and the last part of its path."""

    address: str
    fragment: str
    name: str
    attributes: dict[str, str | None]


class AnchorPage(HTMLParser):
    """Collects the anchors of a page, and what tells an index page from any other."""

    def __init__(self) -> None:
        super().__init__()
        self.anchors: list[Anchor] = []
        self.base = ""
        self.meta: dict[str, str] = {}
        self._tags: set[str] = set()
        self._closed = False
        self._name: str | None = None
        self._named = self._unnamed = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what an index page consists of."""
        self._tags.add(tag)
        if tag == "a":
            self._anchor(dict(reversed(attrs)))
        elif tag == "base":
            self.base = self.base or dict(attrs).get("href") or ""
        elif tag == "meta":
            stated = dict(attrs)
            self.meta.setdefault(stated.get("name") or "", stated.get("content") or "")

    def handle_data(self, data: str) -> None:
        """Compare an anchor's text with its address: on an index page they are the same name."""
        if self._name is not None:
            self._named += data.strip() == self._name
            self._unnamed += data.strip() != self._name
            self._name = None

    def handle_endtag(self, tag: str) -> None:
        """Note that the page is whole."""
        self._closed = self._closed or tag == "html"

    def _anchor(self, attributes: dict[str, str | None]) -> None:
        address, _, fragment = (attributes.get("href") or "").strip().partition("#")
        path = address.partition("?")[0]
        if not path or path.endswith(("/", "..")):
            return
        name = path.rpartition("/")[2]
        self._name = unquote(name) if "%" in name else name
        self.anchors.append(Anchor(address, fragment, self._name, attributes))

    def must_be_whole(self) -> None:
        """Refuse a page that began and did not end.

        :raises ValueError: it is cut off.
        """
        if "html" in self._tags and not self._closed:
            raise ValueError("it is cut off before its end")

    def must_be_index(self) -> None:
        """Refuse a page without distributions, unless it is the page of a project without files.

        :raises ValueError: it is another kind of page.
        """
        if not self._tags:
            raise ValueError("it is no HTML")
        if self._tags & _NOT_AN_INDEX:
            raise ValueError("it is a page for people")
        if self._unnamed and not self._named:
            raise ValueError("its links are not named after the files that they lead to")


def read_anchors(text: str) -> AnchorPage:
    """Read an HTML page.

    :raises ValueError: it is cut off, or no HTML.
    """
    page = AnchorPage()
    try:
        page.feed(text)
        page.close()
    except AssertionError as error:  # what html.parser says to a marked section that it does not know
        raise ValueError("it is no HTML") from error
    page.must_be_whole()
    return page
