"""The style of a changelog's headings, which is that of its last release."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from release_tasks.core.changelog import links
from release_tasks.core.changelog.dates import DateForms
from release_tasks.core.changelog.document import Markup
from release_tasks.core.changelog.sections import Changelog, Section


class ChangelogError(Exception):
    """The changelog cannot be released as it is: ``what`` is wrong on ``line``, and what is expected there.

    ``mend`` says what to do in the file.
    """

    def __init__(
        self, what: str, line: int, expected: str, found: str = "", *, mend: str = "edit the heading"
    ) -> None:
        super().__init__(f"line {line}: {what}")
        self.what = what
        self.line = line
        self.expected = expected
        self.found = found
        self.mend = mend


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How the next heading is written: like that of ``model``, the last release.

    Before the first release ``model`` is the pending section, or None if there is none.
    """

    markup: Markup
    forms: DateForms
    model: Section | None

    @property
    def undated(self) -> bool:
        """Whether releases have no dates here."""
        heading = self.model.heading if self.model else None
        return heading is not None and not heading.is_pending and heading.date is None

    def title(self, version: str, date: str, follow: Callable[[str], str | None]) -> str:
        """Write the title for ``version``; ``date`` is ISO 8601, ``follow`` makes the address of its own link.

        :raises ChangelogError: the form of the last one is not known.
        """
        if self.model is None:
            return f"[{version}] - {date}" if self.markup == "markdown" else f"{version} ({date})"
        heading = self.model.heading
        if heading.strange:
            raise ChangelogError(
                "the form of the last release's heading is not known",
                self.model.line,
                "a version, and a date such as 2026-01-31 or January 31, 2026",
                self.model.title,
            )
        if heading.date:
            return heading.like(version, self.forms.like(heading.date, date), follow)
        return heading.like(version, None if self.undated else date, follow)


def style_of(changelog: Changelog, *, but: Section | None = None, first: Section | None = None) -> Style:
    """Learn the style from the releases ``but`` one; ``first`` shows it before there is any.

    Where "yanked" took the place of a date, the release before that counts.
    """
    others = (each for each in changelog.released if each is not but and not each.heading.yanked)
    return Style(markup=changelog.document.markup, forms=changelog.forms, model=next(others, first))


def next_title(changelog: Changelog, version: str, date: str, tag: str) -> str:
    """Give the title that a section for ``version`` would have.

    :raises ChangelogError: the form of the last one is not known.
    """
    style = style_of(changelog, but=changelog.of(version))
    return style.title(version, date, lambda url: links.next_after(url, tag))


def as_heading(changelog: Changelog, title: str) -> str:
    """Show a title as the heading that it is: with its marks in Markdown."""
    first = next(iter(changelog.sections), None)
    if changelog.document.markup != "markdown" or (first and first.place.underline):
        return title
    return f"{'#' * (first.place.level if first else 2)} {title}"
