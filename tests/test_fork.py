"""A maintainer whose origin is a fork: the release goes to the project, and GitHub is asked for the project."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from github_here import TOKEN, Watched, local_github
from hosting import Host, fresh_clone, git, make_host
from releasing import step

from release_tasks.rehearsal.github.state import Hosted

PROJECT, FORK = "https://github.com/ada/demo.git", "https://github.com/bob/demo.git"
SETTING = '\n[tool.release-tasks]\nremote = "upstream"\n'


@pytest.fixture
def github() -> Iterator[Watched]:
    """It has the project, and not the fork."""
    with local_github(Hosted(owner="ada", name="demo")) as running:
        yield running


@pytest.fixture
def host(tmp_path: Path) -> Host:
    """A clone of a fork, with the release's commit and tag made; ``origin`` of the host is the project."""
    host = make_host("plain_hatchling", tmp_path)
    fork = tmp_path / "fork.git"
    git(tmp_path, "clone", "--quiet", "--bare", str(host.origin), str(fork))
    for name, address, folder in (("origin", FORK, fork), ("upstream", PROJECT, host.origin)):
        host.git("config", f"url.{folder}.insteadOf", address)
        host.git("remote", *(("set-url",) if name == "origin" else ("add",)), name, address)
    host.write("pyproject.toml", host.read("pyproject.toml") + SETTING)
    host.commit("chore: release to upstream")
    host.git("tag", "--annotate", "v1.5.0", "--message", "plain-hatchling v1.5.0")
    return host


def run(host: Host, github: Watched, *words: str) -> subprocess.CompletedProcess[str]:
    done = step(host, *words, GITHUB_API_URL=github.server.api, GH_TOKEN=TOKEN)
    assert "Traceback" not in done.stderr, done.stderr
    return done


def test_tag_and_questions_go_to_the_project(host: Host, github: Watched, tmp_path: Path) -> None:
    fork = tmp_path / "fork.git"
    before = git(fork, "for-each-ref")
    pushed = run(host, github, "tag", "--version", "1.5.0", "--only", "push", "--yes")
    assert pushed.returncode == 0, pushed.stdout + pushed.stderr
    assert "upstream has v1.5.0 and main" in pushed.stdout
    assert host.at_origin("rev-parse", "v1.5.0^{commit}", "main").split() == 2 * [
        host.git("rev-parse", "HEAD")
    ]
    assert git(fork, "for-each-ref") == before

    github.hosted.add_issue("It crashes", "release-blocker")
    planned = run(host, github, "plan", "--version", "1.6.0", "--only", "blockers")
    assert "#1 It crashes" in planned.stdout

    plain = fresh_clone(host, tmp_path / "other")
    looked = run(plain, github, "status", "--offline")
    assert re.search(
        r"^  remote = origin  \(this clone has no remote upstream\)$", looked.stdout, re.MULTILINE
    )
