"""Failures that the walk itself has to tell: of errors, and of changes that changed nothing; and when none is one yet."""

from __future__ import annotations

from release_tasks.core.errors import CommandError, ReleaseTasksError
from release_tasks.core.model import Change, Fail, Outcome, Pending, fail

_SHOWN_LINES = 12
"""Of a failed command; most often all its lines went by already."""


def not_yet(outcome: Outcome) -> Outcome:
    """To a mere look, what only waits for an earlier item is no failure."""
    if isinstance(outcome, Fail) and all(each.after for each in outcome.findings):
        return Pending(after=outcome.findings[0].after)
    return outcome


def failed(error: ReleaseTasksError) -> Fail:
    """What an attempt that failed comes to."""
    tail = error.tail.splitlines() if isinstance(error, CommandError) else []
    found = "\n".join(tail[-_SHOWN_LINES:])
    return fail(error.what, error.where, expected=error.expected, found=found, remedy=error.remedy)


def without_effect(change: Change) -> Fail:
    """What a change comes to that is wanted still after it was made."""
    lines = [line for action in change.actions for line in action.describe()]
    expected = "what was done shows when looked at again"
    return fail("without effect", "; ".join(lines), expected=expected, found=change.because)
