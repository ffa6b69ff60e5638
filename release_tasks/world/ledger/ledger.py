"""The ledger on disk: JSON Lines, one file a version, appended to and never rewritten."""

from __future__ import annotations

import contextlib
import getpass
import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import msgspec

from release_tasks.core.errors import UnreachableError, UsageError
from release_tasks.core.ledger import EarlierRuns, Entry, Ledger, Record
from release_tasks.core.project import Project
from release_tasks.core.redaction import redacted_value
from release_tasks.core.target import Target
from release_tasks.world.git.command import look
from release_tasks.world.ledger.state import state_folder


def ledger(project: Project, target: Target) -> Ledger:
    """Everything that was recorded for the release in flight.

    :raises UsageError: a line that is no entry; names file and line.
    """
    return Ledger(entries=_read(ledger_file(project, target.version)))


def earlier_runs(project: Project, target: Target) -> EarlierRuns:
    """What was recorded before this run: it rests on nothing that a run changes, so it stays as it was first read."""
    return EarlierRuns(ledger=ledger(project, target))


def ledger_file(project: Project, version: str) -> Path:
    """Give the file that holds the entries of one version; it may not exist yet."""
    return state_folder(project) / f"{version}.jsonl"


def append(project: Project, version: str, entry: Entry) -> Entry:
    """Add one entry, on the disk when this returns; gives it with time and person filled in, without secrets.

    A last line that a killed run left unfinished is cut off first.
    """
    path = ledger_file(project, version)
    written = signed(project, entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    missing_end = _mend_end(path)
    with path.open("ab") as file:
        file.write(missing_end + msgspec.json.encode(written) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return written


def record(action: Record) -> Entry:
    """Give the entry that the action asks for; the runner writes it."""
    return Entry(kind=action.kind, item="", bound_to=action.bound_to, data=action.data)


def note_target(project: Project, version: str) -> None:
    """Write down which version is in flight, for packages whose version is the tag and stands in no file."""
    folder = state_folder(project)
    folder.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix="target-", dir=folder)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(f"{version}\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, folder / "target")
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def noted_target(project: Project) -> str | None:
    """Give the version that was noted as in flight, None if none was."""
    try:
        return (state_folder(project) / "target").read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None


def _read(path: Path) -> tuple[Entry, ...]:
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return ()
    return tuple(_entries(path, lines))


def _entries(path: Path, lines: list[bytes]) -> Iterator[Entry]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield msgspec.json.decode(line, type=Entry)
        except msgspec.DecodeError as error:
            if number == len(lines):
                return  # no line end: a write that was cut short, by a kill or a full disk
            raise _broken(path, number, error) from None


def _broken(path: Path, number: int, error: Exception) -> UsageError:
    return UsageError(
        f"this line of the ledger is broken: {error}",
        where=f"{path}:{number}",
        expected="a JSON object with kind, item and bound_to",
        remedy=f"mend the line, or take it out: sed -i {number}d '{path}'",
    )


def _mend_end(path: Path) -> bytes:
    """Cut off an unfinished last line; give the line end that a finished one lacks."""
    content = path.read_bytes() if path.exists() else b""
    last = content[content.rfind(b"\n") + 1 :]
    if not last:
        return b""
    try:
        msgspec.json.decode(last, type=Entry)
    except msgspec.DecodeError:
        os.truncate(path, len(content) - len(last))
        return b""
    return b"\n"


def signed(project: Project, entry: Entry) -> Entry:
    """Give an entry as it is written down: with time and person, without secrets."""
    now = datetime.now(timezone.utc).isoformat(timespec="seconds")
    return replace(
        entry,
        data=redacted_value(entry.data),
        at=entry.at or now,
        who=entry.who or _person(project.repository),
    )


def _person(repository: Path) -> str:
    """The person's name as git knows it, else the login."""
    with contextlib.suppress(UnreachableError):  # a release that is named in full needs no git
        done = look(repository, "var", "GIT_COMMITTER_IDENT", check=False)
        if done.code == 0:
            return done.text.rsplit(" ", 2)[0]
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return f"uid {os.getuid()}" if hasattr(os, "getuid") else "unknown"
