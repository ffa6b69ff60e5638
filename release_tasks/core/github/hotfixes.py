"""Pull requests that bring hotfixes to the main branch.

Source: https://docs.github.com/en/rest/pulls/pulls#merge-a-pull-request
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from release_tasks.core.action import FactTypes
from release_tasks.core.findings import Reach
from release_tasks.core.git import RemoteRefs
from release_tasks.core.github.checks import fits
from release_tasks.core.github.keys import keys_in
from release_tasks.core.github.pulls import KEY, Pull

_HOTFIX = re.compile(r"(?i)\bhot-?fix\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class HotfixPulls:
    """Open pull requests that are hotfixes, by branch, label or title."""

    found: tuple[Pull, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MergePulls:
    """Merges pull requests, each only as it was seen."""

    reach: ClassVar[Reach] = Reach.REMOTE
    stales: ClassVar[FactTypes] = (HotfixPulls, RemoteRefs)
    pulls: tuple[Pull, ...]

    def describe(self) -> tuple[str, ...]:
        """One line a pull request."""
        return tuple(
            f"merge #{each.number} {each.title} ({each.head.ref} at {each.head.sha[:12]}) into {each.base.ref}"
            for each in self.pulls
        )


def is_hotfix(pull: Pull, branches: Iterable[str]) -> bool:
    """Whether a pull request is a hotfix: by its branch, a label, or its title; one that we opened is none."""
    if any(each.startswith(KEY) for each in keys_in(pull.body)):
        return False
    named = (each.name for each in pull.labels)
    return any(fits(each, pull.head.ref) for each in branches) or any(
        _HOTFIX.search(text) for text in (*named, pull.title)
    )
