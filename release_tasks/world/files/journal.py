"""The note of a write that is under way, from which a killed one is finished or dropped."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from release_tasks.core.errors import ActionError
from release_tasks.world.ledger.state import shared_folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """``fresh`` takes the place of ``target``; the digests are sha256, None where there is no file."""

    target: Path
    fresh: Path
    before: str | None
    after: str | None


def digest(content: bytes) -> str:
    """Give the sha256 of a content."""
    return hashlib.sha256(content).hexdigest()


def journal_of(repository: Path) -> Journal:
    """Give the journal of a work tree."""
    # Linked work trees share the folder, so the name tells whose write it is.
    return Journal(shared_folder(repository) / f"write-{digest(os.fsencode(repository))[:12]}.json")


@dataclass(frozen=True, slots=True)
class Journal:
    """One file; it is there only while a write is under way."""

    path: Path

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Keep other runs, of other packages of the repository, from this journal; a kill lets go of it."""
        from filelock import FileLock  # noqa: PLC0415  # most runs only look

        self.path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(self.path.with_suffix(".lock")):
            yield

    def write(self, moves: Sequence[Move], *, complete: bool) -> None:
        """Note the moves; ``complete`` says that all fresh files are there and may take their places."""
        rows = [_row(move) for move in moves]
        with self._fresh.open("w", encoding="utf-8") as file:
            file.write(json.dumps({"complete": complete, "moves": rows}))
            file.flush()
            os.fsync(file.fileno())
        os.replace(self._fresh, self.path)

    def read(self) -> tuple[tuple[Move, ...], bool] | None:
        """Give the moves and whether all was ready for them; None if no write is under way.

        :raises ActionError: the file is not one of ours.
        """
        try:
            noted = json.loads(self.path.read_text("utf-8"))
            moves = tuple(
                Move(
                    target=Path(row["target"]),
                    fresh=Path(row["fresh"]),
                    before=row["before"],
                    after=row["after"],
                )
                for row in noted["moves"]
            )
            return moves, bool(noted["complete"])
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ActionError(
                f"the note of an interrupted write cannot be read: {error}",
                where=str(self.path),
                remedy=f"look at git status, then delete {self.path}",
            ) from error

    def remove(self) -> None:
        """Note that no write is under way."""
        for path in (self._fresh, self.path):
            path.unlink(missing_ok=True)

    @property
    def _fresh(self) -> Path:
        return self.path.with_suffix(".new")


def _row(move: Move) -> dict[str, str | None]:
    return {"target": str(move.target), "fresh": str(move.fresh), "before": move.before, "after": move.after}
