"""Pushes to real bare origins: what arrives, what is refused, and why."""

from __future__ import annotations

import http.server
from collections.abc import Iterator
from pathlib import Path

import pytest
from hosting import git
from repositories import Listener, Repository, a_clone, an_origin

from release_tasks.core.actions import Push
from release_tasks.core.branches import Fetch, Ref
from release_tasks.core.errors import ActionError, CommandError, UnreachableError
from release_tasks.core.findings import Reach
from release_tasks.core.github.trial import RemoveBranch
from release_tasks.core.project import Project
from release_tasks.rehearsal.loopback import LOOPBACK, Loopback
from release_tasks.world.git.branches import fetch
from release_tasks.world.git.origin import push, remote_refs
from release_tasks.world.git.removal import remove_branch
from release_tasks.world.git.state import git_state

BRANCH, TAG = "HEAD:refs/heads/main", "refs/tags/v1.3.0:refs/tags/v1.3.0"


@pytest.fixture
def origin(repository: Repository) -> Path:
    """An origin that lacks one commit and its tag."""
    origin = an_origin(repository)
    repository.commit()
    repository.git("tag", "--annotate", "v1.3.0", "--message", "demo")
    return origin


def do(repository: Repository, *refspecs: str, url: str = "origin.example") -> str:
    listener = Listener()
    action = Push(refspecs=refspecs or (BRANCH, TAG), url=url, reach=Reach.REMOTE)
    push(action, listener.events, repository.state)
    return listener.text


def hook_at(origin: Path, name: str, *lines: str) -> None:
    hook = origin / "hooks" / name
    hook.write_text("\n".join(("#!/bin/sh", *lines, "")))
    hook.chmod(0o755)


def refs_at(origin: Path) -> str:
    return git(origin, "for-each-ref", "--format=%(refname) %(objectname)")


def test_branch_and_tag_arrive_and_nothing_else(repository: Repository, origin: Path) -> None:
    repository.git("tag", "--annotate", "another", "--message", "not to be pushed")
    repository.git("config", "push.followTags", "true")
    do(repository)
    refs = remote_refs(repository.state)
    assert refs.branches == {"main": repository.state.head}
    assert set(refs.tags) == {"v1.3.0"}
    assert refs.tags["v1.3.0"].object == repository.git("rev-parse", "v1.3.0")


def test_pushed_twice_is_pushed_once(repository: Repository, origin: Path) -> None:
    do(repository)
    before = refs_at(origin)
    do(repository)
    assert refs_at(origin) == before


def test_a_push_that_git_here_did_not_write_down_is_seen(repository: Repository, origin: Path) -> None:
    ref = "refs/remotes/origin/main"
    before = repository.git("rev-parse", ref)
    assert not remote_refs(repository.state).unnoted, "origin lacks HEAD"
    do(repository)
    assert not remote_refs(repository.state).unnoted
    repository.git("update-ref", ref, before)
    assert remote_refs(repository.state).unnoted
    repository.git("update-ref", "-d", ref)
    assert not remote_refs(repository.state).unnoted, "git here does not follow origin"


def test_what_hooks_say_is_told_without_the_lines_for_programs(repository: Repository, origin: Path) -> None:
    repository.hook("pre-push", "echo looking it over")
    hook_at(origin, "post-receive", "echo thank you")
    text = do(repository)
    assert "looking it over" in text
    assert "remote: thank you" in text
    assert "\t" not in text
    assert "Done" not in text


def test_a_branch_that_went_on_is_refused_whole(repository: Repository, origin: Path, tmp_path: Path) -> None:
    other = a_clone(origin, tmp_path / "other")
    other.commit()
    other.git("push", "--quiet", "origin", "main")
    before = refs_at(origin)
    with pytest.raises(ActionError, match=r"refs/heads/main \(fetch first\)") as caught:
        do(repository)
    assert "git pull --rebase origin main" in caught.value.remedy
    assert refs_at(origin) == before


def test_a_tag_that_is_taken_is_refused_whole(repository: Repository, origin: Path, tmp_path: Path) -> None:
    other = a_clone(origin, tmp_path / "other")
    other.git("tag", "--annotate", "v1.3.0", "--message", "mine")
    other.git("push", "--quiet", "origin", "v1.3.0")
    before = refs_at(origin)
    with pytest.raises(ActionError, match=r"refs/tags/v1\.3\.0 \(already exists\)") as caught:
        do(repository)
    assert "ls-remote --tags origin v1.3.0" in caught.value.remedy
    assert refs_at(origin) == before


@pytest.mark.parametrize("name", ["pre-receive", "update"])
def test_a_rule_of_origin_refuses_in_its_own_words(repository: Repository, origin: Path, name: str) -> None:
    before = refs_at(origin)
    hook_at(origin, name, "echo 'error: GH006: main is protected' >&2", "exit 1")
    with pytest.raises(ActionError, match=r"hook declined.*GH006: main is protected") as caught:
        do(repository)
    assert "origin's rules" in caught.value.remedy
    assert refs_at(origin) == before


def test_a_hook_of_ours_that_refuses(repository: Repository, origin: Path) -> None:
    repository.hook("pre-push", "echo tests are red; exit 1")
    with pytest.raises(CommandError, match="tests are red"):
        do(repository)


def test_an_origin_that_went_away(repository: Repository, origin: Path) -> None:
    origin.rename(origin.with_name("moved"))
    with pytest.raises(UnreachableError, match="does not appear to be a git repository"):
        do(repository)


class _Locked(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(401)
        self.send_header("WWW-Authenticate", 'Basic realm="git"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
        pass


@pytest.fixture
def locked_url() -> Iterator[str]:
    with Loopback(http.server.ThreadingHTTPServer(LOOPBACK, _Locked)) as server:
        yield f"http://ada:s3cret@{server.host}/demo.git"


def test_a_wrong_password_is_not_asked_again_and_not_shown(repository: Repository, locked_url: str) -> None:
    repository.git("remote", "add", "origin", locked_url)
    for attempt in (lambda: remote_refs(repository.state), lambda: do(repository, BRANCH)):
        with pytest.raises(UnreachableError, match="Authentication failed") as caught:
            attempt()
        assert "s3cret" not in str(caught.value)


@pytest.fixture
def fork(repository: Repository, origin: Path) -> Project:
    """The same in a clone of a fork: origin is the maintainer's own, and upstream the project."""
    mine = origin.with_name("fork.git")
    git(origin.parent, "clone", "--quiet", "--bare", str(origin), str(mine))
    repository.git("remote", "rename", "origin", "upstream")
    repository.git("remote", "add", "origin", str(mine))
    repository.git("fetch", "--quiet", "origin")
    return repository.project(remote="upstream")


def test_in_a_clone_of_a_fork_all_goes_to_the_project_and_comes_from_there(
    repository: Repository, origin: Path, fork: Project, tmp_path: Path
) -> None:
    mine = origin.with_name("fork.git")
    before, state = refs_at(mine), git_state(fork)
    assert (state.remote, state.origin) == ("upstream", str(origin))
    push(Push(refspecs=(BRANCH, TAG), url="", reach=Reach.REMOTE), Listener().events, state)
    refs = remote_refs(state)
    assert (refs.url, refs.name, set(refs.tags)) == (str(origin), "upstream", {"v1.3.0"})
    assert refs.contains_head
    assert refs_at(mine) == before

    other = a_clone(origin, tmp_path / "other")
    commit = other.commit()
    other.git("push", "--quiet", "origin", "main")
    fetch(Fetch(refs=(Ref(name="refs/heads/main", target=commit),)), Listener().events, state)
    assert repository.git("rev-parse", "refs/remotes/upstream/main") == commit
    assert repository.git("rev-parse", "refs/remotes/origin/main") != commit
    assert remote_refs(state).behind

    trial = Push(refspecs=(f"{state.head}:refs/heads/release/v1.4.0",), url="", reach=Reach.REMOTE)
    push(trial, Listener().events, state)
    assert "release/v1.4.0" in remote_refs(state).branches
    gone = RemoveBranch(branch="release/v1.4.0", commit=state.head, url=str(origin))
    remove_branch(gone, Listener().events, state)
    assert set(remote_refs(state).branches) == {"main"}

    with pytest.raises(ActionError, match="upstream refused refs/heads/main") as caught:
        push(
            Push(refspecs=(f"{state.head}~:refs/heads/main",), url="", reach=Reach.REMOTE),
            Listener().events,
            state,
        )
    assert caught.value.remedy.startswith("git pull --rebase upstream main")

    origin.rename(origin.with_name("gone"))
    with pytest.raises(UnreachableError, match="upstream cannot be reached") as lost:
        remote_refs(state)
    assert lost.value.remedy == "git ls-remote upstream"
