"""The notes of a release on GitHub: the changelog's words, and who has written what stands there now.

A hidden key holds a digest of what we wrote, so that words which a person changed afterwards are never
written over.
"""

from __future__ import annotations

import hashlib
from typing import Literal
from urllib.parse import quote

from release_tasks.core.github.keys import hidden, keys_in

MOST = 125_000
"""The longest notes that GitHub takes, in characters."""

GENERATED = hidden("notes by GitHub")
"""What stands before notes that GitHub itself draws from pull requests."""

_OURS = "notes "

Writer = Literal["nobody", "we", "somebody"]


def notes_with_link(words: str, *, page: str, tag: str, changelog: str) -> str:
    """Put the changelog's words, a link to it at the tag, and our key together.

    ``page`` is the repository's own page, ``changelog`` the file's path in it.
    """
    address = f"{page}/blob/{quote(tag, safe='')}/{quote(changelog)}"
    link = f"The whole changelog: [{changelog} at {tag}]({address})"
    text = _shortened(words.strip(), MOST - len(link) - 200)
    body = f"{text}\n\n{link}"
    return f"{body}\n\n{hidden(_OURS + _digest(body))}\n"


def written_by(body: str | None) -> Writer:
    """Tell whose the notes are: nobody's where there are none, ours only as long as nobody has changed a word."""
    keys = keys_in(body)
    if not (body or "").strip():
        return "nobody"
    if drawn_by_github(body):
        return "we"
    ours = next((each for each in keys if each.startswith(_OURS)), None)
    if ours is None:
        return "somebody"
    before = (body or "").partition(hidden(ours))
    untouched = not before[2].strip() and ours == _OURS + _digest(before[0])
    return "we" if untouched else "somebody"


def drawn_by_github(body: str | None) -> bool:
    """Whether GitHub drew the notes because we asked it to."""
    return GENERATED in (body or "")


def is_ours(body: str | None) -> bool:
    """Whether a release was made by us, whoever has changed its notes since."""
    return any(each.startswith(_OURS) for each in keys_in(body)) or drawn_by_github(body)


def same_text(one: str | None, other: str | None) -> bool:
    """Whether two texts are the same but for line ends and space at the ends of lines."""
    return _plain(one) == _plain(other)


def _digest(text: str) -> str:
    return hashlib.sha256(_plain(text).encode()).hexdigest()[:16]


def _plain(text: str | None) -> str:
    # GitHub's own editor leaves CRLF behind.
    return "\n".join(each.rstrip() for each in (text or "").splitlines()).strip()


def _shortened(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    return text[:most].rpartition("\n")[0] + "\n\n…"
