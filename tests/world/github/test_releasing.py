"""Releases and their files, brought about on the local GitHub."""

from __future__ import annotations

from collections.abc import Iterator

import builders as b
import pytest
from github_here import Watched, local_github

from release_tasks.world.github.releasing import releases_of_tag


@pytest.fixture
def github() -> Iterator[Watched]:
    with local_github() as running:
        yield running


def test_releases_of_the_tag_and_their_drafts(github: Watched) -> None:
    for at in range(120):
        github.hosted.add_release(f"v0.{at}")
    github.hosted.add_release("v1.3.0", draft=True)
    github.hosted.add_release("v1.3.0", immutable=True)
    client = github.client()
    seen = releases_of_tag(client, b.a_project(), b.a_target(), b.a_ledger())
    client.close()
    assert [(each.draft, each.immutable) for each in seen.found] == [(False, True), (True, False)]
    assert len(seen.others) == 120
