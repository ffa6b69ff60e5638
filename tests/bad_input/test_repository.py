"""Repositories in which no release can be made: each says why, and stays as it is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from complaints import edit, looked, refused, told
from host_variations import merge_in_progress, origin_moves_on
from hosting import Host, fresh_clone, git

UNVALIDATED = tuple(
    word
    for item in ("tests", "build", "artifacts", "smoke")
    for word in ("--skip", f"validate.{item}=a test")
)


@pytest.fixture
def bumped(plain: Host) -> Host:
    """Its next release, not yet committed."""
    edit(plain, "pyproject.toml", 'version = "1.4.0"', 'version = "1.5.0"')
    return plain


def test_not_a_git_repository(plain: Host) -> None:
    shutil.rmtree(plain.root / ".git")
    for task in (("bump", "minor"), ("bump", "1.5.0"), ("validate",), ("tag",), ("rehearse",)):
        refused(plain, *task, code=2, says=(f"{plain.root}: is not in a git repository",), remedy="git init")
    assert told(plain, "check-version").code == 0
    seen = looked(plain, "--offline", says=("1.4.0, stated by pyproject.toml, line 7",))
    assert seen.text.count("is not in a git repository") == 1


def test_no_commits(plain: Host) -> None:
    shutil.rmtree(plain.root / ".git")
    plain.git("init", "--quiet", "--initial-branch=main")
    for task in (("bump", "1.5.0"), ("tag",), ("rehearse",)):
        refused_here(plain, *task, says="has no commit yet", remedy="git add --all && git commit")
    seen = looked(plain, "--offline")
    assert seen.text.count("has no commit yet") == 1


def refused_here(host: Host, *task: str, says: str, remedy: str) -> None:
    refused(host, *task, code=2, says=(f"{host.root}: {says}",), remedy=remedy)


def test_no_origin(bumped: Host) -> None:
    bumped.git("remote", "remove", "origin")
    refused_here(
        bumped, "tag", "--yes", says="there is no remote named origin", remedy="git remote add origin"
    )
    seen = looked(bumped)
    words = [line.split()[0] for line in seen.text.splitlines() if "no remote named origin" in line]
    assert words == ["FAIL", "skip"], "the first item fails, and merge-back has nothing to compare with"
    assert told(bumped, "bump", "minor").code == 0


def test_an_origin_that_is_not_there(bumped: Host) -> None:
    shutil.rmtree(bumped.origin)
    seen = refused(
        bumped,
        "tag",
        "--yes",
        code=3,
        says=(str(bumped.origin),),
        remedy="git ls-remote origin",
        at_origin=False,
    )
    assert seen.text.count("origin cannot be reached") == 1
    assert looked(bumped).text.count("origin cannot be reached") == 1


def test_the_middle_of_a_merge(plain: Host) -> None:
    merge_in_progress(plain)
    for task in (("bump", "minor"), ("validate",), ("tag", "--version", "1.5.0", "--yes")):
        seen = refused(plain, *task, code=1, says=("a merge is under way",), remedy="git merge --continue")
        assert "git merge --abort" in seen.text
    looked(plain, says=("a merge is under way",))


def test_a_shallow_clone(plain: Host, tmp_path: Path) -> None:
    clone = fresh_clone(plain, tmp_path / "clone", "--depth=1")
    why = ("shallow clone", "fetch-depth: 0")
    for task in ("bump", "rehearse"):
        refused(clone, task, "minor", code=2, says=why, remedy="git fetch --unshallow --tags")
    edit(clone, "pyproject.toml", 'version = "1.4.0"', 'version = "1.5.0"')
    refused(clone, "tag", "--yes", code=1, says=why, remedy="git fetch --unshallow --tags")
    looked(clone, says=why)
    assert told(clone, "check-version").code == 0


@pytest.mark.parametrize(
    ("switch", "says", "remedy"),
    [
        (("--detach",), "HEAD is detached", "git switch main"),
        (("--create", "topic"), "topic: not the branch that releases are made on", 'branch = "topic"'),
    ],
)
def test_not_on_the_branch(bumped: Host, switch: tuple[str, ...], says: str, remedy: str) -> None:
    bumped.git("switch", "--quiet", *switch)
    seen = refused(bumped, "tag", "--yes", code=1, says=(says,), remedy=remedy)
    assert seen.verdict("tag.push") == "blocked"
    looked(bumped, says=(says,))


def test_behind_origin(bumped: Host, tmp_path: Path) -> None:
    origin_moves_on(bumped, tmp_path / "other")
    refused(bumped, "tag", "--yes", code=1, says=("behind origin",), remedy="git pull --rebase origin main")


def test_strangers_in_the_tree_are_named_each_with_its_way_out(bumped: Host) -> None:
    bumped.write("junk.txt", "x")
    bumped.write("README.md", "y")
    for task in ("validate", "tag"):
        seen = refused(
            bumped,
            task,
            "--yes",
            code=1,
            says=("?? junk.txt", "M README.md"),
            remedy="git stash push -- README.md",
        )
        assert any("delete it, or add it to .gitignore" in each for each in seen.remedies)
    looked(bumped, says=("?? junk.txt", "M README.md"))


def test_git_does_not_know_who_commits(bumped: Host) -> None:
    for key in ("user.name", "user.email"):
        bumped.git("config", "--unset", key)
    bumped.git("config", "user.useConfigOnly", "true")
    refused(
        bumped,
        *("tag", "--yes", *UNVALIDATED),
        code=2,
        says=("git does not know who you are",),
        remedy="git config --global user.name",
    )


def test_a_commit_hook_that_fails(bumped: Host) -> None:
    hook(bumped.root / ".git/hooks/pre-commit", "the linter found a lint")
    seen = refused(
        bumped,
        *("tag", "--yes", *UNVALIDATED),
        code=1,
        says=("git commit", "the linter found a lint"),
        remedy="mend what git or its hook says",
    )
    assert (seen.verdict("tag.tag"), seen.verdict("tag.push")) == ("blocked", "blocked")
    assert "core.quotepath" not in seen.text


def test_a_push_that_origin_rejects_leaves_origin_as_it_is_and_goes_on_later(bumped: Host) -> None:
    refusing = hook(bumped.origin / "hooks/pre-receive", "tags are protected")
    before = git(bumped.origin, "for-each-ref")
    for _ in range(2):
        seen = told(bumped, "tag", "--yes", *UNVALIDATED)
        assert (seen.code, seen.verdict("tag.push")) == (1, "FAIL")
        assert "refs/tags/v1.5.0 (pre-receive hook declined)" in seen.out
        assert "tags are protected" in seen.out
        assert any("origin's rules" in each for each in seen.remedies)
        assert git(bumped.origin, "for-each-ref") == before
    kept = bumped.git("for-each-ref", "refs/heads", "refs/tags")
    refusing.unlink()
    assert told(bumped, "tag", "--yes", *UNVALIDATED).code == 0
    assert bumped.at_origin("rev-parse", "v1.5.0^{}") == bumped.git("rev-parse", "HEAD")
    assert bumped.git("for-each-ref", "refs/heads", "refs/tags") == kept


def test_no_yes_and_nobody_to_ask(bumped: Host) -> None:
    seen = told(bumped, "tag", *UNVALIDATED)
    assert (seen.code, seen.verdict("tag.push")) == (4, "person")
    assert "pass --yes" in seen.remedies
    assert "v1.5.0" not in bumped.at_origin("tag")


def hook(path: Path, says: str) -> Path:
    """Make a hook that refuses."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\necho {says} >&2\nexit 1\n", encoding="utf-8")
    path.chmod(0o755)
    return path
