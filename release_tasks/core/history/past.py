"""What providers ask of the past: commits that changed a line, what commits replaced, files as they were."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from release_tasks.core.history.patches import Commit


class History(Protocol):
    """The history of HEAD; whatever is asked twice is read once. Outside git there is none."""

    def changes(self, path: str, before: bytes) -> tuple[str, ...]:
        """Name the last commits that changed a line of a file that begins so and goes on with a version.

        The newest is the first.
        """
        ...

    def commits(self, names: Sequence[str]) -> tuple[Commit, ...]:
        """Read what commits replaced; however many there are, one git reads them."""
        ...

    def fetch(self, names: Iterable[str]) -> None:
        """Read many files, ``COMMIT:PATH``, that will be asked for; one git reads them."""
        ...

    def file(self, commit: str, path: str) -> bytes | None:
        """Give a file's bytes at a commit, None where it was not there."""
        ...
