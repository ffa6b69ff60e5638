"""Placeholders in the project's own commands: ``{python}``, ``{version}``, ``{package}``, ``{tag}``, ``{dist}``."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping

from release_tasks.core.errors import UsageError
from release_tasks.core.project import Command

_BRACES = re.compile(r"\{\{|\}\}|\{([A-Za-z_][A-Za-z0-9_-]*)\}")


def fill(command: Command, values: Mapping[str, str]) -> Command:
    """Put the values in place of a command's placeholders; ``{{`` and ``}}`` stand for a brace.

    Braces around anything but a word stay as they are (``find -exec … {} ;``). In a shell's
    command line each value is quoted, so that a path with spaces stays one word.

    :raises UsageError: a placeholder that ``values`` does not know.
    """

    def put(found: re.Match[str]) -> str:
        name = found[1]
        if name is None:
            return found[0][0]
        if name not in values:
            raise _unknown(name, command, values)
        return shlex.quote(values[name]) if command.shell else values[name]

    return Command(argv=tuple(_BRACES.sub(put, word) for word in command.argv), shell=command.shell)


def _unknown(name: str, command: Command, values: Mapping[str, str]) -> UsageError:
    known = ", ".join(f"{{{each}}}" for each in sorted(values))
    return UsageError(
        f"nothing is known to put in place of {{{name}}}",
        where=f"command `{command}`",
        expected=f"one of {known}",
        remedy=f"write {{{{{name}}}}} if the braces are meant literally",
    )
