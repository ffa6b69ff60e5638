"""The release tracker through a real door: two machines, one issue, and a GitHub that has its moods."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from github_here import TOKEN, Fault, Watched, local_github
from hosting import Host, fresh_clone, make_host
from releasing import step, traces
from standin_index import StandInIndex

from release_tasks.rehearsal.github.state import Hosted

ADDRESS = "https://github.com/ada/demo.git"
QUESTION = "target-version"
SETTING = "\n[tool.release-tasks]\ntracker = true\n"


@pytest.fixture
def github() -> Iterator[Watched]:
    with local_github(Hosted(owner="ada", name="demo")) as running:
        yield running


@pytest.fixture(scope="module")
def index() -> Iterator[str]:
    with StandInIndex() as running:
        yield running.root


@pytest.fixture
def host(tmp_path: Path) -> Host:
    host = make_host("plain_hatchling", tmp_path / "here")
    host.write("pyproject.toml", host.read("pyproject.toml") + SETTING)
    host.commit("chore: follow releases in an issue")
    host.git("push", "--quiet", "origin", "main")
    return at_github(host)


def at_github(host: Host) -> Host:
    host.git("config", f"url.{host.origin}.insteadOf", ADDRESS)
    host.git("remote", "set-url", "origin", ADDRESS)
    return host


def planned(host: Host, github: Watched, index: str, *words: str) -> subprocess.CompletedProcess[str]:
    only = ("--only", QUESTION, "--only", "blockers")
    done = step(
        host,
        *("plan", "--version", "1.5.0", *only, *words),
        GITHUB_API_URL=github.server.api,
        GH_TOKEN=TOKEN,
        TWINE_REPOSITORY_URL=index,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


def word(done: subprocess.CompletedProcess[str], item: str = "always.tracker") -> str:
    (found,) = re.findall(rf"^  (\w+|to do) +{item}", done.stdout, re.MULTILINE)
    return str(found)


def test_an_issue_is_opened_on_a_yes_and_another_machine_reads_what_was_answered(
    host: Host, github: Watched, index: str, tmp_path: Path
) -> None:
    before = traces(host)
    shown = planned(host, github, index, "--dry-run")
    assert (word(shown), github.hosted.issues) == ("to do", [])
    assert "open the issue 'Release plain-hatchling 1.5.0', with a box for each of" in shown.stdout
    assert traces(host) == before

    refused = planned(host, github, index, "--answer", f"{QUESTION}=yes")
    assert (refused.returncode, word(refused), github.hosted.issues) == (0, "open", [])
    assert "pass --yes" in refused.stdout

    opened = planned(host, github, index, "--yes")
    assert (opened.returncode, word(opened)) == (0, "done")
    (issue,) = github.hosted.issues
    assert "- [x] **target-version** " in issue.body
    assert "@" not in issue.body

    other = at_github(fresh_clone(host, tmp_path / "there"))
    again = planned(other, github, index)
    assert (again.returncode, word(again, f"plan.{QUESTION}"), word(again)) == (0, "done", "done")
    assert [each for each in github.hosted.issues if each.body] == [issue]

    issue.body = issue.body.replace("- [x] **target-version**", "- [ ] **target-version** (wait for Bob)")
    github.hosted.add_issue("It crashes", "release-blocker")
    red = planned(other, github, index, "--yes")
    assert (red.returncode, word(red, "plan.blockers"), word(red)) == (1, "FAIL", "done")
    assert "- [ ] **target-version** (wait for Bob)" in issue.body
    assert "`FAIL: #2 It crashes" in issue.body


def test_a_tracker_in_trouble_fails_no_release(host: Host, github: Watched, index: str) -> None:
    github.faults.append(Fault(to="POST .*issues$", status=502, after=True))
    lost = planned(host, github, index, "--answer", f"{QUESTION}=yes", "--yes")
    assert (lost.returncode, word(lost), len(github.hosted.issues)) == (0, "open", 1)
    assert "nobody knows whether it did" in lost.stdout
    found = planned(host, github, index, "--yes")
    assert (found.returncode, word(found), len(github.hosted.issues)) == (0, "done", 1)

    github.faults.append(Fault(to="GET .*release-tracker", status=403, message="not yours", times=9))
    hidden = planned(host, github, index, "--yes")
    assert (hidden.returncode, word(hidden)) == (0, "open")
    assert "does not let the token do this" in hidden.stdout


@pytest.mark.slow
def test_asked_for_once_it_is_kept_by_later_runs(tmp_path: Path, github: Watched, index: str) -> None:
    host = at_github(make_host("plain_hatchling", tmp_path / "here"))
    answered = planned(host, github, index, "--answer", f"{QUESTION}=yes")
    assert (answered.returncode, "always.tracker" in answered.stdout) == (0, False)
    assert word(planned(host, github, index, "--tracker")) == "open"
    assert "always.tracker" not in planned(host, github, index).stdout, "nobody said yes to it"

    assert word(planned(host, github, index, "--tracker", "--yes")) == "done"
    github.hosted.add_issue("It crashes", "release-blocker")
    assert word(planned(host, github, index, "--yes")) == "done"
    (issue, _) = github.hosted.issues
    assert "`FAIL: #2 It crashes" in issue.body
