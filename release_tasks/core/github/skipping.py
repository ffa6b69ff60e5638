"""Words in a commit's message that keep GitHub from starting workflows, also for the push of a tag on that commit.

Source: https://docs.github.com/en/actions/how-tos/manage-workflow-runs/skip-workflow-runs
"""

from __future__ import annotations

import re

_MARK = re.compile(
    r"\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]|^skip-checks: *true", re.MULTILINE
)


def skip_mark(message: str) -> str:
    """The first of these words; empty where a message has none."""
    mark = _MARK.search(message)
    return mark[0] if mark else ""
