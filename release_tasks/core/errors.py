"""Expected failures, and the exit code that each of them ends in.

An error here is a message for a person: what is wrong, where, what was expected, and the
command that mends it. Doors print it without a stack trace. A failed *check* is no error
but an outcome (``release_tasks.core.model``).
"""

from __future__ import annotations

import shlex
from enum import IntEnum


class ExitCode(IntEnum):
    """How a run ends, told to the shell."""

    FINE = 0
    FAILED = 1
    USAGE = 2
    UNREACHABLE = 3
    NEEDS_PERSON = 4
    BUG = 70
    INTERRUPTED = 130


class ReleaseTasksError(Exception):
    """An expected failure that ends the run.

    ``where`` is a file, a file and line, a settings key or an address; ``remedy`` is a
    command to paste or an edit to make.
    """

    exit_code = ExitCode.FAILED

    def __init__(self, what: str, *, where: str = "", expected: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.expected = expected
        self.remedy = remedy

    def __str__(self) -> str:
        lines = [f"{self.where}: {self.what}" if self.where else self.what]
        if self.expected:
            lines.append(f"  expected: {self.expected}")
        if self.remedy:
            lines.append(f"  to mend:  {self.remedy}")
        return "\n".join(lines)


class UsageError(ReleaseTasksError):
    """The command line, the settings or the project's own files cannot be understood."""

    exit_code = ExitCode.USAGE


class UnreachableError(ReleaseTasksError):
    """A part of the world (an index, a remote, a program) did not answer.

    ``lasting`` marks a no that time does not mend.
    """

    exit_code = ExitCode.UNREACHABLE
    lasting = False


class OfflineError(ReleaseTasksError):
    """A fact needs the network and the run was asked to stay offline; its items are skipped."""


class NeedsPersonError(ReleaseTasksError):
    """A person, or more time, is needed before the run can go on."""

    exit_code = ExitCode.NEEDS_PERSON


class ActionError(ReleaseTasksError):
    """An action was tried and did not succeed; the item that asked for it fails."""


class CommandError(ActionError):
    """A program that we started ended with a failure.

    ``argv`` is what ran, ``code`` its exit status (negative: the signal), ``tail`` the last
    lines that it printed.
    """

    def __init__(self, argv: tuple[str, ...], code: int, tail: str, *, remedy: str = "") -> None:
        super().__init__(f"{shlex.join(argv)} ended with exit status {code}", remedy=remedy)
        self.argv = argv
        self.code = code
        self.tail = tail

    def __str__(self) -> str:
        tail = "\n".join(f"  | {line}" for line in self.tail.splitlines())
        return "\n".join(part for part in (super().__str__(), tail) if part)
