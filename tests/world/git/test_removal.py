"""A branch at origin is removed if it is where we left it, and else stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from hosting import git
from repositories import Listener, Repository, an_origin

from release_tasks.core.errors import ActionError, UnreachableError
from release_tasks.core.github.trial import RemoveBranch
from release_tasks.world.git.removal import remove_branch

BRANCH = "release/v1.3.0"


@pytest.fixture
def origin(repository: Repository) -> Path:
    origin = an_origin(repository)
    repository.git("push", "--quiet", "origin", f"HEAD:refs/heads/{BRANCH}")
    return origin


def remove(repository: Repository, commit: str = "") -> None:
    action = RemoveBranch(branch=BRANCH, commit=commit or repository.state.head, url="origin.example")
    remove_branch(action, Listener().events, repository.state)


def branches(origin: Path) -> str:
    return git(origin, "branch", "--format=%(refname:short)")


def test_it_is_removed_and_nothing_else(repository: Repository, origin: Path) -> None:
    remove(repository)
    assert branches(origin) == "main"


def test_one_that_somebody_moved_stays(repository: Repository, origin: Path) -> None:
    ours = repository.state.head
    repository.commit("feat: theirs")
    repository.git("push", "--quiet", "origin", f"HEAD:refs/heads/{BRANCH}")
    with pytest.raises(ActionError, match=r"release/v1\.3\.0 was not removed: stale info"):
        remove(repository, ours)
    assert BRANCH in branches(origin)


def test_an_origin_that_keeps_it_says_why(repository: Repository, origin: Path) -> None:
    hook = origin / "hooks" / "update"
    hook.write_text("#!/bin/sh\necho 'branches are kept here' >&2\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(ActionError, match="hook declined"):
        remove(repository)
    assert BRANCH in branches(origin)


def test_an_origin_that_is_away(repository: Repository, origin: Path) -> None:
    origin.rename(origin.with_suffix(".away"))
    with pytest.raises(UnreachableError):
        remove(repository)
