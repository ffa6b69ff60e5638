"""A terminal that is real: scripts whose standard streams are one, and all that they showed."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

from hosting import host_environment


def on_a_terminal(script: str, typed: str = "", **environment: str) -> str:
    """Run a script at a terminal on which that was typed; it has to succeed."""
    keyboard, other = pty.openpty()
    os.write(keyboard, typed.encode())
    surroundings = host_environment(**{"TERM": "dumb", **environment})
    with subprocess.Popen(
        (sys.executable, "-c", script), stdin=other, stdout=other, stderr=other, env=surroundings
    ) as child:
        os.close(other)
        shown = b"".join(iter(lambda: _read(keyboard), b""))
    os.close(keyboard)
    text = shown.decode().replace("\r\n", "\n")
    assert child.returncode == 0, text
    return text


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""  # Linux says EIO where the other end is closed
