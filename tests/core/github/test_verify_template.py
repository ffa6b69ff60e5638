"""The workflow that tries a release on other systems, as text."""

from __future__ import annotations

import json
import re
from typing import Any

import builders as b
import pytest
import yaml

from release_tasks.core.errors import UsageError
from release_tasks.core.github.verify_template import SETUP_PYTHON, path_of, tries_releases, verify_workflow
from release_tasks.core.project import Command


def read(**changes: Any) -> dict[str, Any]:
    made: dict[str, Any] = yaml.load(verify_workflow(b.a_project(**changes)), yaml.BaseLoader)  # noqa: S506  # safe
    return made


def job(**changes: Any) -> dict[str, Any]:
    (found,) = read(**changes)["jobs"].values()
    return dict(found)


def tried(**changes: Any) -> Any:
    return json.loads(job(**changes)["steps"][1]["env"]["TRY"])


def test_it_runs_by_hand_alone_with_no_permission_and_one_pinned_action() -> None:
    made = read(pythons=("3.12",))
    assert list(made["on"]) == ["workflow_dispatch"]
    assert made["permissions"] == {}
    steps = job()["steps"]
    assert [each["uses"] for each in steps if "uses" in each] == [SETUP_PYTHON.partition(" ")[0]]
    assert re.fullmatch(r"actions/setup-python@[0-9a-f]{40} # v\d+\.\d+\.\d+", SETUP_PYTHON)


def test_inputs_reach_the_script_by_its_environment_alone() -> None:
    made = read()
    (script,) = [each["run"] for each in job()["steps"] if "run" in each]
    assert "${{" not in script
    used = set(re.findall(r"inputs\.(\w+)", verify_workflow(b.a_project())))
    assert used == set(made["on"]["workflow_dispatch"]["inputs"])
    assert len(used) <= 10, "an Enterprise Server takes no more"
    assert made["on"]["workflow_dispatch"]["inputs"]["version"]["required"] == "true"


def test_the_matrix_is_what_the_project_serves() -> None:
    matrix = job(pythons=("3.12", "3.13.1", "3.13t", "pypy3.11", "/opt/python", "3.12"))["strategy"]["matrix"]
    assert matrix["python"] == ["3.12", "3.13", "3.13t", "pypy3.11"]
    assert matrix["system"] == ["Linux", "macOS", "Windows"]
    assert matrix["include"][1] == {"system": "macOS", "runner": "macos-latest"}
    assert job()["strategy"]["matrix"]["python"] == ["3.x"]
    some = job(platforms=("musllinux-x86_64", "darwin-arm64"))
    assert some["strategy"]["matrix"]["system"] == ["Linux", "macOS"]
    assert (
        read(platforms=("windows-amd64",))["on"]["workflow_dispatch"]["inputs"]["wheels"]["default"]
        == "Windows"
    )


def test_what_is_tried_is_the_smoke_command_or_else_an_import() -> None:
    words = ("{python}", "-m", "demo", "it's", "{version}", '"{tag}"', "{{literal}}", "a: #b")
    assert tried(smoke=Command(argv=words)) == [
        *("python", "-m", "demo", "it's", "@VERSION@", '"v@VERSION@"', "{literal}", "a: #b")
    ]
    line = Command(argv=("demo --version | grep {version}",), shell=True)
    assert tried(smoke=line) == "demo --version | grep @VERSION@"
    assert tried(smoke=None) == ["python", "-c", "import demo"]
    assert tried(smoke=None, import_name="") == []


def test_a_smoke_command_that_needs_this_machine_is_refused() -> None:
    with pytest.raises(UsageError, match="dist") as caught:
        verify_workflow(b.a_project(smoke=Command(argv=("ls", "{dist}"))))
    assert caught.value.where == "smoke = 'ls {dist}'"
    assert caught.value.remedy


def test_it_is_the_same_each_time() -> None:
    assert verify_workflow(b.a_project()) == verify_workflow(b.a_project())


def test_each_package_of_a_monorepo_has_its_own() -> None:
    assert path_of(b.a_project()) == ".github/workflows/verify-release.yml"
    below = b.a_project(path=b.ROOT / "recorder", alias="Trace_Recorder")
    assert path_of(below) == ".github/workflows/verify-release-trace-recorder.yml"
    assert read(path=below.path, alias=below.alias)["name"] == "verify release of trace-recorder"
    assert read()["name"] == "verify release"
    assert all(tries_releases(path_of(each)) for each in (b.a_project(), below))
    assert not tries_releases(".github/workflows/release.yml")
