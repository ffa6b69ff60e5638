"""The release before, as the index has it: what a new release must not lose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from packaging.version import Version

from release_tasks.core.coverage.choices import Files
from release_tasks.core.index import IndexFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The highest release below another one, with its files as the index lists them."""

    version: str
    listed: tuple[IndexFile, ...]

    @property
    def files(self) -> Files:
        """Its files by name, each with its Requires-Python."""
        return requirements(self.listed)


def earlier(listed: Iterable[IndexFile], version: str) -> Earlier | None:
    """Find the release before ``version`` among all files of a project; None for the first.

    Yanked files do not count. A prerelease counts only before another prerelease, or where there is no final one.
    """
    target = Version(version)
    below: dict[Version, list[IndexFile]] = {}
    for each in listed:
        if not each.yanked and Version(each.version) < target:
            below.setdefault(Version(each.version), []).append(each)
    finals = [each for each in below if not each.is_prerelease]
    counted = finals if finals and not target.is_prerelease else list(below)
    if not counted:
        return None
    last = max(counted)
    return Earlier(version=str(last), listed=tuple(below[last]))


def requirements(listed: Iterable[IndexFile]) -> Files:
    """Give files by name, each with the Requires-Python that the index states of it."""
    return {each.name: each.requires_python or "" for each in listed}
