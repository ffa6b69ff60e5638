"""The sections of a changelog: one a version, and one for what is unreleased."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from packaging.version import Version

from release_tasks.core.changelog import markdown, restructuredtext
from release_tasks.core.changelog.dates import DateForms, forms_of
from release_tasks.core.changelog.document import Document, Line, Markup, Title
from release_tasks.core.changelog.headings import Heading, heading_of
from release_tasks.core.changelog.links import is_reference

_BARE_BULLET = re.compile(r"[ \t]*[-*+]?[ \t]*")
_NOTHING = re.compile(
    r"[ \t]*[-*+]?[ \t]*[*_(]*(?:nothing (?:has )?changed(?: yet)?|nothing(?: here)?(?: yet)?|no (?:unreleased )?changes(?: yet)?)[.)*_]*[ \t]*",
    re.IGNORECASE,
)
_READERS = {"markdown": markdown.read, "restructuredtext": restructuredtext.read}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section: its title with what it says, and all below up to the next.

    ``says_nothing`` where ``body`` holds only headings, comments, link references and bare bullets.
    """

    place: Title
    heading: Heading
    body: str
    lines: tuple[Line, ...]
    says_nothing: bool

    @property
    def title(self) -> str:
        """The words of its heading."""
        return self.place.title

    @property
    def line(self) -> int:
        """The number of the line of its heading."""
        return self.place.line

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
    """The sections as they stand in the document, which is newest first."""

    document: Document
    forms: DateForms
    sections: tuple[Section, ...]

    @property
    def released(self) -> tuple[Section, ...]:
        """The sections of versions, but those that say that they are not released."""
        return tuple(each for each in self.sections if not each.heading.is_pending)

    @property
    def pending(self) -> tuple[Section, ...]:
        """What is merged and not released: Unreleased, else the sections that say so beside a version."""
        unreleased = tuple(each for each in self.sections if each.version is None)
        return unreleased or tuple(each for each in self.sections if each.heading.is_pending)

    @property
    def unreleased(self) -> Section | None:
        """What is merged and not released, under no version."""
        return next((each for each in self.sections if each.version is None), None)

    def all_of(self, version: str) -> tuple[Section, ...]:
        """The sections of a version, in whichever spelling; one is as it should be."""
        wanted = Version(version)
        return tuple(each for each in self.sections if each.version and Version(each.version) == wanted)

    def of(self, version: str) -> Section | None:
        """The section of a version."""
        return next(iter(self.all_of(version)), None)

    def about(self, version: str) -> Section | None:
        """The section that describes a version: its own, else what is pending."""
        return self.of(version) or next(iter(self.pending), None)


def parse(text: str, markup: Markup = "markdown") -> Changelog:
    """Find the sections: headings that say Unreleased or a version, on the level of the first that does."""
    document = _READERS[markup](text)
    forms = forms_of(each.title for each in document.titles)
    level = next((each.level for each in document.titles if heading_of(each.title, forms)), 0)
    dividing = [each for each in document.titles if each.level <= level]
    stops = [each.top for each in dividing[1:]] + [len(text)]
    sections = (_section(document, title, stop, forms) for title, stop in zip(dividing, stops, strict=False))
    return Changelog(
        document=document, forms=forms, sections=tuple(section for section in sections if section)
    )


def _section(document: Document, title: Title, stop: int, forms: DateForms) -> Section | None:
    heading = heading_of(title.title, forms)
    if heading is None:
        return None
    lines = document.between(title.bottom, stop)
    inner = [each for each in document.titles if title.bottom < each.top < stop]
    return Section(
        place=title,
        heading=heading,
        body=document.text[lines[0].start : stop] if lines else "",
        lines=lines,
        says_nothing=not any(_says_something(line, document.markup) for line in _outside(lines, inner)),
    )


def _outside(lines: Iterable[Line], titles: list[Title]) -> Iterable[Line]:
    return (line for line in lines if not any(each.top <= line.start <= each.bottom for each in titles))


def _says_something(line: Line, markup: Markup) -> bool:
    if line.kind != "text":
        return line.kind == "code"
    silent = _BARE_BULLET.fullmatch(line.text) or _NOTHING.fullmatch(line.text)
    return not silent and not is_reference(line.text, markup)
