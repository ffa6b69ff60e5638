"""Runs the project's own commands: tests, docs, builds."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

from release_tasks.core.commands import RunCommands
from release_tasks.core.errors import ActionError, CommandError, UnreachableError
from release_tasks.core.events import Events
from release_tasks.core.ledger import Entry
from release_tasks.core.placeholders import fill
from release_tasks.core.project import Command
from release_tasks.world.processes.run import project_environment, run


def run_commands(action: RunCommands, events: Events) -> Entry:
    """Run each command in turn, its output given as events, and record that all of them passed.

    :raises UsageError: a placeholder that nothing is known for; then no command has run.
    :raises ActionError: a command's program is not there; those after it have not run.
    :raises CommandError: a command failed; those after it have not run.
    """
    values = {**action.values, "python": sys.executable}
    filled = tuple(fill(command, values) for command in action.commands)
    for command in filled:
        run_command(command, action.folder, events, action.kind)
    return Entry(
        kind=action.kind,
        item="",
        bound_to=action.bound_to,
        data={"commands": [str(command) for command in action.commands]},
    )


def run_command(
    command: Command, folder: Path, events: Events, label: str, variables: Mapping[str, str] | None = None
) -> None:
    """Run one command of the project's own, placeholders filled in, its output given as events.

    ``variables`` are added to its environment.

    :raises ActionError: its program is not there.
    :raises CommandError: it failed; the remedy is the line to run it by hand.
    """
    events.line(label, f"$ {command}")
    try:
        done = run(
            command.argv,
            cwd=folder,
            env={**command_environment(), **(variables or {})},
            shell=command.shell,
            check=False,
            on_line=lambda text: events.line(label, text),
        )
    except UnreachableError as error:
        # No part of the world that may be there later: the settings name it, and this machine lacks it.
        raise ActionError(
            error.what,
            where=f"{label} command `{command}`",
            expected=f"a program on PATH, or a path from {folder}",
            remedy=error.remedy,
        ) from error
    if done.code != 0:
        by_hand = str(command) if command.shell else shlex.join(command.argv)
        raise CommandError(
            command.argv, done.code, done.tail, remedy=f"cd {shlex.quote(str(folder))} && {by_hand}"
        )


def command_environment() -> dict[str, str]:
    """Give the environment of the project's own commands: without secrets, and with our scripts findable.

    A command means what it means in the user's terminal: PATH stays as it is. The folder of the
    running Python comes last, so that ``nox`` or ``pytest`` of an environment that was not
    activated is found, and never hides what the user has activated (our own Python may be a
    tool environment of pipx or uv, without the project). ``{python}`` is the exact way to say
    "the Python that runs this task".
    """
    scripts = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", os.defpath)
    return project_environment({"PATH": os.pathsep.join((path, scripts))})
