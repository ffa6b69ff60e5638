"""Placeholders in the project's own commands and templates: ``{python}``, ``{version}``, ``{package}`` and others."""

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
    where = f"command `{command}`"
    given = {name: shlex.quote(value) for name, value in values.items()} if command.shell else values
    return Command(
        argv=tuple(fill_text(word, given, where=where) for word in command.argv), shell=command.shell
    )


def fill_text(text: str, values: Mapping[str, str], *, where: str) -> str:
    """Put the values in place of a text's placeholders, as in a command; ``where`` is for the error.

    :raises UsageError: a placeholder that ``values`` does not know.
    """

    def put(found: re.Match[str]) -> str:
        name = found[1]
        if name is None:
            return found[0][0]
        if name not in values:
            raise _unknown(name, where, values)
        return values[name]

    return _BRACES.sub(put, text)


def _unknown(name: str, where: str, values: Mapping[str, str]) -> UsageError:
    known = ", ".join(f"{{{each}}}" for each in sorted(values))
    return UsageError(
        f"nothing is known to put in place of {{{name}}}",
        where=where,
        expected=f"one of {known}",
        remedy=f"write {{{{{name}}}}} if the braces are meant literally",
    )
