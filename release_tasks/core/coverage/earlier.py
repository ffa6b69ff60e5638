"""The releases around one, as the index has them: before it, what it must not lose; after it, what was meant to go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from release_tasks.core.coverage.choices import Files
from release_tasks.core.index import IndexFile, IndexPage


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The release that users got before another one, with its files as the index lists them."""

    version: str
    listed: tuple[IndexFile, ...]

    @property
    def files(self) -> Files:
        """Its files by name, each with its Requires-Python."""
        return requirements(self.listed)


def earlier(page: IndexPage, version: str) -> Earlier | None:
    """Find the release before ``version`` on a project's page; None for the first."""
    last = page.before(version)
    listed = tuple(each for each in page.of(last) if not each.yanked) if last else ()
    return Earlier(version=last, listed=listed) if listed else None


def later(page: IndexPage, version: str) -> Iterator[Files]:
    """Give the files of each release after ``version``, the next one first; what was yanked served nobody."""
    for each in page.after(version):
        yield requirements(file for file in page.of(each) if not file.yanked)


def requirements(listed: Iterable[IndexFile]) -> Files:
    """Give files by name, each with the Requires-Python that the index states of it."""
    return {each.name: each.requires_python or "" for each in listed}
