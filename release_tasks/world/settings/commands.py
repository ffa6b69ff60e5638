"""Commands as settings state them: a string, a list of words, or a table that asks for a shell."""

from __future__ import annotations

import os
import shlex

from msgspec import UNSET, UnsetType

from release_tasks.core.errors import UsageError
from release_tasks.core.placeholders import fill
from release_tasks.core.project import Command
from release_tasks.world.settings.reading import Stated
from release_tasks.world.settings.schema import Commands, OneCommand, ShellCommand

_PLACEHOLDERS = ("python", "version", "package", "tag", "dist")


def commands(stated: Stated, key: str, value: Commands | UnsetType) -> tuple[Command, ...]:
    """Give the commands of a key that takes several; none if it is not stated.

    :raises UsageError: one is empty, has an open quotation, or a placeholder that is not known.
    """
    if value is UNSET:
        return ()
    if isinstance(value, str | ShellCommand):
        return (_command(stated, value, key),)
    return tuple(_command(stated, each, key, index) for index, each in enumerate(value))


def one_command(stated: Stated, key: str, value: OneCommand | UnsetType) -> Command | None:
    """Give the command of a key that takes a single one.

    :raises UsageError: as in :func:`commands`.
    """
    return None if isinstance(value, UnsetType) else _command(stated, value, key)


def _command(stated: Stated, value: OneCommand, key: str, *index: int) -> Command:
    try:
        command = _read(value)
        fill(command, dict.fromkeys(_PLACEHOLDERS, ""))
    except ValueError as error:
        raise stated.wrong(
            key, *index, what=f"{value!r}: {str(error).lower()}", expected="a command with closed quotations"
        ) from None
    except UsageError as error:
        raise stated.wrong(
            key, *index, what=error.what, expected=error.expected, remedy=error.remedy
        ) from None
    if not any(command.argv):
        raise stated.wrong(
            key, *index, what="the command is empty", expected="a command", remedy=f"remove {key}"
        )
    return command


def _read(value: OneCommand) -> Command:
    if isinstance(value, list):
        return Command(argv=tuple(value))
    if isinstance(value, ShellCommand):
        return Command(argv=(value.run,) if value.shell else split(value.run), shell=value.shell)
    return Command(argv=split(value))


def split(text: str, *, windows: bool = os.name == "nt") -> tuple[str, ...]:
    """Split a command line into words by the platform's rules: on Windows a backslash is a letter.

    :raises ValueError: a quotation is not closed.
    """
    lexer = shlex.shlex(text, posix=True, punctuation_chars=False)
    lexer.whitespace_split = True
    lexer.commenters = ""
    if windows:
        lexer.escape = ""
        lexer.quotes = '"'
    return tuple(lexer)
