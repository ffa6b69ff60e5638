"""Proof that a release changed headings, their rules and link references, and nothing else."""

from __future__ import annotations

from release_tasks.core.changelog.links import is_reference
from release_tasks.core.changelog.sections import Changelog, parse
from release_tasks.core.changelog.style import ChangelogError


def prove(before: Changelog, after: str, version: str) -> None:
    """Read the new text again: it has the section of ``version``, and every other line as it was.

    :raises ChangelogError: it has not.
    """
    then = parse(after, before.document.markup)
    own = then.all_of(version)
    if len(own) != 1 or own[0].heading.mark or _other_lines(then) != _other_lines(before):
        raise ChangelogError(
            f"a heading for {version} would change how the rest is read",
            before.sections[0].line,
            "sections that stand by themselves, a blank line around each heading",
        )


def _other_lines(changelog: Changelog) -> list[str]:
    """Give the lines outside the sections' headings and the link references, blank ones aside."""
    document = changelog.document
    headings = {
        line.start
        for section in changelog.sections
        for line in document.between(section.place.top - 1, section.place.bottom)
    }
    return [
        document.text[line.start : line.stop]
        for line in document.lines
        if line.text.strip() and line.start not in headings and not is_reference(line.text, document.markup)
    ]
