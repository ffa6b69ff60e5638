"""The sections of a changelog: one a version, and one for what is unreleased."""

from __future__ import annotations

import re
from dataclasses import dataclass

from packaging.version import Version

from release_tasks.core.changelog.headings import Heading, heading_of
from release_tasks.core.changelog.links import is_reference
from release_tasks.core.changelog.markdown import Line, lines

_BARE_BULLET = re.compile(r"[ \t]*[-*+]?[ \t]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section: the place of its title (``line`` from 1, ``start:end``), and all below up to the next.

    ``marks`` is what stands before the title: ``## ``.
    """

    title: str
    heading: Heading
    line: int
    marks: str
    start: int
    end: int
    body: str

    @property
    def version(self) -> str | None:
        """The version that it describes, canonical; None for what is unreleased."""
        return self.heading.version

    @property
    def date(self) -> str | None:
        """The date of the release as it is written; None where it has none."""
        return self.heading.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Changelog:
    """The sections as they stand in the text, which is newest first."""

    sections: tuple[Section, ...]

    @property
    def unreleased(self) -> Section | None:
        """What is merged and not released."""
        return next((each for each in self.sections if each.version is None), None)

    def of(self, version: str) -> Section | None:
        """The section of a version, in whichever spelling."""
        wanted = Version(version)
        return next(
            (each for each in self.sections if each.version and Version(each.version) == wanted), None
        )


def parse(text: str) -> Changelog:
    """Find the sections: headings that say Unreleased or a version, on the level of the first that does.

    Headings in code fences and in HTML comments are none.
    """
    headings = [(line, *line.heading) for line in lines(text) if line.heading]
    level = next((depth for _, depth, title in headings if heading_of(title)), 0)
    dividing = [(line, title) for line, depth, title in headings if depth <= level]
    stops = [line.start for line, _ in dividing[1:]] + [len(text)]
    sections = (
        _section(text, line, title, stop) for (line, title), stop in zip(dividing, stops, strict=False)
    )
    return Changelog(sections=tuple(section for section in sections if section))


def is_empty(section: Section) -> bool:
    """Whether a section holds nothing but headings, comments, link references and bare bullets."""
    return not any(_says_something(line) for line in lines(section.body))


def _section(text: str, line: Line, title: str, stop: int) -> Section | None:
    heading = heading_of(title)
    if heading is None:
        return None
    at = line.text.index(title)
    return Section(
        title=title,
        heading=heading,
        line=line.number,
        marks=line.text[:at],
        start=line.start + at,
        end=line.start + at + len(title),
        body=text[line.stop : stop],
    )


def _says_something(line: Line) -> bool:
    if line.kind == "code":
        return True
    silent = line.kind == "comment" or line.heading or _BARE_BULLET.fullmatch(line.text)
    return not silent and not is_reference(line.text)
