"""Lines of prose that the last release left behind."""

from __future__ import annotations

import pytest

from release_tasks.core.prose import is_behind


@pytest.mark.parametrize(
    "line",
    [
        "pip install demo==1.2.0",
        "rev: v1.2.0",
        "demo 1.2.0 needs Python 3.11.",
        "[badge](v1.2.0-green)",
        "`1.2.0`",
    ],
)
def test_a_line_that_states_the_release_before_is_behind(line: str) -> None:
    assert is_behind(line, "1.2.0")


@pytest.mark.parametrize(
    "line",
    [
        "pip install demo==1.2.1",
        "11.2.0 and 1.2.0.5 are others",
        ".. versionadded:: 1.2.0",
        "!!! warning: Deprecated 1.2.0",
        "New in 1.2.0: colours",
        "Changed with version 1.2.0",
        "since 1.2.0",
        "as of 1.2.0",
    ],
)
def test_another_version_and_what_came_with_that_one_are_not(line: str) -> None:
    assert not is_behind(line, "1.2.0")
