"""Keeps what we write beside the sources out of ``git status``, without touching a file of the project's."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from release_tasks.core.errors import UnreachableError
from release_tasks.world.git.command import look

HEADER = "# py-release-tasks: built files and their manifest"
_SPECIAL = re.compile(r"([\\*?\[ ])")


def exclude_from_git(paths: Sequence[Path]) -> None:
    """Add to ``info/exclude`` those paths that git does not ignore yet; outside git there is nothing to do."""
    top = _top(paths[0].parent)
    if top is None:
        return
    inside = [Path(os.path.realpath(path.parent), path.name) for path in paths]
    patterns = [
        "/" + _SPECIAL.sub(r"\\\1", path.relative_to(top).as_posix())
        for path in inside
        if path.is_relative_to(top) and path != top and not _ignored(path, top)
    ]
    if patterns:
        named = look(top, "rev-parse", "--git-path", "info/exclude").text
        _add(top / named, patterns)


def _top(folder: Path) -> Path | None:
    while not folder.is_dir():
        folder = folder.parent
    try:
        done = look(folder, "rev-parse", "--show-toplevel", check=False)
    except UnreachableError:
        return None
    return Path(done.text).resolve() if done.code == 0 and done.text else None


def _ignored(path: Path, top: Path) -> bool:
    # A pattern such as dist/ is for folders only, and ours may not be there yet.
    return look(top, "check-ignore", str(path), str(path / "file"), check=False).code == 0


def _add(exclude: Path, patterns: Sequence[str]) -> None:
    text = exclude.read_text(encoding="utf-8") if exclude.exists() else ""
    lines = text.splitlines()
    new = [line for line in (HEADER, *patterns) if line not in lines]
    if new:
        exclude.parent.mkdir(parents=True, exist_ok=True)
        gap = "" if not text or text.endswith("\n") else "\n"
        with exclude.open("a", encoding="utf-8") as file:
            file.write(gap + "".join(f"{line}\n" for line in new))
