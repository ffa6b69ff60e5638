"""Runs release-tasks and dies on the way: ``python mortal.py N TRACE TASK ...`` is killed before its Nth act.

An act is what this process is about to do to the world: write, rename or remove a file, make a
folder, start a program. Each is noted in TRACE, one a line; for N = 0 nothing is killed.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

_WRITES = os.O_WRONLY | os.O_RDWR
_ACTS = frozenset(
    ("os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.truncate", "os.chmod", "subprocess.Popen")
)


def main() -> int:
    """Install the hook, and go."""
    last, trace = int(sys.argv[1]), os.open(sys.argv[2], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    count = 0

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal count
        if not (event in _ACTS or (event == "open" and arguments[2] & _WRITES)):
            return
        shown = arguments[1] if event == "subprocess.Popen" else arguments[:1]
        if event != "subprocess.Popen" and not str(shown[0]).startswith("/"):
            return  # a pipe, or something deep in a temporary folder that is being removed
        count += 1
        os.write(trace, f"{event} {' '.join(map(str, shown))!r}\n".encode())
        if count == last:
            os.kill(os.getpid(), signal.SIGKILL)

    from release_tasks.__main__ import main as release_tasks  # noqa: PLC0415  # what importing writes is no act

    sys.addaudithook(hook)
    return release_tasks(sys.argv[3:])


if __name__ == "__main__":
    sys.exit(main())
