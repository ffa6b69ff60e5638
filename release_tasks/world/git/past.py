"""Reads history for all who learn from it: each commit and each file of the past once a run."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from release_tasks.core.history.past import History
from release_tasks.core.history.patches import Commit, commits
from release_tasks.core.work_tree import WorkTree
from release_tasks.world.git.blobs import Blobs
from release_tasks.world.git.command import look

LOOKED_BACK = 8
"""How many commits that changed the version are looked at."""
_FARTHEST = 5000
"""So many commits back, along first parents, the walk ends: a rare release must not cost all of a long history."""
_SPECIAL = re.compile(rb"[^0-9A-Za-z _=\"',-]")


def history(tree: WorkTree) -> History:
    """Give the reader of the repository's past; nothing is read before it is asked."""
    top = tree.repository
    return _History(repository=top, known=(top / ".git").exists(), _blobs=Blobs(top))


@dataclass(frozen=True, slots=True, kw_only=True)
class _History:
    """The past of a repository; it is not ``known`` outside git."""

    repository: Path
    known: bool
    _blobs: Blobs
    _changes: dict[tuple[str, bytes], tuple[str, ...]] = field(default_factory=dict)
    _commits: dict[tuple[str, ...], tuple[Commit, ...]] = field(default_factory=dict)

    def changes(self, path: str, before: bytes) -> tuple[str, ...]:
        key = (path, before)
        if key not in self._changes:
            self._changes[key] = self._changing(path, before) if self.known else ()
        return self._changes[key]

    def commits(self, names: Sequence[str]) -> tuple[Commit, ...]:
        key = tuple(names)
        if key not in self._commits:
            self._commits[key] = self._read(key) if key else ()
        return self._commits[key]

    def fetch(self, names: Iterable[str]) -> None:
        if self.known:
            self._blobs.fetch([each for each in dict.fromkeys(names) if each not in self._blobs.known])

    def file(self, commit: str, path: str) -> bytes | None:
        return self._blobs.read(commit, path) if self.known else None

    def _changing(self, path: str, before: bytes) -> tuple[str, ...]:
        pattern = "^" + os.fsdecode(_SPECIAL.sub(_in_brackets, before)) + "v?[0-9]"
        # A shorter history has no such ancestor, one without a commit has no HEAD: what is missing is left out.
        done = look(
            self.repository, "log", f"-{LOOKED_BACK}", "--format=%H", "--no-show-signature", "--no-renames",
            "--diff-filter=M", f"-G{pattern}", "--ignore-missing", "HEAD", f"^HEAD~{_FARTHEST}",
            "--", f":(top,literal){path}", check=False,
        )  # fmt: skip
        return tuple(done.text.split()) if done.code == 0 else ()

    def _read(self, names: tuple[str, ...]) -> tuple[Commit, ...]:
        log = look(
            self.repository, "log", "--no-walk=unsorted", "--stdin", "--format=%x00%H %as", "--patch",
            "--unified=1", "--diff-filter=M", "--no-renames", "--no-color", "--no-ext-diff", "--no-textconv",
            "--no-show-signature", "--src-prefix=a/", "--dst-prefix=b/",
            stdin="".join(f"{name}\n" for name in names).encode(), check=False,
        )  # fmt: skip
        return commits(log.stdout) if log.code == 0 else ()


def _in_brackets(match: re.Match[bytes]) -> bytes:
    return b"\\" + match[0] if match[0] in (b"^", b"\\") else b"[" + match[0] + b"]"
