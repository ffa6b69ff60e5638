"""A changelog: the file as a fact, its release, and the notes for a tag.

``document`` is what ``markdown`` and ``restructuredtext`` read; ``headings`` and ``dates`` know how sections
are titled, ``links`` the references at the end; ``sections`` and ``release`` are the same for both markups.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from release_tasks.core.changelog import links
from release_tasks.core.changelog.document import Markup
from release_tasks.core.changelog.release import release
from release_tasks.core.changelog.sections import Changelog, Section, parse
from release_tasks.core.changelog.style import ChangelogError, next_title

__all__ = [
    "Changelog",
    "ChangelogAtLastRelease",
    "ChangelogError",
    "ChangelogFile",
    "Section",
    "Today",
    "markup_of",
    "next_title",
    "notes",
    "parse",
    "release",
    "section_for",
]

_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.)+)\]|`([^`]+)`_")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangelogFile:
    """The project's changelog; ``text`` has its line ends and byte order mark as they are in the file.

    ``path`` is None when there is no changelog; then ``text`` is empty.
    """

    path: Path | None
    text: str = ""

    def read(self) -> Changelog:
        """Find its sections, in the markup that its name says."""
        return parse(self.text, markup_of(self.path.name if self.path else "", self.text))

    def at(self, then: ChangelogAtLastRelease) -> Changelog | None:
        """Find the sections that it had at the last release."""
        return None if then.text is None else replace(self, text=then.text).read()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangelogAtLastRelease:
    """The changelog as the last release left it; None where there was no release, or no changelog in it."""

    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """The day of the release, ISO 8601."""

    date: str


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


def section_for(changelog: Changelog, version: str) -> Section | None:
    """Give the section that describes ``version``: its own, else what is pending."""
    return changelog.of(version) or next(iter(changelog.pending), None)


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
