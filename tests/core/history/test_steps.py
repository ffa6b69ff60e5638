"""How the version moved, told by the lines of the file that the build believes."""

from __future__ import annotations

import pytest

from release_tasks.core.history.patches import Commit, Replaced
from release_tasks.core.history.steps import steps


@pytest.mark.parametrize(
    ("before", "old", "new"),
    [
        ('__version__ = "', '1.2.0"', '1.3.0rc1"'),
        ("VERSION = (", "1, 2, 0, 'final', 0)", "1, 3, 0, 'rc', 1)"),
        ('__version__ = Version("demo", ', "1, 2, 0)", "1, 3, 0, release_candidate=1)"),
    ],
)
def test_a_line_tells_in_its_own_manner(before: str, old: str, new: str) -> None:
    lines = [(before + text).encode() for text in (old, new)]
    commit = Commit("c0ffee", (Replaced("demo/_version.py", b"", (lines[0],), (lines[1],)),))
    (found,) = steps([commit], "demo/_version.py", before.encode(), "1.3.0rc1")
    assert (found.old, found.new) == ("1.2.0", "1.3.0rc1")
