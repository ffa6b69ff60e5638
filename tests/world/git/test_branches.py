"""Branches beside the main one, in real repositories with bare origins: begun, fetched, moved forward."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import Listener, Repository, a_clone, an_origin

from release_tasks.core.branches import FastForward, Fetch, Ref, StartBranch
from release_tasks.core.errors import ActionError, CommandError, UnreachableError
from release_tasks.world.git.branches import fast_forward, fetch, start_branch, unknown

EVENTS = Listener().events
BRANCH = "prepare/v1.3.0"


@pytest.fixture
def ahead(repository: Repository, tmp_path: Path) -> str:
    """A commit of origin's main that is not here, with a tag."""
    other = a_clone(an_origin(repository), tmp_path / "other")
    made = other.commit("feat: theirs")
    other.git("tag", "theirs")
    other.git("push", "--quiet", "origin", "main", "theirs")
    return made


def forward(repository: Repository, commit: str) -> None:
    fast_forward(FastForward(branch="main", commit=commit), EVENTS, repository.state)


def fetched(repository: Repository, commit: str) -> str:
    fetch(Fetch(refs=(Ref(name="refs/heads/main", target=commit),)), EVENTS, repository.state)
    return commit


def test_a_branch_is_begun_with_the_work_tree_as_it_is(repository: Repository) -> None:
    repository.write("CHANGELOG.md", "# Changed\n")
    head = repository.state.head
    for _ in range(2):
        start_branch(StartBranch(name=BRANCH), EVENTS, repository.state)
        assert (repository.state.branch, repository.state.head) == (BRANCH, head)
    assert repository.git("status", "--porcelain") == "M CHANGELOG.md"


def test_a_branch_that_is_there_already_is_left_alone(repository: Repository) -> None:
    repository.git("branch", BRANCH)
    with pytest.raises(CommandError) as raised:
        start_branch(StartBranch(name=BRANCH), EVENTS, repository.state)
    assert raised.value.remedy.endswith(f"git branch -D {BRANCH}")
    assert repository.state.branch == "main"


def test_what_is_fetched_is_known_and_moves_no_branch_of_ours(repository: Repository, ahead: str) -> None:
    ref = Ref(name="refs/heads/main", target=ahead)
    here = Ref(name="refs/heads/main", target=repository.state.head)
    before = repository.git("rev-parse", "main")
    assert unknown(repository.root, (here, ref)) == (ref,)
    fetched(repository, ahead)
    assert unknown(repository.root, (here, ref)) == ()
    assert repository.git("rev-parse", "main") == before
    assert repository.git("rev-parse", "origin/main") == ahead
    assert repository.git("tag", "--list") == ""
    assert not (repository.root / ".git" / "FETCH_HEAD").exists()


def test_nothing_is_asked_where_there_is_nothing_to_know(tmp_path: Path) -> None:
    assert unknown(tmp_path, ()) == ()


def test_a_branch_that_is_gone_or_an_origin_that_is_away_says_so(repository: Repository, ahead: str) -> None:
    gone = Fetch(refs=(Ref(name="refs/heads/gone", target=ahead),))
    with pytest.raises(UnreachableError, match="couldn't find remote ref"):
        fetch(gone, EVENTS, repository.state)
    repository.git("remote", "set-url", "origin", str(repository.root / "nowhere"))
    with pytest.raises(UnreachableError, match="origin cannot be reached"):
        fetched(repository, ahead)


def test_main_is_moved_forward_before_it_is_switched_to(repository: Repository, ahead: str) -> None:
    repository.git("switch", "--quiet", "--create", BRANCH)
    fetched(repository, ahead)
    for _ in range(2):
        forward(repository, ahead)
        assert (repository.state.branch, repository.state.head) == ("main", ahead)
    assert repository.git("status", "--porcelain") == ""


def test_main_is_moved_forward_where_it_is_checked_out(repository: Repository, ahead: str) -> None:
    forward(repository, fetched(repository, ahead))
    assert (repository.state.branch, repository.state.head) == ("main", ahead)


def test_a_main_that_is_further_on_is_only_switched_to(repository: Repository, ahead: str) -> None:
    fetched(repository, ahead)
    forward(repository, ahead)
    further = repository.commit("feat: more")
    repository.git("switch", "--quiet", "--create", BRANCH)
    forward(repository, ahead)
    assert (repository.state.branch, repository.state.head) == ("main", further)


def test_a_main_that_is_not_there_is_made(repository: Repository, ahead: str) -> None:
    fetched(repository, ahead)
    repository.git("switch", "--quiet", "--create", BRANCH)
    repository.git("branch", "-D", "main")
    forward(repository, ahead)
    assert (repository.state.branch, repository.state.head) == ("main", ahead)


def test_commits_of_your_own_are_never_moved_away(repository: Repository, ahead: str) -> None:
    mine = repository.commit("feat: mine")
    repository.git("switch", "--quiet", "--create", BRANCH)
    fetched(repository, ahead)
    with pytest.raises(ActionError, match="main has commits of its own") as raised:
        forward(repository, ahead)
    assert raised.value.remedy.startswith("git branch MINE main && ")
    assert repository.git("rev-parse", "main") == mine
    assert repository.state.branch == BRANCH


def test_files_that_you_changed_are_kept(repository: Repository, ahead: str, tmp_path: Path) -> None:
    other = Repository(tmp_path / "other")
    other.write("CHANGELOG.md", "# Theirs\n")
    theirs = other.commit("docs: theirs")
    other.git("push", "--quiet", "origin", "main")
    repository.git("switch", "--quiet", "--create", BRANCH)
    repository.write("CHANGELOG.md", "# Mine\n")
    fetched(repository, theirs)
    with pytest.raises(CommandError):
        forward(repository, theirs)
    assert (repository.root / "CHANGELOG.md").read_text() == "# Mine\n"
