"""A release that other systems install, through a real door: one dispatch, its lost answer, a red cell, and the table."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from github_here import TOKEN, Fault, Watched, local_github
from hosting import Host, make_host
from releasing import step
from standin_index import StandInIndex
from tiny_wheel import write_wheel

from release_tasks.rehearsal.github.runs import Job
from release_tasks.rehearsal.github.state import Hosted, Workflow

PATH = ".github/workflows/verify-release.yml"
INPUTS = ("version", "index", "digests", "wheels", "files", "key")
MODULE = {"plain_hatchling/__init__.py": "", "plain_hatchling/__main__.py": "print('usage: plain')\n"}


@pytest.fixture
def github() -> Iterator[Watched]:
    with local_github(Hosted(owner="ada", name="demo")) as running:
        yield running


@pytest.fixture
def index(tmp_path: Path) -> Iterator[StandInIndex]:
    with StandInIndex() as running:
        running.has(write_wheel(tmp_path, name="plain_hatchling", version="1.4.0", files=MODULE))
        yield running


@pytest.fixture
def host(tmp_path: Path, github: Watched) -> Host:
    host = make_host("plain_hatchling", tmp_path)
    address = "https://github.com/ada/demo.git"
    host.git("config", f"url.{host.origin}.insteadOf", address)
    host.git("remote", "set-url", "origin", address)
    github.hosted.refs = lambda: {"refs/heads/main": host.git("rev-parse", "origin/main")}
    return host


def the_workflow() -> Workflow:
    red = ("failure", "success")
    jobs = (
        Job(name=f"{system}, Python {python}", conclusions=red if system == "Windows" else ("success",))
        for system in ("Linux", "macOS", "Windows")
        for python in ("3.11", "3.12")
    )
    title = "verify release {version} {files} {key}"
    return Workflow(path=PATH, title="verify release", inputs=INPUTS, run_name=title, jobs=tuple(jobs))


def verified(
    host: Host, github: Watched, index: StandInIndex, *words: str
) -> subprocess.CompletedProcess[str]:
    done = step(
        host,
        *("post", "--version", "1.4.0", "--only", "verify-pypi", *words),
        GITHUB_API_URL=github.server.api,
        GH_TOKEN=TOKEN,
        TWINE_REPOSITORY_URL=index.root,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.mark.slow
def test_what_other_systems_came_to_is_asked_once_and_drawn_with_ours(
    host: Host, github: Watched, index: StandInIndex
) -> None:
    without = verified(host, github, index)
    assert without.returncode == 0, without.stdout
    assert "not verified on macOS, Windows" in without.stdout
    assert "python -m release_tasks verify-workflow" in without.stdout

    github.hosted.workflows.append(the_workflow())
    github.faults.append(Fault(to="POST .*dispatches$", status=502, after=True))
    red = verified(host, github, index, "--yes")
    (run,) = github.hosted.runs
    assert red.returncode == 1, red.stdout
    assert "Windows, Python 3.12: does not install and work there" in red.stdout
    assert f"gh run rerun {run.id} --failed" in red.stdout

    run.rerun_failed(github.hosted.clock())
    green = verified(host, github, index)
    assert (green.returncode, github.hosted.runs) == (0, [run])
    rows = re.findall(r"^ +(Linux.*|macOS|Windows) +(\S.*?)$", green.stdout, re.MULTILINE)
    assert {name.split()[0] for name, _ in rows} == {"Linux", "macOS", "Windows"}
    assert not re.search(r"Windows +.*(failed|not verified)", green.stdout)

    shutil.rmtree(host.root / ".git" / "release-tasks")
    elsewhere = verified(host, github, index)
    assert (elsewhere.returncode, github.hosted.runs) == (0, [run]), "another machine takes it over"
    assert sum(each.startswith("POST") for each in github.asked) == 1
