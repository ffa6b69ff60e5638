"""The invoke door in real tasks.py files: what is there, how a clash reads, and what a host keeps."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from release_tasks import catalog

TASKS = """
from invoke import task

@task
def {own}(c):
    \"\"\"The host's own.\"\"\"
    print("mine ran")

import release_tasks.invoke
{line}
"""


def invoke(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "invoke", "--search-root", str(folder), *arguments],
        capture_output=True,
        text=True,
        cwd="/",
        check=False,
    )


def host(
    folder: Path, line: str = "ns = release_tasks.invoke.namespace(__name__)", own: str = "mine"
) -> Path:
    (folder / "tasks.py").write_text(TASKS.format(line=line, own=own))
    return folder


def test_tasks_are_listed_with_their_lines_beside_the_hosts_own(tmp_path: Path) -> None:
    listed = invoke(host(tmp_path), "--list").stdout
    assert "mine " in listed
    assert "release.bump" in listed
    assert "Write the next version into every file that states it" in " ".join(listed.split())
    assert listed.count("release.") == len(catalog.TASKS)
    assert "mine ran" in invoke(tmp_path, "mine").stdout


def test_a_host_with_a_namespace_of_its_own_adds_our_collection(tmp_path: Path) -> None:
    line = "from invoke import Collection; ns = Collection(mine); ns.add_collection(release_tasks.invoke.collection('ship', only=['tag']))"
    listed = invoke(host(tmp_path, line), "--list").stdout
    assert "ship.tag" in listed
    assert "ship.bump" not in listed


def test_a_name_that_the_host_has_is_an_error_that_names_the_way_out(tmp_path: Path) -> None:
    done = invoke(host(tmp_path, own="release"), "--list")
    assert done.returncode != 0
    assert "already has 'release'" in done.stderr
    assert "name=" in done.stderr


def test_help_tells_every_option(tmp_path: Path) -> None:
    done = invoke(host(tmp_path), "--help", "release.bump")
    assert done.returncode == 0
    for option in ("--skip", "--answer", "--dry-run", "--yes-public", "--root"):
        assert option in done.stdout
    assert "the next version: 1.4.0, or a word" in done.stdout


def test_a_version_that_begins_with_a_dash_is_a_usage_error(tmp_path: Path) -> None:
    done = invoke(host(tmp_path), "release.validate", "--version=-1.0")
    assert done.returncode == 2
    assert "'-1.0' is no version" in done.stderr
    assert invoke(tmp_path, "release.bump", "-1.0").returncode == 1
    assert invoke(tmp_path, "release.bump").returncode == 1


@pytest.mark.parametrize("options", [["--skip", "bump"], ["--root", "nowhere"], ["--only", "bupm"]])
def test_our_usage_errors_are_exit_code_2(tmp_path: Path, options: list[str]) -> None:
    done = invoke(host(tmp_path), "release.metadata", *options)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr


def test_the_project_is_the_folder_of_tasks_py_not_the_callers(tmp_path: Path) -> None:
    done = invoke(host(tmp_path), "release.check-version")
    assert done.returncode == 2
    assert str(tmp_path) in done.stderr
