"""A terminal that is real: scripts whose standard streams are one, and all that they showed."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios

from hosting import host_environment


def on_a_terminal(script: str, typed: str = "", *, columns: int = 0, **environment: str) -> str:
    """Run a script at a terminal on which that was typed; it has to succeed. Without ``columns`` it does not say how wide it is."""
    keyboard, other = pty.openpty()
    fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("4H", 0, columns, 0, 0))
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


def left_standing(shown: str) -> str:
    """What a terminal shows at the end: it knows lines that are erased, the cursor that goes up, and no others."""
    lines, at = [""], 0
    for each in re.findall(r"\x1b\[[0-9;?]*[A-Za-z]|\r|\n|[^\x1b\r\n]+", shown):
        if each == "\n":
            at += 1
            lines += [""] * (at == len(lines))
        elif each == "\x1b[1A":
            at -= 1
        elif each == "\x1b[2K":
            lines[at] = ""
        elif not each.startswith(("\x1b", "\r")):
            lines[at] += each
    return "\n".join(lines)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""  # Linux says EIO where the other end is closed
