"""Hotfixes that were made during a release come back to main, through real doors, against the local GitHub."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from github_here import TOKEN, Watched, hosted_at, local_github
from hosting import Host, fresh_clone, make_host
from releasing import step
from workflows import ADDRESS


@pytest.fixture
def host(tmp_path: Path) -> Host:
    """A released host, whose origin has two hotfixes that were made meanwhile."""
    made = make_host("plain_hatchling", tmp_path)
    made.git("config", f"url.{made.origin}.insteadOf", ADDRESS)
    made.git("remote", "set-url", "origin", ADDRESS)
    theirs = fresh_clone(made, tmp_path / "theirs")
    for name in ("crash", "typo"):
        theirs.git("switch", "--quiet", "--create", f"hotfix/{name}", "v1.4.0")
        theirs.write(f"{name}.txt", name)
        theirs.commit(f"fix: {name}")
        theirs.git("push", "--quiet", "origin", f"hotfix/{name}")
    return made


@pytest.fixture
def github(host: Host) -> Iterator[Watched]:
    with local_github(hosted_at(host.origin)) as running:
        running.hosted.add_issue("Crash at start", head="hotfix/crash")
        yield running


def merge_back(
    host: Host, github: Watched, *words: str, door: str = "python -m", token: str = TOKEN
) -> tuple[int, str]:
    only = ("post", "--only", "merge-back", *words)
    done = step(host, *only, door=door, GITHUB_API_URL=github.server.api, GH_TOKEN=token)
    assert TOKEN not in done.stdout + done.stderr
    return done.returncode, done.stdout + done.stderr


def test_hotfixes_are_merged_after_a_yes_and_the_rest_is_listed(host: Host, github: Watched) -> None:
    code, said = merge_back(host, github)
    assert code == 4, said
    assert "merge #1 Crash at start (hotfix/crash at" in said
    assert "pass --yes" in said
    assert not any(each.startswith("PUT") for each in github.asked)

    code, said = merge_back(host, github, "--yes")
    assert code == 0, said
    assert host.at_origin("show", "main:crash.txt") == "crash"
    assert "hotfix/typo: 1 commit that main lacks" in said
    assert "gh pr create --fill --base main --head hotfix/typo" in said
    assert host.git("status", "--porcelain") == ""

    code, said = merge_back(host, github, token="")
    assert code == 0, said
    assert "git merge origin/hotfix/typo" in said
    assert "pull requests were not looked at: no token for github.com" in said
    host.at_origin("update-ref", "-d", "refs/heads/hotfix/typo")
    code, said = merge_back(host, github)
    assert code == 0, said
    assert "main lacks no hotfix" in said


@pytest.mark.slow
@pytest.mark.parametrize("door", ["nox", "invoke"])
def test_what_cannot_be_merged_is_told_at_each_door(door: str, host: Host, github: Watched) -> None:
    github.hosted.issues[0].mergeable = "dirty"
    code, said = merge_back(host, github, "--yes", door=door)
    assert code == 0, said
    assert "#1 Crash at start: an open hotfix that was not merged from here" in said
    assert "it conflicts with main" in said
    code, said = merge_back(host, github, "--offline", door=door)
    assert code == 0, said
    assert "offline: this needs the network" in said
