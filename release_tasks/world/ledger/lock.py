"""One run at a time a package: a lock of the operating system, and beside it who holds it."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

import msgspec

from release_tasks.core.errors import NeedsPersonError
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.world.ledger.state import state_folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """The run that holds the lock; ``since`` is an ISO 8601 time in UTC."""

    pid: int
    task: str
    host: str
    since: str


@contextlib.contextmanager
def held(project: Project, request: Request) -> Iterator[None]:
    """Hold the package's lock. What a killed run leaves behind does not block: its lock died with it.

    :raises NeedsPersonError: another run holds it; says which.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415  # most runs only look

    folder = state_folder(project)
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "lock")
    note = folder / "lock-holder.json"
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise _busy(project, _holder(note)) from None
    try:
        note.write_bytes(msgspec.json.encode(_ourselves(request)))
        yield
    finally:
        note.unlink(missing_ok=True)
        lock.release()


def _ourselves(request: Request) -> Holder:
    since = datetime.now(timezone.utc).isoformat(timespec="seconds")
    return Holder(pid=os.getpid(), task=request.task, host=socket.gethostname(), since=since)


def _holder(note: Path) -> Holder | None:
    """None in the short time before the holder has written who it is."""
    try:
        return msgspec.json.decode(note.read_bytes(), type=Holder)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def _busy(project: Project, holder: Holder | None) -> NeedsPersonError:
    if holder is None:
        return NeedsPersonError(
            f"another run works on {project.name}",
            expected="one run at a time",
            remedy="wait for it, then run again",
        )
    return NeedsPersonError(
        f"{holder.task} works on {project.name} since {holder.since} (process {holder.pid} on {holder.host})",
        expected="one run at a time",
        remedy=f"wait for it, or end it on {holder.host} with: kill {holder.pid}",
    )
