"""A GitHub to talk to, and its clock."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from github_here import Clock, Watched, local_github

from release_tasks.rehearsal.github.state import Hosted


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def github(clock: Clock) -> Iterator[Watched]:
    """A repository with nothing in it."""
    with local_github(Hosted(clock=clock)) as running:
        yield running
