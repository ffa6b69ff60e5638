"""The release of a changelog's pending section: a dated heading, and links that follow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from release_tasks.core.changelog import links
from release_tasks.core.changelog.columns import width
from release_tasks.core.changelog.document import Document, line_end
from release_tasks.core.changelog.proof import prove
from release_tasks.core.changelog.sections import Changelog, Section
from release_tasks.core.changelog.style import ChangelogError, Style, as_heading, next_title, style_of


def release(
    changelog: Changelog,
    version: str,
    date: str,
    *,
    tag_of: Callable[[str], str],
    previous: str | None,
    before: Callable[[], Changelog | None] = lambda: None,
) -> str:
    """Turn the pending section into that of ``version``, with the heading of the last one; links follow.

    A version that has its section already changes nothing; one without the date that the others have
    gets it. An Unreleased heading stays above, fresh and empty, unless the changelog ``before``, as
    the last release left it, had none. ``date`` is ISO 8601; ``previous`` is the release before, None before the first.

    :raises ChangelogError: there is nothing to release, or it is not clear what or how.
    """
    text = changelog.document.text
    own = _own(changelog, version)
    if own and not own.heading.is_pending and (own.date or style_of(changelog, but=own).undated):
        return text
    pending = own or _pending(changelog, version, date, tag_of(version))
    if pending.says_nothing:
        raise ChangelogError(
            "the section of the release is empty",
            pending.line,
            f"what users will notice, under {as_heading(changelog, pending.title)}",
            mend="write the entries",
        )
    renewal = _Renewal(
        document=changelog.document,
        style=style_of(changelog, but=own, first=pending),
        pending=pending,
        releases=sum(each is not own for each in changelog.released),
        version=version,
        date=date,
        tag=tag_of(version),
        previous_tag=tag_of(previous) if previous and changelog.of(previous) else None,
        stays=pending.version is None and _stays(before()),
    )
    after = _edited(text, (*renewal.heading(), *renewal.references()))
    prove(changelog, after, version)
    return after


def _own(changelog: Changelog, version: str) -> Section | None:
    own = changelog.all_of(version)
    if len(own) > 1:
        raise ChangelogError(
            f"{len(own)} sections describe {version}",
            own[1].line,
            f"one, on line {own[0].line}",
            own[1].title,
        )
    return next(iter(own), None)


def _pending(changelog: Changelog, version: str, date: str, tag: str) -> Section:
    pending = changelog.pending
    if not pending:
        first = changelog.sections[0].line if changelog.sections else 1
        title = as_heading(changelog, next_title(changelog, version, date, tag))
        raise ChangelogError(
            f"no section describes {version}",
            first,
            f"a section `{title}` with what users will notice",
            mend="write the entries",
        )
    if len(pending) > 1:
        lines = ", ".join(str(each.line) for each in pending)
        raise ChangelogError(
            f"{len(pending)} sections are not released (lines {lines})",
            pending[1].line,
            f"one, or one that names {version}",
            pending[1].title,
        )
    return pending[0]


def _stays(before: Changelog | None) -> bool:
    """Whether these maintainers leave a heading for what comes next, as the last release shows."""
    return before is None or not before.released or before.unreleased is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edit:
    """``start:end`` gets another text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Renewal:
    """What is known of one release: the section that is ``pending``, and how many ``releases`` were before.

    ``stays`` says that the pending heading stays above the new one.
    """

    document: Document
    style: Style
    pending: Section
    releases: int
    version: str
    date: str
    tag: str
    previous_tag: str | None
    stays: bool

    @property
    def model(self) -> Section:
        """The section whose heading is imitated."""
        return self.style.model or self.pending

    def heading(self) -> Iterator[_Edit]:
        """Give the heading its version and date, and rules of its length; Unreleased may stay above it."""
        place = self.pending.place
        title = self.style.title(self.version, self.date, self._inline_address)
        if self.stays:
            yield _inserted(place.top, self._fresh())
        yield _Edit(start=place.start, end=place.end, text=title)
        for rule in place.rules:
            drawn = self.document.text[rule.start : rule.end]
            length = _length(len(drawn), width(place.title), width(title))
            yield _Edit(start=rule.start, end=rule.end, text=drawn[0] * length)

    def _fresh(self) -> str:
        """Write the pending heading once more, for what comes next; its own link starts from this release."""
        place, address = self.pending.place, self.pending.heading.link
        text = self.document.text[place.top : place.bottom]
        if address:
            text = text.replace(address, links.comparing(address, self.tag))
        return text + line_end(self.document.text) * 2

    def references(self) -> Iterator[_Edit]:
        """Define the link of the new heading, and let the one of Unreleased start from this release."""
        known = links.references(self.document)
        label = self.model.heading.label(self.version)
        if label and links.folded(label) in known:
            return
        pending = known.get(self._pending_label())
        before = self._reference_before(known)
        address, pending_address = self._addresses(pending, before)
        if pending and pending_address:
            yield _Edit(start=pending.start, end=pending.end, text=pending_address)
        if not label or not address:
            return
        end, markup = line_end(self.document.text), self.document.markup
        if pending:
            written = links.defined(label, pending.spacing, address, markup)
            yield _inserted(pending.line.end, f"{end}{written}")
        elif before:
            written = links.defined(label, before.spacing, address, markup)
            yield _inserted(before.line.start, f"{written}{end}")

    def _pending_label(self) -> str:
        heading = self.pending.heading
        if heading.version is None and heading.after in ("]", "`_"):
            title = self.pending.title.strip("[]`_")
            return links.folded(title.partition("]")[0].partition("`")[0])
        return "unreleased"

    def _addresses(
        self, pending: links.Reference | None, before: links.Reference | None
    ) -> tuple[str | None, str | None]:
        """Work out the address of this release and that of Unreleased, None where they are not known."""
        following = links.next_after(before.url, self.tag) if before else None
        if pending is None:
            return following, None
        left = links.old_end(pending.url)
        if left is None:
            first = None if self.releases else links.first_after(pending.url, self.tag)
            return first or (following, None)
        if before is None or not links.is_tag_page(before.url) or self.releases == 1:
            following = links.comparing(pending.url, self.previous_tag or left, self.tag)
        return following, links.comparing(pending.url, self.tag)

    def _reference_before(self, known: dict[str, links.Reference]) -> links.Reference | None:
        heading = self.model.heading
        if heading.is_pending or (label := heading.label("")) is None:
            return None
        written = self.model.title.removeprefix(heading.before).partition(heading.after)[0]
        return known.get(links.folded(label + written))

    def _inline_address(self, url: str) -> str | None:
        if self.model.heading.is_pending:
            left = links.old_end(url)
            return links.comparing(url, left, self.tag) if left else None
        return links.next_after(url, self.tag)


def _length(drawn: int, before: int, now: int) -> int:
    """Say how long a rule becomes: as long as the title where it was; a longer one stays if it can."""
    return now if drawn <= before else max(drawn, now)


def _inserted(at: int, text: str) -> _Edit:
    return _Edit(start=at, end=at, text=text)


def _edited(text: str, edits: tuple[_Edit, ...]) -> str:
    for edit in sorted(edits, key=lambda each: (each.start, each.end), reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text
