"""The three doors are one: same names, options, verdicts and words, in hosts shaped like the two seeds."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hosting import Host, host_environment, invoke_command, make_host, nox_command, run_in

from release_tasks.catalog import TASKS

DOORS = ("nox", "invoke", "python -m")
DOORS_WORDS = re.compile(r"nox -s release-(\S+) --|invoke release\.(\S+)|python -m release_tasks (\S+)")


def through(door: str, host: Host, task: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    if door == "nox":
        return run_in(host, nox_command(host, f"release-{task}", *arguments))
    if door == "invoke":
        return run_in(host, invoke_command(host, f"release.{task}", *arguments))
    return run_in(host, [sys.executable, "-m", "release_tasks", task, *arguments])


def said(door: str, host: Host, *arguments: str) -> str:
    """What a door printed, with its own way of naming tasks and the folder of this test taken out."""
    done = through(door, host, *arguments)
    text = DOORS_WORDS.sub(lambda found: next(filter(None, found.groups())), done.stdout)
    return text.replace(str(host.root.parent), "HERE")


def package(host: Host) -> tuple[str, ...]:
    alias = host.package.alias if len(host.packages) > 1 else None
    return ("--package", alias) if alias else ()


def verdicts(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


@pytest.mark.parametrize(
    "name",
    [
        "plain_hatchling",
        *(pytest.param(each, marks=pytest.mark.slow) for each in ("recorder_monorepo", "barter_workspace")),
    ],
)
def test_verdicts_and_words_are_the_same_on_every_door(name: str, tmp_path: Path) -> None:
    seen = {}
    for door in DOORS:
        host = make_host(name, tmp_path / door.replace(" ", "-"))
        what = package(host)
        seen[door] = [
            said(door, host, "bump", "minor", *what),
            said(door, host, "bump", "minor", *what),
            said(door, host, "check-version", *what),
            said(door, host, "metadata", "--dry-run", *what),
            said(door, host, "tag", "--yes", "--offline", *what),
            said(door, host, "status", "--offline", *what),
        ]
    assert seen["nox"] == seen["invoke"] == seen["python -m"]
    assert "the version is" in seen["nox"][0]
    assert all(seen["nox"])


@pytest.mark.parametrize("door", DOORS)
def test_json_is_all_that_standard_output_holds(door: str, tmp_path: Path) -> None:
    host = make_host("plain_hatchling", tmp_path)
    done = through(door, host, "status", "--json", "--offline")
    *items, report = verdicts(done.stdout)
    assert {each["item"] for each in items} >= {"metadata.bump", "tag.push", "post.announce"}
    assert report["report"]["version"] == host.package.version
    assert report["report"]["inferred"]


@pytest.mark.parametrize("door", DOORS)
def test_an_error_is_told_alike_and_changes_nothing(door: str, tmp_path: Path) -> None:
    host = make_host("recorder_monorepo", tmp_path)
    done = through(door, host, "bump", "minor")
    assert done.returncode == (1 if door == "nox" else 2)
    assert "2 packages here: recorder, viewer" in done.stderr
    assert "--package recorder" in done.stderr
    assert host.git("status", "--porcelain") == ""


def test_every_door_has_every_task_with_every_option(tmp_path: Path) -> None:
    host = make_host("barter_workspace", tmp_path)
    sessions = run_in(host, [sys.executable, "-m", "nox", "-l"]).stdout
    tasks = run_in(host, [sys.executable, "-m", "invoke", "--list"]).stdout
    for each in TASKS:
        assert re.search(rf"- release-{each.name} +-> {re.escape(each.line)}", sessions), each.name
        assert re.search(rf"release\.{each.name} +{re.escape(each.line[:30])}", tasks), each.name


@pytest.mark.parametrize("task", ["bump", "check-version"])
def test_help_names_the_same_options_on_every_door(task: str, tmp_path: Path) -> None:
    host = make_host("plain_hatchling", tmp_path)
    shown = {
        "nox": through("nox", host, task, "--help").stdout,
        "python -m": through("python -m", host, task, "--help").stdout,
        "invoke": run_in(host, [sys.executable, "-m", "invoke", "--help", f"release.{task}"]).stdout,
    }
    options = {door: set(re.findall(r"--[a-z][a-z-]+", text)) - {"--help"} for door, text in shown.items()}
    # invoke shows the required version as an option too, and calls its own flags in the usage line.
    assert options["invoke"] - {"--version", "--core-opts", "--options"} == options["nox"] - {"--version"}
    assert options["python -m"] == options["nox"]


def test_the_environment_of_hosts_finds_us() -> None:
    assert host_environment()["PATH"].startswith(str(Path(sys.executable).parent))
