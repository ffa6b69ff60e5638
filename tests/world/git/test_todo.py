"""The todo file at origin, in real repositories: read, added to, proposed; and what is in the work tree stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hosting import git
from repositories import Listener, Repository, a_clone, a_repository, an_origin

from release_tasks.core.errors import ActionError
from release_tasks.core.follow_ups import FollowUp, FollowUpPlaces
from release_tasks.core.target import Target
from release_tasks.core.todo import AddToTodo, TodoFile, lacking
from release_tasks.world.git.origin import remote_refs
from release_tasks.world.git.todo import add_to_todo, todo_file

PATH = ".agent/todo.md"
TARGET = Target(version="1.3.0", why="given")
LATER = FollowUp(item="post.announce", reason="the list is down", deferred=True, name="Ada")
LINE = "- [ ] demo 1.3.0: post.announce was deferred by Ada: the list is down"
PROPOSAL = "follow-ups/v1.3.0"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = a_repository(tmp_path / "demo")
    made.write(PATH, "# Todo\n")
    made.commit()
    an_origin(made)
    return made


def look(repository: Repository, **changes: Any) -> TodoFile:
    places = FollowUpPlaces(todo=repository.root / PATH)
    project = repository.project(follow_ups=places, **changes)
    return todo_file(project, TARGET, repository.state, remote_refs(repository.state))


def add(repository: Repository, *, propose: bool = False, listener: Listener | None = None) -> None:
    there = look(repository)
    action = AddToTodo(
        path=PATH,
        name="demo",
        version="1.3.0",
        follow_ups=(LATER,),
        base=there.proposal_base if propose and there.proposal_base else there.base,
        branch=there.proposal if propose else there.branch,
        proposal=there.proposal,
        url="origin",
    )
    entry = add_to_todo(action, (listener or Listener()).events, repository.state)
    assert entry.data["open"] == ["post.announce"]


def at_origin(repository: Repository, *words: str) -> str:
    return git(repository.root.with_name("demo.git"), *words)


def test_the_line_is_committed_alone_pushed_and_the_branch_here_follows(repository: Repository) -> None:
    repository.write("src/new.py", "x = 1\n")
    repository.write("pyproject.toml", "changed")
    repository.write("staged.txt", "staged")
    repository.git("add", "staged.txt")
    before = repository.git("status", "--porcelain")
    add(repository)
    assert at_origin(repository, "show", "--format=%s", "--name-status", "main") == (
        "chore(release): what demo 1.3.0 left for later\n\nM\t.agent/todo.md"
    )
    assert at_origin(repository, "show", f"main:{PATH}") == f"# Todo\n{LINE}"
    assert repository.git("rev-parse", "HEAD") == at_origin(repository, "rev-parse", "main")
    assert repository.git("status", "--porcelain") == before
    assert (repository.root / PATH).read_text() == f"# Todo\n{LINE}\n"
    assert lacking(look(repository).text, "demo", "1.3.0", (LATER,)) == ()


def test_a_file_that_is_not_there_begins_with_the_line(repository: Repository) -> None:
    repository.git("rm", "--quiet", PATH)
    repository.commit()
    repository.git("push", "--quiet", "origin", "main")
    assert look(repository).text is None
    add(repository)
    assert at_origin(repository, "show", f"main:{PATH}") == LINE


def test_an_executable_stays_one(repository: Repository) -> None:
    repository.git("update-index", "--chmod=+x", PATH)
    repository.git("commit", "--quiet", "--message", "x")
    repository.git("push", "--quiet", "origin", "main")
    add(repository)
    assert at_origin(repository, "ls-tree", "main", PATH).startswith("100755")


def test_changes_of_the_file_itself_and_commits_of_ours_are_left_alone_and_told(
    repository: Repository,
) -> None:
    repository.write(PATH, "# Mine\n")
    listener = Listener()
    add(repository, listener=listener)
    assert (repository.root / PATH).read_text() == "# Mine\n"
    assert listener.text.splitlines()[-1] == ("your main lacks that commit: git pull --rebase origin main")
    assert at_origin(repository, "show", f"main:{PATH}") == f"# Todo\n{LINE}"


def test_on_another_branch_nothing_here_moves(repository: Repository) -> None:
    repository.git("switch", "--quiet", "--create", "feature")
    head = repository.commit()
    add(repository)
    assert repository.git("rev-parse", "HEAD") == head
    assert at_origin(repository, "show", f"main:{PATH}") == f"# Todo\n{LINE}"


def test_a_proposal_is_a_branch_of_its_own_and_grows(repository: Repository) -> None:
    main = at_origin(repository, "rev-parse", "main")
    add(repository, propose=True)
    there = look(repository)
    assert there.proposal == PROPOSAL
    assert there.proposed == f"# Todo\n{LINE}\n".encode()
    assert at_origin(repository, "rev-parse", "main") == main == repository.git("rev-parse", "HEAD")
    add(repository, propose=True)
    assert at_origin(repository, "rev-list", "--count", f"main..{PROPOSAL}") == "2"


def test_a_branch_that_takes_no_push_says_how_to_propose_it(repository: Repository, tmp_path: Path) -> None:
    hook = tmp_path / "demo.git" / "hooks" / "update"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text('#!/bin/sh\n[ "$1" != refs/heads/main ] || { echo "protected branch" >&2; exit 1; }\n')
    hook.chmod(0o755)
    with pytest.raises(ActionError) as caught:
        add(repository)
    assert "origin refused refs/heads/main" in caught.value.what
    command = caught.value.remedy.partition(",")[0]
    assert command.endswith(f":refs/heads/{PROPOSAL}")
    repository.git(*command.split()[1:])
    assert look(repository).proposed == f"# Todo\n{LINE}\n".encode()


def test_commits_that_are_not_known_here_are_named_and_not_guessed(
    repository: Repository, tmp_path: Path
) -> None:
    other = a_clone(tmp_path / "demo.git", tmp_path / "other")
    other.write(PATH, "# Theirs\n")
    commit = other.commit()
    other.git("push", "--quiet", "origin", "main")
    there = look(repository)
    assert (there.base, there.text) == ("", None)
    assert there.unfetched == (("main", commit),)
    repository.git("fetch", "--quiet", "origin")
    assert look(repository).text == b"# Theirs\n"


def test_somebody_who_pushes_in_between_is_not_overwritten(repository: Repository, tmp_path: Path) -> None:
    there = look(repository)
    other = a_clone(tmp_path / "demo.git", tmp_path / "other")
    other.write(PATH, "# Theirs\n")
    other.commit()
    other.git("push", "--quiet", "origin", "main")
    action = AddToTodo(
        path=PATH,
        name="demo",
        version="1.3.0",
        follow_ups=(LATER,),
        base=there.base,
        branch="main",
        proposal=PROPOSAL,
        url="origin",
    )
    with pytest.raises(ActionError, match="origin refused"):
        add_to_todo(action, Listener().events, repository.state)
    assert at_origin(repository, "show", f"main:{PATH}") == "# Theirs"


def test_a_file_that_git_ignores_is_what_it_is_here(repository: Repository) -> None:
    repository.git("rm", "--quiet", "--cached", PATH)
    repository.write(".gitignore", ".agent/\n")
    repository.commit()
    there = look(repository)
    assert there.ignored
    assert there.text == b"# Todo\n"
