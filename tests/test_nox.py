"""The nox door in real noxfiles: what is registered, how a clash reads, and what a host keeps."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from release_tasks import catalog

NOXFILE = """
import nox

@nox.session(python=False)
def mine(session):
    \"\"\"The host's own.\"\"\"
    print("mine ran", session.posargs)

import release_tasks.nox
release_tasks.nox.register({arguments})
"""


def nox(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "nox", "-f", str(folder / "noxfile.py"), *arguments],
        capture_output=True,
        text=True,
        cwd="/",
        check=False,
    )


def host(folder: Path, arguments: str = "") -> Path:
    (folder / "noxfile.py").write_text(NOXFILE.format(arguments=arguments))
    return folder


def test_sessions_are_listed_with_their_lines_and_are_not_run_by_default(tmp_path: Path) -> None:
    listed = nox(host(tmp_path), "-l").stdout
    assert "* mine -> The host's own." in listed
    assert re.search(r"- release-bump +-> Write the next version into every file that states it", listed)
    assert listed.count("- release-") == len(catalog.TASKS)


def test_the_hosts_own_session_runs_as_before(tmp_path: Path) -> None:
    done = nox(host(tmp_path), "-s", "mine", "--", "a")
    assert done.returncode == 0
    assert "mine ran ['a']" in done.stdout


def test_prefix_and_selection(tmp_path: Path) -> None:
    listed = nox(host(tmp_path, "prefix='r.', only=['status', 'bump']"), "-l").stdout
    assert [line.split()[1] for line in listed.splitlines() if line.startswith("- ")] == [
        "r.bump",
        "r.status",
    ]


def test_a_name_that_the_host_has_is_an_error_that_names_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "noxfile.py").write_text(
        NOXFILE.format(arguments="")
        .replace("def mine", "def taken")
        .replace("python=False", "python=False, name='release-tag'")
    )
    done = nox(tmp_path, "-l")
    assert done.returncode != 0
    assert "already has 'release-tag'" in done.stderr + done.stdout
    assert "prefix=" in done.stderr + done.stdout


def test_help_is_printed_and_later_sessions_still_run(tmp_path: Path) -> None:
    done = nox(host(tmp_path), "-s", "release-bump", "mine", "--", "--help")
    assert done.returncode == 0, done.stderr
    assert "usage: nox -s release-bump --" in done.stdout
    assert "--skip ITEM=REASON" in done.stdout
    assert "mine ran" in done.stdout


@pytest.mark.parametrize("arguments", [["-1.0"], ["--version=-1.0"], ["--nonsense"], []])
def test_a_command_line_that_cannot_be_understood_is_exit_code_2(
    tmp_path: Path, arguments: list[str]
) -> None:
    done = nox(host(tmp_path), "-s", "release-bump", "--", *arguments)
    assert done.returncode == 1
    assert "exit code 2" in done.stderr
    assert "Traceback" not in done.stderr


def test_install_only_is_refused(tmp_path: Path) -> None:
    done = nox(host(tmp_path), "-s", "release-status", "--install-only")
    assert done.returncode == 1
    assert "--install-only would run it for real" in done.stderr


def test_the_project_is_the_noxfiles_folder_not_the_callers(tmp_path: Path) -> None:
    done = nox(host(tmp_path), "-s", "release-check-version")
    assert str(tmp_path) in done.stderr
