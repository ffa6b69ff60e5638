"""A changelog in Markdown: the file as a fact, its release, and the notes for a tag.

The form is that of Keep a Changelog 1.1.0 and its common variations.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from release_tasks.core.changelog import links
from release_tasks.core.changelog.markdown import lines
from release_tasks.core.changelog.release import EmptySectionError, release
from release_tasks.core.changelog.sections import Changelog, Section, is_empty, parse

__all__ = [
    "Changelog",
    "ChangelogFile",
    "EmptySectionError",
    "Section",
    "Today",
    "is_empty",
    "notes",
    "parse",
    "release",
    "section_for",
]

_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.)+)\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangelogFile:
    """The project's changelog; ``text`` has its line ends and byte order mark as they are in the file.

    ``path`` is None when there is no changelog; then ``text`` is empty.
    """

    path: Path | None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """The day of the release, ISO 8601."""

    date: str


def section_for(text: str, version: str) -> Section | None:
    """Give the section that describes ``version``: its own, else what is unreleased."""
    changelog = parse(text)
    return changelog.of(version) or changelog.unreleased


def notes(text: str, version: str) -> str:
    """Give what the section of ``version`` says, to be shown alone; empty if there is no such section.

    Comments are left out, link references that it uses come with it, line ends are line feeds.
    """
    section = parse(text).of(version)
    if section is None or is_empty(section):
        return ""
    kept = (
        line.text
        for line in lines(section.body)
        if line.kind == "code" or (line.kind == "text" and not links.is_reference(line.text))
    )
    body = "\n".join(kept).strip("\n")
    known = links.references(text)
    used = dict.fromkeys(links.folded(label) for label in _LABEL.findall(body))
    defined = [known[label].line.text.strip() for label in used if label in known]
    return "\n".join((body, "", *defined)) if defined else body
