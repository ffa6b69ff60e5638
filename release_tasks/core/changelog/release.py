"""The release of a changelog's Unreleased section: a dated heading, and links that follow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from release_tasks.core.changelog import links
from release_tasks.core.changelog.markdown import line_end
from release_tasks.core.changelog.sections import Section, is_empty, parse


class EmptySectionError(Exception):
    """There is nothing to release: the section is empty or missing; ``line`` is where it is or belongs."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}: nothing is written under Unreleased")
        self.line = line


def release(text: str, version: str, date: str, *, tag_of: Callable[[str], str], previous: str | None) -> str:
    """Turn Unreleased into a dated section for ``version``, in the style of the last one; links follow.

    A version that has a dated section already changes nothing; one without a date gets it.
    ``date`` is ISO 8601; ``previous`` is the release before, None before the first.

    :raises EmptySectionError: there is nothing to release.
    """
    changelog = parse(text)
    own = changelog.of(version)
    if own and own.date:
        return text
    pending = own or changelog.unreleased
    if pending is None:
        raise EmptySectionError(changelog.sections[0].line if changelog.sections else 1)
    if is_empty(pending):
        raise EmptySectionError(pending.line)
    renewal = _Renewal(
        text=text,
        pending=pending,
        released=tuple(each for each in changelog.sections if each.version and each is not own),
        version=version,
        date=date,
        tag=tag_of(version),
        previous_tag=tag_of(previous) if previous and changelog.of(previous) else None,
    )
    return _edited(text, (renewal.heading(), *renewal.references()))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edit:
    """``start:end`` gets another text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Renewal:
    """What is known of one release: the section that ``pending`` is, and those ``released`` before."""

    text: str
    pending: Section
    released: tuple[Section, ...]
    version: str
    date: str
    tag: str
    previous_tag: str | None

    @property
    def model(self) -> Section:
        """The section whose heading is imitated: the newest dated one."""
        dated = (each for each in self.released if each.date)
        return next(dated, next(iter(self.released), self.pending))

    def heading(self) -> _Edit:
        """Date the heading; Unreleased stays above it, fresh and empty."""
        here = self.pending
        title = self.model.heading.like(self.version, self.date, self._inline_address)
        if here.version is None:
            address = here.heading.link
            fresh = here.title.replace(address, links.comparing(address, self.tag)) if address else here.title
            title = f"{fresh}{line_end(self.text) * 2}{here.marks}{title}"
        return _Edit(start=here.start, end=here.end, text=title)

    def references(self) -> Iterator[_Edit]:
        """Define the link of the new heading, and let the one of Unreleased start from this release."""
        known = links.references(self.text)
        label = self.model.heading.label(self.version)
        if label and links.folded(label) in known:
            return
        pending, before = known.get("unreleased"), self._reference_before(known)
        address, pending_address = self._addresses(pending, before)
        if pending and pending_address:
            yield _Edit(start=pending.start, end=pending.end, text=pending_address)
        if not label or not address:
            return
        end = line_end(self.text)
        if pending:
            yield _inserted(pending.line.end, f"{end}[{label}]:{pending.spacing}{address}")
        elif before:
            yield _inserted(before.line.start, f"[{label}]:{before.spacing}{address}{end}")

    def _addresses(
        self, pending: links.Reference | None, before: links.Reference | None
    ) -> tuple[str | None, str | None]:
        """Work out the address of this release and that of Unreleased, None where they are not known."""
        following = links.next_after(before.url, self.tag) if before else None
        if pending is None:
            return following, None
        left = links.old_end(pending.url)
        if left is None:
            first = None if self.released else links.first_after(pending.url, self.tag)
            return first or (following, None)
        if before is None or not links.is_tag_page(before.url) or len(self.released) == 1:
            following = links.comparing(pending.url, self.previous_tag or left, self.tag)
        return following, links.comparing(pending.url, self.tag)

    def _reference_before(self, known: dict[str, links.Reference]) -> links.Reference | None:
        if self.model.version is None or self.model.heading.label(self.model.version) is None:
            return None
        return known.get(links.folded(self.model.title.partition("[")[2].partition("]")[0]))

    def _inline_address(self, url: str) -> str | None:
        if self.model.version is None:
            left = links.old_end(url)
            return links.comparing(url, left, self.tag) if left else None
        return links.next_after(url, self.tag)


def _inserted(at: int, text: str) -> _Edit:
    return _Edit(start=at, end=at, text=text)


def _edited(text: str, edits: tuple[_Edit, ...]) -> str:
    for edit in sorted(edits, key=lambda each: (each.start, each.end), reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text
