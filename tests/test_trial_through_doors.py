"""A release whose workflow is tried first, through real doors: commit, trial, tag and push in one run of stage tag."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from github_here import TOKEN, Watched, hosted_at, local_github
from hosting import Host
from releasing import step
from workflows import on_github

from release_tasks.rehearsal.github.runs import Job
from release_tasks.rehearsal.github.state import Workflow

UNTRIED = tuple(
    word
    for each in ("tests", "build", "smoke")
    for word in ("--skip", f"validate.{each}=not what this is about")
)
BRANCH = "release/v1.5.0"


@pytest.fixture
def host(tmp_path: Path) -> Host:
    """A host with a release in its work tree."""
    made = on_github("plain_hatchling", tmp_path)
    made.write("pyproject.toml", made.read("pyproject.toml").replace('"1.4.0"', '"1.5.0"'))
    return made


@pytest.fixture
def github(host: Host) -> Iterator[Watched]:
    hosted = hosted_at(host.origin)
    path = ".github/workflows/release.yml"
    hosted.workflows.append(Workflow(path=path, inputs=(), jobs=(Job(name="wheels", seconds=1),)))
    with local_github(hosted) as running:
        yield running


def tag(host: Host, github: Watched, *words: str, door: str) -> tuple[int, str]:
    named = ("tag", "--ci-dry-run", *UNTRIED, *words)
    done = step(host, *named, door=door, GITHUB_API_URL=github.server.api, GH_TOKEN=TOKEN)
    assert TOKEN not in done.stdout + done.stderr
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("door", ["nox", pytest.param("invoke", marks=pytest.mark.slow)])
def test_the_tag_comes_after_a_trial_that_passed(door: str, host: Host, github: Watched) -> None:
    (job,) = github.hosted.workflows[-1].jobs  # type: ignore[misc]  # no function here
    job.conclusions = ("failure", "success")
    code, said = tag(host, github, "--yes-public", door=door)
    assert code == 1
    assert "a job of the trial did not pass (failure)" in said
    assert host.at_origin("branch", "--list", BRANCH) == ""
    assert host.at_origin("tag", "--list", "v1.5.0") == ""
    github.hosted.runs[-1].rerun_failed(github.hosted.clock())
    code, said = tag(host, github, "--yes-public", door=door)
    assert code == 0, said
    assert "release.yml ran on release/v1.5.0" in said
    assert host.at_origin("tag", "--list", "v1.5.0") == "v1.5.0"
    assert len([each for each in github.asked if each.startswith("POST")]) == 1


@pytest.mark.slow
def test_nobody_said_yes_to_what_would_upload(host: Host, github: Watched) -> None:
    code, said = tag(host, github, "--yes", door="python -m")
    assert code == 4
    assert "job publish of that run would upload" in said
    assert "pass --yes-public" in said
    assert host.at_origin("branch", "--list", BRANCH) == ""
