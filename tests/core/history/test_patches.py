"""What git prints of commits, read back: real git, and lines that look like git's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import Repository, a_repository

from release_tasks.core.history.patches import Replaced, commits
from release_tasks.world.git.command import look


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return a_repository(tmp_path / "work", empty=True)


def log(repository: Repository) -> bytes:
    shown = (
        "--format=%x00%H",
        "--patch",
        "--unified=1",
        "--diff-filter=M",
        "--src-prefix=a/",
        "--dst-prefix=b/",
    )
    return look(repository.root, "log", *shown).stdout


def test_nothing_is_no_commit() -> None:
    assert commits(b"") == ()


def test_lines_that_gave_way_to_others_with_the_line_above(repository: Repository) -> None:
    repository.write("a b.txt", "one\ntwo\nthree\nfour\nfive\nsix\n")
    repository.commit()
    repository.write("a b.txt", "one\nTWO\nthree\nfour\n5\nsix\nseven\n")
    newest = repository.commit()
    first, *_ = commits(log(repository))
    assert first.name == newest
    assert first.replaced == (
        Replaced("a b.txt", b"one", (b"two",), (b"TWO",)),
        Replaced("a b.txt", b"four", (b"five",), (b"5",)),
    )


@pytest.mark.parametrize("line", ["-- a/x", "++ b/x", "@@ -1 +1 @@", "diff --git a/x b/x", " ", ""])
def test_lines_may_look_like_gits_own(repository: Repository, line: str) -> None:
    repository.write("notes", f"above\n{line}\nold\n")
    repository.commit()
    repository.write("notes", f"above\n{line}\nnew\n{line}\n")
    repository.commit()
    repository.write("notes", f"above\n{line}\nnewer\n{line}\n")
    repository.commit()
    found = [each for commit in commits(log(repository)) for each in commit.of("notes")]
    assert [(each.removed[0], each.added[0]) for each in found] == [(b"new", b"newer"), (b"old", b"new")]


def test_files_that_came_or_went_or_are_binary_replaced_nothing(repository: Repository) -> None:
    repository.write("gone", "1.2.0\n")
    repository.write("picture", b"\0\1.2.0\n")
    repository.commit()
    (repository.root / "gone").unlink()
    repository.write("new", "1.3.0\n")
    repository.write("picture", b"\0\1.3.0\n")
    newest = repository.commit()
    assert [(commit.name, commit.replaced) for commit in commits(log(repository))] == [(newest, ())]


def test_a_file_without_a_last_newline(repository: Repository) -> None:
    repository.write("VERSION", "1.2.0")
    repository.commit()
    repository.write("VERSION", "1.3.0")
    repository.commit()
    (found,) = commits(log(repository))[0].replaced
    assert (found.removed, found.added) == ((b"1.2.0",), (b"1.3.0",))


def test_carriage_returns_stay(repository: Repository) -> None:
    repository.git("config", "core.autocrlf", "false")
    repository.write("notes", "1.2.0\r\n")
    repository.commit()
    repository.write("notes", "1.3.0\r\n")
    repository.commit()
    (found,) = commits(log(repository))[0].replaced
    assert (found.removed, found.added) == ((b"1.2.0\r",), (b"1.3.0\r",))
