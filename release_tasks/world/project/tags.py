"""All tags as git lists them, read once for all that is inferred from them."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from release_tasks.core.errors import UnreachableError
from release_tasks.world.git.command import look

_FIELDS = ("refname:strip=2", "objecttype", "contents:subject", "*contents:subject")
_FORMAT = "%00".join(f"%({field})" for field in _FIELDS)


class TagSeen(NamedTuple):
    """A tag; ``message`` is the first line of an annotated one, ``commit`` that of its commit."""

    name: str
    annotated: bool
    message: str
    commit: str


def newest_first(repository: Path) -> tuple[TagSeen, ...]:
    """List all tags, the newest first; none outside git."""
    try:
        listed = look(
            repository, "for-each-ref", "--sort=-version:refname", "--sort=-creatordate",
            f"--format={_FORMAT}", "refs/tags", check=False,
        )  # fmt: skip
    except UnreachableError:
        return ()
    return tuple(map(_seen, listed.text.split("\n"))) if listed.code == 0 and listed.text else ()


def _seen(line: str) -> TagSeen:
    name, kind, subject, peeled = line.split("\0")
    annotated = kind == "tag"
    return TagSeen(name, annotated, subject if annotated else "", peeled if annotated else subject)
