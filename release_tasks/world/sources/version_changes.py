"""The commits in which a version moved: history is walked for them once, and not for ever."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

from release_tasks.core.sources import VersionSpot
from release_tasks.world.files.reading import content
from release_tasks.world.git.command import look

LOOKED_BACK = 8
"""How many commits that changed the version are looked at."""
_FARTHEST = 5000
"""So many commits back, along first parents, the walk ends: a rare release must not cost all of a long history."""
_SPECIAL = re.compile(rb"[^0-9A-Za-z _=\"',-]")


def version_changes(repository: Path, own: VersionSpot) -> tuple[str, ...]:
    """Name the last commits that changed a line that begins as the version's line does, the newest first.

    There are none outside git.
    """
    if not (repository / ".git").exists():
        return ()
    asked = f"HEAD\nHEAD~{_FARTHEST}\n".encode()
    answer = look(repository, "cat-file", "--batch-check=%(objectname)", stdin=asked, check=False).text
    reach = [
        f"{sign}{line}" for sign, line in zip(("", "^"), answer.splitlines(), strict=False) if " " not in line
    ]
    name = Path(os.path.relpath(own.path, repository)).as_posix()
    return _changing(repository, tuple(reach), name, line_before(own)) if reach else ()


def line_before(own: VersionSpot) -> bytes:
    """Give what stands before a version in its line."""
    data = content(own.path, needed_by=own.why)
    return data[data.rfind(b"\n", 0, own.start) + 1 : own.start]


@cache
def _changing(repository: Path, reach: tuple[str, ...], name: str, before: bytes) -> tuple[str, ...]:
    """What lies behind a commit never changes, so it is read once."""
    pattern = "^" + os.fsdecode(_SPECIAL.sub(_in_brackets, before)) + "v?[0-9]"
    done = look(
        repository, "log", f"-{LOOKED_BACK}", "--format=%H", "--no-show-signature", "--no-renames",
        "--diff-filter=M", f"-G{pattern}", *reach, "--", f":(top,literal){name}", check=False,
    )  # fmt: skip
    return tuple(done.text.split()) if done.code == 0 else ()


def _in_brackets(match: re.Match[bytes]) -> bytes:
    return b"\\" + match[0] if match[0] in (b"^", b"\\") else b"[" + match[0] + b"]"
