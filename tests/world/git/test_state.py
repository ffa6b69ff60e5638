"""HEAD, tags and origin, asked of real repositories."""

from __future__ import annotations

from pathlib import Path

import pytest
from hosting import git
from repositories import Repository, a_clone, a_repository, an_origin

from release_tasks.core.errors import UnreachableError, UsageError
from release_tasks.core.git import HeadMessage
from release_tasks.world.git.origin import remote_refs
from release_tasks.world.git.state import git_state, head_message, tags


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return a_repository(tmp_path / "demo project é")


def test_state_of_a_settled_repository(repository: Repository) -> None:
    state = repository.state
    assert state.head == repository.git("rev-parse", "HEAD")
    assert state.head_tree == repository.git("rev-parse", "HEAD^{tree}")
    assert (state.branch, state.operation, state.shallow, state.origin) == ("main", None, False, None)


def test_a_branch_may_have_folders_in_its_name(repository: Repository) -> None:
    repository.git("switch", "--quiet", "--create", "release/über")
    assert repository.state.branch == "release/über"


def test_a_detached_head_has_no_branch(repository: Repository) -> None:
    repository.git("switch", "--quiet", "--detach")
    assert repository.state.branch is None


def test_what_the_commit_of_head_says(repository: Repository) -> None:
    repository.write("file", "é\n")
    repository.commit("docs: built änew\n\n[skip ci]")
    head = head_message(repository.state)
    assert head == HeadMessage(commit=repository.state.head, text="docs: built änew\n\n[skip ci]")


def test_outside_git_is_a_usage_error_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not in a git repository") as caught:
        git_state(Repository(tmp_path).project())
    assert "git init" in caught.value.remedy
    with pytest.raises(UsageError, match="not in a git repository"):
        tags(Repository(tmp_path).project())


def test_no_commit_yet_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="has no commit yet"):
        git_state(a_repository(tmp_path / "demo", empty=True).project())


def conflict(repository: Repository, name: str) -> None:
    """Two branches that cannot be brought together, and git in the middle of trying."""
    base = repository.git("rev-parse", "HEAD")
    repository.write("file", "one\n")
    repository.commit()
    repository.git("switch", "--quiet", "--create", "other", base)
    repository.write("file", "two\n")
    repository.commit()
    command = {
        "merge": ("merge", "main"),
        "rebase": ("rebase", "main"),
        "cherry-pick": ("cherry-pick", "main"),
    }
    with pytest.raises(AssertionError):
        repository.git(*command[name])


@pytest.mark.parametrize("name", ["merge", "rebase", "cherry-pick"])
def test_an_operation_under_way_is_named(repository: Repository, name: str) -> None:
    conflict(repository, name)
    assert repository.state.operation == name


def test_a_revert_under_way_is_named(repository: Repository) -> None:
    repository.write("file", "one\n")
    old = repository.commit()
    repository.write("file", "two\n")
    repository.commit()
    with pytest.raises(AssertionError):
        repository.git("revert", old)
    assert repository.state.operation == "revert"


def test_a_bisect_under_way_is_named(repository: Repository) -> None:
    repository.commit()
    repository.git("bisect", "start", "HEAD", "HEAD~1")
    assert repository.state.operation == "bisect"


def test_each_work_tree_has_a_state_of_its_own(repository: Repository, tmp_path: Path) -> None:
    repository.git("worktree", "add", "--quiet", "-b", "side", str(tmp_path / "side"))
    side = Repository(tmp_path / "side")
    side.git("bisect", "start")
    assert side.state.operation == "bisect"
    assert side.state.branch == "side"
    assert repository.state.operation is None


def test_a_shallow_clone_says_so(repository: Repository, tmp_path: Path) -> None:
    repository.commit()
    git(tmp_path, "clone", "--quiet", "--depth=1", repository.root.as_uri(), str(tmp_path / "shallow"))
    assert Repository(tmp_path / "shallow").state.shallow


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://ada:s3cret@git.example/demo.git", "https://git.example/demo.git"),
        ("https://gh0token@git.example/demo.git", "https://git.example/demo.git"),
        ("ssh://git@git.example:22/demo.git", "ssh://git@git.example:22/demo.git"),
        ("git@git.example:demo.git", "git@git.example:demo.git"),
    ],
)
def test_origin_is_shown_without_credentials(repository: Repository, url: str, shown: str) -> None:
    repository.git("remote", "add", "origin", url)
    assert repository.state.origin == shown


def test_the_repository_is_the_given_one_even_in_a_hook_of_another(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = a_repository(tmp_path / "other")
    other.commit()
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.root / ".git" / "index"))
    assert repository.state.head == repository.git("rev-parse", "HEAD")


def test_tags_of_all_kinds(repository: Repository) -> None:
    head, tree = repository.git("rev-parse", "HEAD"), repository.git("rev-parse", "HEAD^{tree}")
    repository.git("tag", "light")
    repository.git("tag", "--annotate", "v1.2.0", "--message", "one")
    repository.git("tag", "--annotate", "nested/ü", "--message", "two", "v1.2.0")
    repository.git("tag", "a-file", "HEAD:pyproject.toml")
    found = tags(repository.project()).by_name
    assert set(found) == {"light", "v1.2.0", "nested/ü", "a-file"}
    assert {found[name].commit for name in ("light", "v1.2.0", "nested/ü")} == {head}
    assert {found[name].tree for name in ("light", "v1.2.0", "nested/ü")} == {tree}
    assert [found[name].annotated for name in ("light", "v1.2.0", "nested/ü")] == [False, True, True]
    assert found["nested/ü"].object == repository.git("rev-parse", "nested/ü")


def test_origin_that_has_everything(repository: Repository) -> None:
    repository.git("tag", "light")
    repository.git("tag", "--annotate", "v1.2.0", "--message", "one")
    origin = an_origin(repository)
    state = repository.state
    refs = remote_refs(state)
    assert refs.url == str(origin)
    assert refs.branches == {"main": state.head}
    assert refs.default_branch == "main"
    assert refs.tags["v1.2.0"].commit == state.head
    assert refs.tags["v1.2.0"].object == repository.git("rev-parse", "v1.2.0")
    assert not refs.tags["light"].annotated
    assert (refs.contains_head, refs.behind) == (True, False)


def test_ahead_behind_and_both(repository: Repository, tmp_path: Path) -> None:
    origin = an_origin(repository)
    repository.commit()
    ahead = remote_refs(repository.state)
    assert (ahead.contains_head, ahead.behind) == (False, False)
    other = a_clone(origin, tmp_path / "other")
    other.commit("feat: of another")
    other.git("push", "--quiet", "origin", "main")
    unknown = remote_refs(repository.state)
    assert (unknown.contains_head, unknown.behind) == (False, True)
    repository.git("fetch", "--quiet")
    both = remote_refs(repository.state)
    assert (both.contains_head, both.behind) == (False, True)
    repository.git("reset", "--quiet", "--hard", "HEAD~1")
    behind = remote_refs(repository.state)
    assert (behind.contains_head, behind.behind) == (True, True)


def test_looking_at_origin_fetches_nothing(repository: Repository, tmp_path: Path) -> None:
    other = a_clone(an_origin(repository), tmp_path / "other")
    other.commit()
    other.git("push", "--quiet", "origin", "main")
    before = sorted(repository.root.joinpath(".git").rglob("*"))
    remote_refs(repository.state)
    assert sorted(repository.root.joinpath(".git").rglob("*")) == before


def test_an_empty_origin_and_a_branch_that_it_lacks(repository: Repository, tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--bare", "empty.git")
    repository.git("remote", "add", "origin", str(tmp_path / "empty.git"))
    refs = remote_refs(repository.state)
    assert (refs.branches, refs.tags, refs.contains_head, refs.behind) == ({}, {}, False, False)


def test_no_origin_is_a_usage_error(repository: Repository) -> None:
    with pytest.raises(UsageError) as caught:
        remote_refs(repository.state)
    assert caught.value.remedy == "git remote add origin URL"


@pytest.mark.parametrize("url", ["/nowhere/demo.git", "http://ada:s3cret@127.0.0.1:9/demo.git"])
def test_an_origin_that_does_not_answer(repository: Repository, url: str) -> None:
    repository.git("remote", "add", "origin", url)
    with pytest.raises(UnreachableError, match="origin cannot be reached: fatal:") as caught:
        remote_refs(repository.state)
    assert "s3cret" not in str(caught.value)
