"""A changelog read: its sections, its release, and the notes for a tag.

``document`` is what ``markdown`` and ``restructuredtext`` read; ``headings`` and ``dates`` know how sections
are titled, ``links`` the references at the end; ``sections`` and ``release`` are the same for both markups.
"""

from __future__ import annotations

import re

from release_tasks.core.changelog import links
from release_tasks.core.changelog.document import Markup
from release_tasks.core.changelog.release import release
from release_tasks.core.changelog.sections import Changelog, Section, parse
from release_tasks.core.changelog.style import ChangelogError, next_title

__all__ = [
    "Changelog",
    "ChangelogError",
    "Section",
    "markup_of",
    "next_title",
    "notes",
    "parse",
    "release",
]

_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.)+)\]|`([^`]+)`_")


def markup_of(name: str, text: str) -> Markup:
    """Say in which markup a file is written: by its suffix; one without is Markdown if its sections are read so."""
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    if suffix in ("md", "markdown", "mkd", "mdx"):
        return "markdown"
    if suffix in ("rst", "rest"):
        return "restructuredtext"
    return (
        "markdown" if any(not each.place.underline for each in parse(text).sections) else "restructuredtext"
    )


def notes(changelog: Changelog, version: str) -> str:
    """Give what the section of ``version`` says, to be shown alone; empty if there is no such section.

    Comments are left out, link references that it uses come with it, line ends are line feeds.
    """
    section = changelog.of(version)
    if section is None or section.says_nothing:
        return ""
    markup = changelog.document.markup
    kept = (
        line.text
        for line in section.lines
        if line.kind == "code" or (line.kind == "text" and not links.is_reference(line.text, markup))
    )
    body = "\n".join(kept).strip("\n")
    known = links.references(changelog.document)
    used = dict.fromkeys(links.folded(found[1] or found[2]) for found in _LABEL.finditer(body))
    defined = [known[label].line.text.strip() for label in used if label in known]
    return "\n".join((body, "", *defined)) if defined else body
