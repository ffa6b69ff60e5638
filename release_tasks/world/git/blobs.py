"""Files of old commits: many are read by one git."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from release_tasks.world.git.command import look


@dataclass(frozen=True, slots=True)
class Blobs:
    """Files of old commits, each read once."""

    repository: Path
    known: dict[str, bytes | None] = field(default_factory=dict)

    def read(self, commit: str, path: str) -> bytes | None:
        """Give a file's bytes at a commit, None where it is not there."""
        name = f"{commit}:{path}"
        if name not in self.known:
            self.fetch([name])
        return self.known[name]

    def fetch(self, names: Sequence[str]) -> None:
        """Read many files with one git; for none, no git is asked."""
        if not names:
            return
        asked = b"".join(os.fsencode(name) + b"\n" for name in names)
        answer = look(self.repository, "cat-file", "--batch", stdin=asked).stdout
        self.known.update(_answers(names, answer))


def _answers(names: Sequence[str], answer: bytes) -> Mapping[str, bytes | None]:
    """Read what ``git cat-file --batch`` gives: a head line, and after that the bytes of a file that is there."""
    found: dict[str, bytes | None] = {}
    at = 0
    for name in names:
        end = answer.index(b"\n", at)
        fields = answer[at:end].rsplit(b" ", 2)
        at = end + 1
        if not fields[-1].isdigit():
            found[name] = None
            continue
        size = int(fields[-1])
        found[name] = answer[at : at + size] if fields[-2] == b"blob" else None
        at += size + 1
    return found
