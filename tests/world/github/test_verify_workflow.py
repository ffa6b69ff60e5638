"""The workflow for other systems, for real: linters read it, its script runs here, and GitHub is asked whether it has it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import builders as b
import pytest
import yaml
from github_here import local_github
from standin_index import StandInIndex
from tiny_wheel import write_wheel

from release_tasks.core.github.verification import VerifyWorkflow as Known
from release_tasks.core.github.verify_template import path_of, verify_workflow
from release_tasks.core.project import Command
from release_tasks.rehearsal.github.state import Hosted, Workflow
from release_tasks.world.github.verification import verify_workflow as known_workflow

SMOKE = Command(argv=("{python}", "-c", "import tiny; print('tiny', tiny.ANSWER, '{version}')"))
PROJECT = b.a_project(name="tiny", import_name="tiny", pythons=("3.12", "3.13t"), smoke=SMOKE)

PATH = path_of(PROJECT)


def linted(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which(command[0])
    if program is None:
        pytest.skip(f"{command[0]} is not on this machine")
    return subprocess.run((program, *command[1:]), cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / PATH
    path.parent.mkdir(parents=True)
    path.write_text(verify_workflow(PROJECT), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "command",
    [
        ("actionlint", "-no-color", PATH),
        ("zizmor", "--offline", "--no-progress", "--format", "plain", "--persona", "pedantic", PATH),
    ],
    ids=lambda command: command[0],
)
def test_linters_find_nothing(written: Path, command: tuple[str, ...]) -> None:
    done = linted(written, *command)
    assert done.returncode == 0, done.stdout + done.stderr
    text = (written / PATH).read_text(encoding="utf-8")
    broken = text.replace("INDEX: ${{ inputs.index", "INDEX: ${{ inputs.idnex").replace("@a309", "@v6 # a309")
    (written / PATH).write_text(broken, encoding="utf-8")
    assert linted(written, *command).returncode != 0, "these linters would find nothing at all"


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A runner's Python, with pip."""
    folder = tmp_path_factory.mktemp("runner")
    subprocess.run(("virtualenv", "--quiet", "--pip=embed", str(folder / "python")), check=True)
    return folder / "python" / "bin"


@pytest.fixture
def index(tmp_path: Path) -> Iterator[StandInIndex]:
    with StandInIndex() as running:
        running.has(write_wheel(tmp_path))
        yield running


def run_on(machine: Path, folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run the step as a runner does: its script in a file, its inputs in the environment."""
    made: dict[str, Any] = yaml.load(verify_workflow(PROJECT), yaml.BaseLoader)  # noqa: S506  # safe
    (_, step) = made["jobs"]["install"]["steps"]
    assert step["shell"] == "python"
    script = folder / "step.py"
    script.write_text(step["run"], encoding="utf-8")
    stated = {name: text for name, text in step["env"].items() if "${{" not in text}
    environment = {
        **{name: text for name, text in os.environ.items() if not name.startswith("PIP_")},
        "VERSION": "1.0",
        "INDEX": "",
        "DIGESTS": "",
        "WHEELS": "Linux",
        "RUNNER_OS": "Linux",
        "PATH": f"{machine}{os.pathsep}{os.environ['PATH']}",
        **stated,
        **inputs,
    }
    work = folder / "work"
    work.mkdir()
    return subprocess.run(
        (machine / "python", script), cwd=work, env=environment, capture_output=True, text=True, check=False
    )


def digest(folder: Path) -> str:
    (wheel,) = folder.glob("*.whl")
    return sha256(wheel.read_bytes()).hexdigest()


def test_the_release_is_installed_by_hash_and_tried(
    machine: Path, tmp_path: Path, index: StandInIndex
) -> None:
    digests = f"{'0' * 64} {digest(tmp_path)}"
    done = run_on(machine, tmp_path, INDEX=index.simple(), DIGESTS=digests)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "tiny 42 1.0" in done.stdout


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"DIGESTS": "0" * 64}, "HASHES"),
        ({"VERSION": "2.0"}, "No matching distribution"),
        ({"VERSION": "1.0; echo hello"}, "a version and sha256 digests are wanted"),
        ({"DIGESTS": "--index-url"}, "a version and sha256 digests are wanted"),
    ],
)
def test_other_bytes_and_other_inputs_install_nothing(
    machine: Path, tmp_path: Path, index: StandInIndex, inputs: dict[str, str], said: str
) -> None:
    done = run_on(machine, tmp_path, INDEX=index.simple(), **inputs)
    assert done.returncode != 0
    assert said in done.stdout + done.stderr
    assert "tiny 42" not in done.stdout


def test_where_wheels_are_expected_no_sdist_will_do(machine: Path, tmp_path: Path) -> None:
    with StandInIndex() as index:
        index.lists("tiny-1.0.tar.gz", b"no archive")
        done = run_on(machine, tmp_path, INDEX=index.simple())
        assert "No matching distribution" in done.stderr
        assert not index.asked("file")


def test_github_is_asked_whether_it_has_the_workflow() -> None:
    with local_github(Hosted(default_branch="trunk")) as github:
        client = github.client()
        assert known_workflow(client, PROJECT) == Known(
            file="verify-release.yml", known=False, branch="trunk"
        )
        github.hosted.workflows.append(Workflow(path=PATH, inputs=("version",)))
        assert known_workflow(client, PROJECT) == Known(file="verify-release.yml", known=True, branch="trunk")
