"""What a project's prose says of the release before: the lines that a person may have to bring up to date."""

from __future__ import annotations

import re
from dataclasses import dataclass

from release_tasks.core.history.masks import tokens

_OF_ITS_DAY = re.compile(
    r"version(?:added|changed|removed)|deprecat|\b(?:since|until|before|as of)\b"
    r"|\b(?:new|added|changed|fixed|introduced|removed|renamed)\s+(?:in|with)\b",
    re.IGNORECASE,
)
"""What a line tells of an earlier release stays true."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProseLine:
    """One line of README or docs; ``path`` is relative to the repository, ``number`` counts from 1."""

    path: str
    number: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.number} {self.text.strip()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProseBehind:
    """The lines of README and docs that state ``version``, which was released before; no version, no lines."""

    version: str | None = None
    lines: tuple[ProseLine, ...] = ()


def is_behind(text: str, version: str) -> bool:
    """Tell whether a line states the version, and not what came or went with it."""
    return bool(tokens(text.encode(), version)) and not _OF_ITS_DAY.search(text)
