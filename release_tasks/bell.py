"""Calls a person back to a terminal where something waits for them."""

from __future__ import annotations

import os
import time
from typing import TextIO

AWAY_S = 20.0
"""Who has been silent for so long may look at something else."""

_LONGEST = 120


class Bell:
    """Rings on a terminal, and lets it show a notification where it can (OSC 9); ``there`` where ``out`` is one.

    Nobody is called who was there a moment ago, or was called then.
    """

    def __init__(self, out: TextIO, *, there: bool) -> None:
        self._out = out
        self._there = there
        self._heard_at = time.monotonic()

    def heard(self) -> None:
        """Take note that somebody is there."""
        self._heard_at = time.monotonic()

    def ring(self, why: str) -> None:
        """Call them, and say why."""
        if not self._there or time.monotonic() - self._heard_at < AWAY_S:
            return
        self.heard()
        self._out.write(f"{_notification(why)}\a")
        self._out.flush()


def _notification(why: str) -> str:
    # The old console of Windows would print it.
    if os.name == "nt" and "WT_SESSION" not in os.environ:
        return ""
    shown = "".join(each for each in why if each.isprintable())[:_LONGEST]
    return f"\033]9;release-tasks: {shown}\a"
