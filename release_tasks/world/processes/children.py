"""Ends child processes, whole groups of them, so that none outlives us."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time

GRACE_S = 3.0
_LOOK_EVERY_S = 0.02


def end(process: subprocess.Popen[bytes], *, group: bool, asked: bool = False) -> None:
    """Ask a process (with ``group``: its whole process group) to end, and kill what is left after the times of grace.

    First as Ctrl-C does, for which most programs clean up; ``asked`` says that this was done.
    """
    if sys.platform == "win32" or not group:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=GRACE_S)
        process.kill()
    else:
        if not asked:
            _signal_group(process.pid, signal.SIGINT)
        if not _ends(process):
            _signal_group(process.pid, signal.SIGTERM)
            _ends(process)
        _signal_group(process.pid, signal.SIGKILL)
    process.wait()


def _ends(process: subprocess.Popen[bytes]) -> bool:
    """Whether the whole group ends within the time of grace."""
    deadline = time.monotonic() + GRACE_S
    while alive := _alive(process):
        if time.monotonic() >= deadline:
            break
        time.sleep(_LOOK_EVERY_S)
    return not alive


def _alive(process: subprocess.Popen[bytes]) -> bool:
    # A leader that ended without being reaped would keep its group alive for ever: poll() reaps it.
    process.poll()
    return _signal_group(process.pid, 0)


def _signal_group(group: int, number: int) -> bool:
    """Send a signal to a group; False when nobody is in it any more."""
    if sys.platform == "win32":
        return False
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


class Children:
    """The processes that several threads wait for, so that one call can end them all.

    Ctrl-C reaches the main thread only; what its workers started has to be ended by hand.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._live: dict[subprocess.Popen[bytes], bool] = {}
        self._ended = False

    def add(self, process: subprocess.Popen[bytes], *, group: bool) -> None:
        """Take a process in; after :meth:`end_all` it is ended at once."""
        with self._lock:
            self._live[process] = group
            late = self._ended
        if late:
            end(process, group=group)

    def remove(self, process: subprocess.Popen[bytes]) -> None:
        """Let go of a process that has ended."""
        with self._lock:
            self._live.pop(process, None)

    def end_all(self) -> None:
        """End every live process, and every later one as soon as it is added."""
        with self._lock:
            self._ended = True
            live = tuple(self._live.items())
        for process, group in live:
            # All are asked before the first is waited for: their times of grace run together.
            if group:
                _signal_group(process.pid, signal.SIGINT)
        for process, group in live:
            end(process, group=group, asked=True)
