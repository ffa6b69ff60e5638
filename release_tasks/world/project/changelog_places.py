"""Where a package's changelog lies, where no setting says it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from release_tasks.core.project import Inference
from release_tasks.world.files.reading import folders_up
from release_tasks.world.settings.paths import from_package

_STEMS = ("changelog", "changes", "history", "news", "release-notes", "release_notes", "releases")
_SUFFIXES = (".md", ".rst", ".markdown", ".txt", "")
_DOCS = ("docs", "doc", "docs/source")


def changelog(
    folder: Path, repository: Path, root: Path, names: tuple[str, ...], *, alone: bool
) -> tuple[Path | None, Inference]:
    """Find the changelog: in the package's folder, in its docs, or above.

    Above, a file counts if the package is alone in the repository, or if all headings of versions name it
    (``## demo 1.2.0``, ``## demo-v1.2.0``).
    """
    for place in folders_up(folder, repository):
        shared = place != folder and not alone
        for path in _candidates(place):
            if not shared or _is_about(path, names):
                because = "its headings name the package" if shared else "the file is there"
                return path, Inference(key="changelog", value=from_package(path, root), because=because)
    because = f"no {', '.join(each.upper() for each in _STEMS[:4])} (.md, .rst) is there, nor in docs"
    return None, Inference(key="changelog", value="none", because=because)


def _candidates(place: Path) -> Iterator[Path]:
    for folder in (place, *(place / each for each in _DOCS)):
        if folder.is_dir():
            there = {path.name.casefold(): path for path in sorted(folder.iterdir()) if path.is_file()}
            yield from (
                there[name] for stem in _STEMS for suffix in _SUFFIXES if (name := stem + suffix) in there
            )


def _is_about(path: Path, names: tuple[str, ...]) -> bool:
    """Whether each section of a version names the package in its heading."""
    from release_tasks.core.changelog import markup_of, parse  # noqa: PLC0415  # most runs read no changelog

    text = path.read_text(encoding="utf-8", errors="replace")
    sections = [each for each in parse(text, markup_of(path.name, text)).sections if each.version]
    wanted = {_plain(each) for each in names}
    return bool(sections) and all(wanted & _named(each.heading.before) for each in sections)


def _named(before: str) -> set[str]:
    """The names that may be meant before a version: ``demo ``, ``[demo-v``, ``demo@``."""
    words = re.split(r"[ \t\[*`]+", before)
    return {_plain(re.sub(r"[-_/@][vV]?$", "", each)) for each in words}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).casefold()
