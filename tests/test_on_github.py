"""The plan of a release on GitHub, through real doors, in hosts shaped like the two seeds, against the local GitHub."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from github_here import TOKEN, Fault, Watched, local_github
from hosting import Host
from releasing import step
from standin_index import StandInIndex
from workflows import on_github

from release_tasks.rehearsal.github.runs import Job, Run
from release_tasks.rehearsal.github.state import Environment, Hosted

WORKFLOW = """\
on:
  push:
    tags: ["{tag}"]
jobs:
  wheels:
    strategy: {{ matrix: {{ os: [linux, windows] }} }}
    runs-on: ${{{{ matrix.os }}}}
    steps:
      - uses: actions/upload-artifact@v7
        with: {{ name: "{name}" }}
  publish:
    needs: wheels
    environment: pypi-production
    permissions: {{ id-token: write }}
    steps:
      - uses: actions/download-artifact@v8
        with: {{ pattern: "wheels-*", path: dist, merge-multiple: true }}
      - uses: pypa/gh-action-pypi-publish@release/v1
"""
ITEMS = ("target-version", "blockers", "ci-green", "release-workflow")
LOOKING = ITEMS[1:]
UNIQUE = "wheels-${{ matrix.os }}"


@pytest.fixture
def github() -> Iterator[Watched]:
    with local_github(Hosted(owner="ada", name="demo")) as running:
        yield running


def planned_host(name: str, folder: Path, *, artifact: str) -> Host:
    return on_github(name, folder, WORKFLOW.replace("{name}", artifact.replace("{", "{{").replace("}", "}}")))


@pytest.fixture(scope="module")
def index() -> Iterator[str]:
    """An index that lists nothing."""
    with StandInIndex() as running:
        yield running.root


def planned(host: Host, github: Watched, index: str, door: str, *words: str, token: str = TOKEN) -> str:
    only = [word for each in ITEMS for word in ("--only", each)]
    done = step(
        host,
        *("plan", "--version", "minor", *only, "--answer", "target-version=yes", *words),
        door=door,
        GITHUB_API_URL=github.server.api,
        GH_TOKEN=token,
        TWINE_REPOSITORY_URL=index,
    )
    assert TOKEN not in done.stdout + done.stderr
    return f"{done.returncode}\n{done.stdout}{done.stderr}"


def verdicts(said: str) -> dict[str, str]:
    return {name: word for word, name in re.findall(r"^  (\w+) +plan\.([\w-]+)", said, re.MULTILINE)}


@pytest.mark.parametrize(
    ("name", "door"),
    [
        ("barter_workspace", "invoke"),
        pytest.param("recorder_monorepo", "nox", marks=pytest.mark.slow),
        pytest.param("recorder_monorepo", "invoke", marks=pytest.mark.slow),
        pytest.param("barter_workspace", "nox", marks=pytest.mark.slow),
    ],
)
def test_a_plan_that_fails_and_then_passes(
    name: str, door: str, tmp_path: Path, github: Watched, index: str
) -> None:
    host = planned_host(name, tmp_path, artifact="wheels")
    hosted = github.hosted
    hosted.known = lambda sha: sha in host.at_origin("rev-list", "--all").split()
    run = Run(
        sha=host.git("rev-parse", "HEAD"), jobs=(Job(name="test (3.12)", conclusions=("failure", "success")),)
    )
    hosted.add_run(run)
    blocking = hosted.add_issue("It crashes", "release-blocker")
    hosted.environments["pypi-production"] = Environment(name="pypi-production", reviewers=("grace",))

    said = planned(host, github, index, door)
    assert verdicts(said) == {"target-version": "done", **dict.fromkeys(LOOKING, "FAIL")}
    assert said.startswith("1\n")
    for words in ("#1 It crashes", "test (3.12): did not pass (failure)", "each job of the matrix uploads"):
        assert words in said

    blocking.state = "closed"
    host.write(
        ".github/workflows/release.yml",
        host.read(".github/workflows/release.yml").replace('"wheels"', f'"{UNIQUE}"'),
    )
    run.sha = host.commit("ci: a name for each")
    run.rerun_failed(hosted.clock())
    said = planned(host, github, index, door)
    assert verdicts(said) == {
        "target-version": "done",
        "blockers": "ok",
        "ci-green": "FAIL",
        "release-workflow": "ok",
    }
    assert "the commit is not on GitHub yet" in said

    host.git("push", "--quiet", "origin", "main")
    said = planned(host, github, index, door)
    assert verdicts(said) == {"target-version": "done", **dict.fromkeys(LOOKING, "ok")}
    assert said.startswith("0\n")
    assert "environment pypi-production: grace has to approve" in said


def test_running_checks_are_waited_for(tmp_path: Path, github: Watched, index: str) -> None:
    host = planned_host("plain_hatchling", tmp_path, artifact=UNIQUE)
    began = time.time()
    # However slow the machine: the job is over when its state was asked for once.
    github.hosted.clock = lambda: began + sum("check-runs" in each.asked.path for each in github.exchanges)
    github.hosted.add_run(Run(sha=host.git("rev-parse", "HEAD"), jobs=(Job(name="test", seconds=0.5),)))
    github.hosted.environments["pypi-production"] = Environment(name="pypi-production", reviewers=("grace",))
    said = planned(host, github, index, "python -m")
    assert verdicts(said) == {"target-version": "done", **dict.fromkeys(LOOKING, "ok")}
    assert "1 of 1 checks" in said
    assert any(each.answer.status == 304 for each in github.exchanges)


def test_offline_without_a_token_and_without_github_it_is_a_skip(
    tmp_path: Path, github: Watched, index: str
) -> None:
    host = planned_host("plain_hatchling", tmp_path, artifact=UNIQUE)
    said = planned(host, github, index, "python -m", "--offline")
    assert verdicts(said) == dict.fromkeys(ITEMS, "skip")
    assert said.count("offline: this needs the network") == 4
    github.faults.append(Fault(to="GET", status=401, message="Bad credentials", times=99))
    said = planned(host, github, index, "python -m")
    assert said.startswith("3\n")
    assert "GitHub does not accept the token (401): Bad credentials" in said
    said = planned(host, github, index, "python -m", token="")
    assert verdicts(said)["ci-green"] == "skip"
    assert said.count("no token for github.com: set GH_TOKEN, or gh auth login") >= 2
    assert said.startswith("0\n")
