"""Writes several files as one: all have their new content or none, also after a kill.

New contents go to files beside the old ones, a journal says that all are there, and only then
each takes its place. :func:`recover` reads a journal that was left behind.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from release_tasks.core.errors import ActionError
from release_tasks.core.project import Project
from release_tasks.core.writing import FileEdit, WriteFiles
from release_tasks.world.files.journal import Journal, Move, digest, journal_of
from release_tasks.world.files.signals import interrupt_held


def write_files(action: WriteFiles, project: Project) -> None:
    """Give every file its new content, or none of them; a link's target is written, not the link.

    :raises ActionError: a file is not as it was when the change was planned, is read-only, or cannot be
        written. Nothing is changed then.
    """
    journal = journal_of(project.repository)
    with journal.held():
        _recovered(journal)
        _write(tuple(map(_checked, action.edits)), action.edits, journal)


def recover(repository: Path) -> str | None:
    """Finish or drop a write that was killed, and tell which; None if there was none.

    :raises ActionError: a file was changed by somebody else since, or cannot be written.
    """
    journal = journal_of(repository)
    with journal.held():
        return _recovered(journal)


def _recovered(journal: Journal) -> str | None:
    found = journal.read()
    if found is None:
        journal.remove()
        return None
    moves, complete = found
    names = ", ".join(move.target.name for move in moves)
    if not complete:
        _drop(moves, journal)
        return f"dropped a write that was interrupted before it changed anything ({names})"
    for move in moves:
        now = _digest_of(move.target)
        if now != move.after and (now != move.before or _digest_of(move.fresh) != move.after):
            raise _stuck(move, moves, journal, "changed since a write was interrupted")
    with interrupt_held():
        try:
            _take_places(moves)
        except OSError as error:
            raise _stuck(moves[0], moves, journal, f"cannot be finished: {error}") from error
        _drop(moves, journal)
    return f"finished a write that was interrupted ({names})"


def _write(moves: Sequence[Move], edits: Sequence[FileEdit], journal: Journal) -> None:
    try:
        journal.write(moves, complete=False)
        for edit, move in zip(edits, moves, strict=True):
            _put_beside(move, edit.after)
        with interrupt_held():
            _change_places(moves, edits, journal)
    except OSError as error:
        _drop(moves, journal)
        raise ActionError(
            f"nothing was written: {error.strerror}",
            where=str(error.filename or journal.path),
            expected="a folder that files can be written to",
            remedy="make room, or mend the permissions, and run again",
        ) from error
    except KeyboardInterrupt:
        _drop(moves, journal)
        raise


def _change_places(moves: Sequence[Move], edits: Sequence[FileEdit], journal: Journal) -> None:
    """Put the fresh files in the places of the old ones; if one cannot be, put back those that were.

    :raises OSError: one could not be; all are as before.
    :raises ActionError: and one could not be put back; the journal stays.
    """
    journal.write(moves, complete=True)
    try:
        _take_places(moves)
    except OSError:
        back = tuple(
            Move(target=each.target, fresh=each.fresh, before=each.after, after=each.before) for each in moves
        )
        try:
            for move, edit in zip(back, edits, strict=True):
                if edit.before is not None and _digest_of(move.target) == move.before:
                    _put_beside(move, edit.before)
            journal.write(back, complete=True)
            _take_places(back)
        except OSError as error:
            raise _stuck(moves[0], moves, journal, f"cannot be finished: {error}") from error
        raise
    _drop(moves, journal)


def _take_places(moves: Sequence[Move]) -> None:
    for move in moves:
        if _digest_of(move.target) == move.after:
            continue
        if move.after is None:
            move.target.unlink()
        else:
            os.replace(move.fresh, move.target)
    for folder in {move.target.parent for move in moves}:
        _sync(folder)


def _sync(folder: Path) -> None:
    """Make renames outlive a power cut, where the system can."""
    with contextlib.suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _stuck(move: Move, moves: Sequence[Move], journal: Journal, what: str) -> ActionError:
    names = ", ".join(each.target.name for each in moves)
    return ActionError(
        what,
        where=str(move.target),
        expected="the content from before the write, or from after it",
        remedy=f"bring {names} to the state that you want (git restore), then delete {journal.path}",
    )


def _checked(edit: FileEdit) -> Move:
    """Say how an edit will be done, once the file is found as expected."""
    target = edit.path.resolve()
    before = _content(target)
    if before != edit.before:
        raise ActionError(
            "is not as it was when the change was planned",
            where=str(edit.path),
            expected="the content that the change starts from" if edit.before is not None else "no file",
            remedy="run again",
        )
    if before is not None and not (target.stat().st_mode & 0o222 and os.access(target, os.W_OK)):
        raise ActionError(
            "is read-only",
            where=str(edit.path),
            expected="a file that can be written",
            remedy=f"chmod u+w {edit.path}",
        )
    if not os.access(target.parent, os.W_OK):
        raise ActionError(
            "no file can be written to this folder",
            where=str(target.parent),
            expected="a writable folder",
            remedy=f"chmod u+w {target.parent}",
        )
    return Move(
        target=target,
        fresh=target.with_name(f".{target.name}.release-tasks"),
        before=None if before is None else digest(before),
        after=digest(edit.after),
    )


def _put_beside(move: Move, content: bytes) -> None:
    with move.fresh.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if move.before is not None:
        shutil.copymode(move.target, move.fresh)


def _drop(moves: Sequence[Move], journal: Journal) -> None:
    for move in moves:
        with contextlib.suppress(OSError):
            move.fresh.unlink()
    journal.remove()


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ActionError(
            f"cannot be read: {error.strerror}", where=str(path), remedy=f"look at {path}"
        ) from error


def _digest_of(path: Path) -> str | None:
    content = _content(path)
    return None if content is None else digest(content)
