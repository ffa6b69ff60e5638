"""What every door does once it knows the task and its values: run it, draw it, give the exit code.

Loaded by the doors when a task runs, never when sessions are listed.
"""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from release_tasks.arguments import parsed, request
from release_tasks.catalog import Task
from release_tasks.console import Console
from release_tasks.core.errors import ActionError, ExitCode, ReleaseTasksError
from release_tasks.core.report import Report
from release_tasks.core.request import Request
from release_tasks.runner import run
from release_tasks.walk import Mode

_OF_THE_MACHINE = frozenset((errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT))
"""What the system refuses although nobody made a mistake in a program: rights, and room."""


def launch_argv(task: Task, argv: Sequence[str], *, root: Path, door: str) -> int:
    """Run a task from a command line; the exit code is returned, nothing expected is raised.

    :raises KeyboardInterrupt: never; it is told, and gives 130.
    """
    command = door.format(task=task.name)
    try:
        values = parsed(task, argv, command)
    except SystemExit:
        return ExitCode.FINE
    except ReleaseTasksError as error:
        Console(as_json="--json" in argv).error(error)
        return error.exit_code
    return launch(task, values, root=root, door=door)


def launch(task: Task, values: Mapping[str, Any], *, root: Path, door: str) -> int:
    """Run a task with the values that a door got."""
    console = Console(as_json=bool(values.get("json")), brief=task.name == "status")
    try:
        return _launched(task, request(task, values, root=root, door=door), console)
    except ReleaseTasksError as error:
        console.error(error)
        return error.exit_code
    except KeyboardInterrupt:
        return console.interrupted()
    except BrokenPipeError:
        # The reader of our output went away; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.INTERRUPTED
    except OSError as error:
        if error.errno not in _OF_THE_MACHINE:
            return _bug()
        refused = _refused_by_the_machine(error)
        console.error(refused)
        return refused.exit_code
    except Exception:  # noqa: BLE001  # the one boundary: a bug is told as ours, never as the user's
        return _bug()
    finally:
        console.close()


def _refused_by_the_machine(error: OSError) -> ActionError:
    return ActionError(
        (error.strerror or str(error)).lower(),
        where=str(error.filename or ""),
        expected="files that can be read and written, and room for them",
        remedy="mend the permissions, or make room, and run again",
    )


def _bug() -> ExitCode:
    traceback.print_exc()
    print("release-tasks: this is a bug of ours; please report it with the lines above", file=sys.stderr)
    return ExitCode.BUG


def _launched(task: Task, wanted: Request, console: Console) -> int:
    if task.entry:
        module, _, name = task.entry.partition(":")
        entered: int = getattr(import_module(module), name)(wanted, console)
        return entered
    report: Report = run(wanted, task.selectors, _mode(task, wanted), emit=console.emit, person=console)
    console.report(report, with_inferred=task.name == "status")
    return report.exit_code


def _mode(task: Task, wanted: Request) -> Mode:
    if task.name == "status":
        return Mode.LOOK
    return Mode.SHOW if wanted.dry_run or task.looks else Mode.ACT
