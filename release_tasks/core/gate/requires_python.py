"""Requires-Python: one for all files of a release, and the project's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from release_tasks.core.distributions.members import several
from release_tasks.core.findings import Finding
from release_tasks.core.index import ANOTHER_VERSION, IndexFile


def different_requirements(files: Sequence[IndexFile], own: str | None) -> Iterator[Finding]:
    """Find that files of one release state several, or one that is not the project's ``own``; None: nobody says.

    Source: PEP 503.
    """
    stated: dict[str, list[str]] = {}
    for each in files:
        stated.setdefault(_normal(each.requires_python or ""), []).append(each.name)
    if len(stated) > 1:
        yield Finding(
            kind="the files state different Requires-Python",
            subject=f"{len(files)} files",
            expected="one for all files of a release",
            found="\n".join(f"{text or 'none'}: {several(names)}" for text, names in stated.items()),
            remedy=f"yank the release, and {ANOTHER_VERSION}",
        )
        return
    text = next(iter(stated), "")
    if own is not None and text and text != _normal(own):
        yield Finding(
            kind="Requires-Python is not the project's",
            subject=f"{len(files)} files",
            expected=own or "none",
            found=text,
            remedy=f"find out what was built; yank the release, and {ANOTHER_VERSION}",
        )


def _normal(text: str) -> str:
    """One spelling of what allows the same versions; as it is, where nobody can read it."""
    try:
        return str(SpecifierSet(text))
    except InvalidSpecifier:
        return text
