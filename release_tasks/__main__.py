"""The third door: ``python -m release_tasks NAME``, for scripts, for CI, and for any project without touching it."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from release_tasks.catalog import TASKS

_DOOR = "python -m release_tasks {task}"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the task that the first argument names; the project is the current folder, or ``--root``."""
    name, *rest = [*(sys.argv[1:] if argv is None else argv), ""]
    task = next((each for each in TASKS if each.name == name), None)
    if task is not None:
        from release_tasks.launch import launch_argv

        return launch_argv(task, rest[:-1], root=Path(), door=_DOOR)
    asked = name in ("-h", "--help")
    print(
        _usage() if asked or not name else f"there is no task {name!r}\n{_usage()}",
        file=sys.stdout if asked else sys.stderr,
    )
    return 0 if asked else 2


def _usage() -> str:
    width = max(len(each.name) for each in TASKS)
    tasks = "\n".join(f"  {each.name:<{width}}  {each.line}" for each in TASKS)
    return f"usage: python -m release_tasks TASK [options]    (TASK --help shows them)\n\n{tasks}"


def _run() -> NoReturn:
    code = main()
    # What was done is done: Ctrl-C while the interpreter winds up must not say otherwise.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(code)


if __name__ == "__main__":
    _run()
