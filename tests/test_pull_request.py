"""A release that comes to a protected branch by a pull request, through real doors, against the local GitHub."""

from __future__ import annotations

import re
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from github_here import TOKEN, Fault, Watched, hosted_at, local_github
from hosting import Host, fresh_clone
from releasing import step, traces
from workflows import ADDRESS, on_github

from release_tasks.core.github.keys import carries
from release_tasks.rehearsal.github.state import Issue

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
BRANCH = "prepare/v1.5.0"


@pytest.fixture
def host(tmp_path: Path) -> Host:
    """A host whose main takes nothing but pull requests, with a release in its work tree."""
    made = on_github("plain_hatchling", tmp_path)
    made.write("pyproject.toml", made.read("pyproject.toml") + SETTINGS)
    made.commit("chore: releases by pull request")
    made.git("push", "--quiet", "origin", "main")
    hook = made.origin / "hooks" / "pre-receive"
    hook.write_text(PROTECTED)
    hook.chmod(0o755)
    made.write("pyproject.toml", made.read("pyproject.toml").replace('"1.4.0"', '"1.5.0"'))
    made.write(
        "CHANGELOG.md", made.read("CHANGELOG.md").replace("## [Unreleased]", "## [1.5.0] - 2025-03-28")
    )
    return made


@pytest.fixture
def github(host: Host) -> Iterator[Watched]:
    with local_github(hosted_at(host.origin)) as running:
        yield running


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
    github.client().send(
        dict, "PUT", "pulls", the_pull(github).number, "merge", body={"merge_method": method}
    )


def main_goes_on(host: Host, folder: Path) -> None:
    """Somebody else's pull request is merged, which brings a file that is called like the folder."""
    clone = fresh_clone(host, folder)
    clone.write(folder.name, "theirs")
    clone.commit("feat: other")
    clone.git("push", "--quiet", "origin", "HEAD:refs/heads/theirs")
    host.at_origin("update-ref", "refs/heads/main", "refs/heads/theirs")


def opened(github: Watched) -> int:
    return len([each for each in github.asked if each == "POST /pulls"])


@pytest.mark.parametrize(
    "method",
    [
        pytest.param("merge", marks=pytest.mark.slow),
        "squash",
        pytest.param("rebase", marks=pytest.mark.slow),
    ],
)
def test_what_was_merged_is_tagged(method: str, host: Host, github: Watched) -> None:
    before = host.at_origin("rev-parse", "main")
    code, said = tag(host, github)
    assert code == 4, said
    pull = the_pull(github)
    assert f"#{pull.number} ({github.server.web}/ada/demo/pull/{pull.number}) is not merged yet" in said
    assert host.at_origin("rev-parse", "main") == before == host.git("rev-parse", "main")
    assert host.git("status", "--porcelain") == ""
    assert carries(pull.body, "pull-request plain-hatchling 1.5.0")
    assert "- Help is shorter." in pull.body
    assert pull.title == host.git("log", "-1", "--format=%s", BRANCH)

    merge(github, method)
    code, said = tag(host, github)
    assert code == 0, said
    main = host.at_origin("rev-parse", "main")
    assert host.at_origin("rev-parse", "v1.5.0^{commit}") == main != before
    assert host.git("rev-parse", "HEAD", "main").split() == [main, main]
    assert host.git("symbolic-ref", "--short", "HEAD") == "main"
    assert host.git("status", "--porcelain") == ""


@pytest.mark.slow
def test_a_look_changes_nothing_and_each_step_is_done_once(host: Host, github: Watched) -> None:
    traced = traces(host)
    said = tag(host, github, "--dry-run")[1]
    for words in (f"new branch {BRANCH}", "open a pull request from", "after tag.commit"):
        assert words in said
    assert traces(host) == traced
    github.faults.append(Fault(to="POST .*/pulls$", status=502))
    code, said = tag(host, github)
    assert code == 1, said
    assert "nobody knows whether it did what we asked" in said
    assert tag(host, github)[0] == 4
    traced = traces(host)
    assert "#1 (" in run(host, github, "status").stdout
    assert tag(host, github)[0] == 4
    merge(github)
    assert traces(host) != traced
    assert "to do        tag.commit" in run(host, github, "status").stdout
    assert tag(host, github)[0] == 0
    traced = traces(host)
    assert tag(host, github)[0] == 0
    assert traces(host) == traced
    assert opened(github) == 2


@pytest.mark.slow
def test_a_merge_while_it_is_waited_for_is_seen(host: Host, github: Watched) -> None:
    def once_open() -> None:
        while not any(each.head for each in github.hosted.issues):
            time.sleep(0.1)
        merge(github)

    person = threading.Thread(target=once_open)
    person.start()
    code, said = tag(host, github, "--json", wait=60, door="nox")
    person.join()
    assert code == 0, said
    assert host.at_origin("rev-parse", "v1.5.0^{commit}") == host.at_origin("rev-parse", "main")


@pytest.mark.slow
def test_what_was_merged_with_more_than_was_validated_is_validated_again(
    host: Host, github: Watched, tmp_path: Path
) -> None:
    assert tag(host, github)[0] == 4
    main_goes_on(host, tmp_path / "other")
    merge(github)
    main_goes_on(host, tmp_path / "another")
    code, said = tag(host, github, door="invoke")
    assert code == 1, said
    assert "is not what was validated" in said
    assert "these differ: other\n" in said
    assert "git switch main && git pull --ff-only origin main && " in said
    assert host.git("tag", "--list", "v1.5.0") == ""
    host.git("switch", "--quiet", "main")
    host.git("pull", "--quiet", "--ff-only", "origin", "main")
    code, said = tag(host, github)
    assert code == 0, said
    assert host.at_origin("rev-parse", "v1.5.0^{commit}") == host.at_origin("rev-parse", "main")


@pytest.mark.slow
def test_a_push_that_is_refused_names_the_way_which_then_works(host: Host, github: Watched) -> None:
    by_pull_request = host.read("pyproject.toml")
    host.write("pyproject.toml", by_pull_request.replace('release-by = "pull-request"\n', ""))
    code, said = tag(host, github)
    assert code == 1, said
    assert 'state release-by = "pull-request" in the settings' in said
    back = re.search(r"take tag and commit back \((.+?)\)", said)
    assert back
    for each in back[1].split(" && "):
        host.git(*each.removeprefix("git ").split())
    host.write("pyproject.toml", by_pull_request)
    assert tag(host, github)[0] == 4
    assert opened(github) == 1


@pytest.mark.slow
def test_on_another_machine_it_is_seen_and_finished(host: Host, github: Watched, tmp_path: Path) -> None:
    assert tag(host, github)[0] == 4
    there = fresh_clone(host, tmp_path / "there")
    there.git("remote", "set-url", "origin", ADDRESS)
    there.git("config", f"url.{host.origin}.insteadOf", ADDRESS)
    seen = run(there, github, "status", "1.5.0").stdout
    assert "#1 (" in seen
    assert "is not merged yet" in seen
    merge(github, "squash")
    code, said = tag(there, github, "--version", "1.5.0")
    assert code == 0, said
    assert there.at_origin("rev-parse", "v1.5.0^{commit}") == host.at_origin("rev-parse", "main")


@pytest.mark.slow
def test_a_rehearsal_proposes_and_merges(host: Host, github: Watched) -> None:
    host.git("switch", "--quiet", "--create", "ready")
    host.git("checkout", "--quiet", "--", ".")
    host.git("switch", "--quiet", "main")
    done = run(host, github, "rehearse", "minor", token="")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "open a pull request from prepare/v1.5.0 to main" in done.stdout
    assert github.asked == []
