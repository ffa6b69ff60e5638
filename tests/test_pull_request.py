"""A release that comes to a protected branch by a pull request, through real doors, against the local GitHub."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from github_here import TOKEN, Watched, local_github
from hosting import Host
from releasing import step
from workflows import on_github

from release_tasks.core.github.keys import carries
from release_tasks.rehearsal.github.merging import merging_in
from release_tasks.rehearsal.github.state import Hosted, Issue

SETTINGS = '\n[tool.release-tasks]\nrelease-by = "pull-request"\nchangelog = "CHANGELOG.md"\n'
UNTRIED = tuple(
    word
    for each in ("tests", "build", "smoke")
    for word in ("--skip", f"validate.{each}=not what this is about")
)
PROTECTED = """\
#!/bin/sh
while read -r old new ref; do
  if [ "$ref" = refs/heads/main ]; then
    echo "GH006: Protected branch update failed for refs/heads/main." >&2
    exit 1
  fi
done
"""
BRANCH = "release/v1.5.0"


@pytest.fixture
def github() -> Iterator[Watched]:
    with local_github(Hosted(owner="ada", name="demo")) as running:
        yield running


@pytest.fixture
def host(tmp_path: Path, github: Watched) -> Host:
    """A host whose main takes nothing but pull requests, with a release in its work tree."""
    made = on_github("plain_hatchling", tmp_path)
    made.write("pyproject.toml", made.read("pyproject.toml") + SETTINGS)
    made.commit("chore: releases by pull request")
    made.git("push", "--quiet", "origin", "main")
    hook = made.origin / "hooks" / "pre-receive"
    hook.write_text(PROTECTED)
    hook.chmod(0o755)
    hosted = github.hosted
    hosted.refs = lambda: _refs(made)
    hosted.known = lambda sha: sha in made.at_origin("rev-list", "--all").split()
    hosted.merge = merging_in(made.origin)
    for words in (("bump", "minor"), ("metadata", "--only", "changelog")):
        assert run(made, github, *words).returncode == 0
    return made


def _refs(host: Host) -> dict[str, str]:
    listed = host.at_origin("for-each-ref", "--format=%(refname) %(objectname) %(*objectname)")
    words = (line.split() for line in listed.splitlines())
    return {name: objects[-1] for name, *objects in words}


def run(
    host: Host, github: Watched, *words: str, door: str = "python -m", token: str = TOKEN
) -> subprocess.CompletedProcess[str]:
    done = step(host, *words, door=door, GITHUB_API_URL=github.server.api, GH_TOKEN=token)
    assert TOKEN not in done.stdout + done.stderr
    return done


def tag(host: Host, github: Watched, *words: str, wait: int = 0, door: str = "python -m") -> tuple[int, str]:
    done = run(host, github, "tag", "--yes-public", "--wait", str(wait), *UNTRIED, *words, door=door)
    return done.returncode, done.stdout + done.stderr


def the_pull(github: Watched) -> Issue:
    (pull,) = (each for each in github.hosted.issues if each.head)
    return pull


def merge(github: Watched, method: str = "merge") -> None:
    client = github.client()
    try:
        client.send(dict, "PUT", "pulls", the_pull(github).number, "merge", body={"merge_method": method})
    finally:
        client.close()


@pytest.mark.parametrize("method", ["merge", "squash", "rebase"])
def test_what_was_merged_is_tagged(method: str, host: Host, github: Watched) -> None:
    before = host.at_origin("rev-parse", "main")
    code, said = tag(host, github)
    assert code == 4, said
    pull = the_pull(github)
    assert f"#{pull.number} ({github.server.web}/ada/demo/pull/{pull.number}) is not merged yet" in said
    assert host.at_origin("rev-parse", "main") == before == host.git("rev-parse", "main")
    assert host.git("status", "--porcelain") == ""
    assert carries(pull.body, "pull-request plain-hatchling 1.5.0")
    assert pull.title == host.git("log", "-1", "--format=%s", BRANCH)

    merge(github, method)
    code, said = tag(host, github)
    assert code == 0, said
    main = host.at_origin("rev-parse", "main")
    assert host.at_origin("rev-parse", "v1.5.0^{commit}") == main != before
    assert host.git("rev-parse", "HEAD", "main").split() == [main, main]
    assert host.git("symbolic-ref", "--short", "HEAD") == "main"
    assert host.git("status", "--porcelain") == ""
    code, said = tag(host, github)
    assert code == 0, said
    assert len([each for each in github.asked if each.startswith("POST /pulls")]) == 1
