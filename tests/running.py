"""A task under way, to be interrupted, killed, or met by a second one."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from hosting import Host, host_environment
from releasing import CLOCK, command, processes_with


class Running:
    """A task under way, in a group of its own as on a terminal, with a folder of its own for temporary files."""

    def __init__(self, host: Host, words: Sequence[str], temporary: Path, **extra: str) -> None:
        temporary.mkdir(parents=True)
        self.temporary = temporary
        self._mark = f"TMPDIR={temporary}"
        self._process = subprocess.Popen(
            command(host, *words),
            cwd=host.root,
            env=host_environment(**CLOCK, TMPDIR=str(temporary), **extra),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def until(self, text: str) -> None:
        """Wait until it prints a line with ``text``."""
        assert self._process.stdout
        said = []
        for line in self._process.stdout:
            said.append(line)
            if text in line:
                return
        raise AssertionError(f"it never said {text!r}:\n{''.join(said)}")

    def end(self, number: signal.Signals) -> tuple[int, str]:
        """Send the signal to its group; give its exit status, and all that it told on standard error."""
        os.killpg(self._process.pid, number)
        try:
            _, told = self._process.communicate(timeout=30)
        except subprocess.TimeoutExpired:  # what it started may hold its output open
            return self._process.wait(timeout=30), ""
        return self._process.returncode, told

    def end_what_is_left(self) -> None:
        """Kill what it left behind."""
        for pid in processes_with(self._mark):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    @property
    def pid(self) -> int:
        """The process that we started."""
        return self._process.pid

    @property
    def left(self) -> list[str]:
        """The processes that it left behind."""
        return list(processes_with(self._mark).values())
