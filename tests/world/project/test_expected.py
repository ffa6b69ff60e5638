"""What is expected of a release's wheels, from real settings and real workflow files."""

from __future__ import annotations

from pathlib import Path

import pytest
from gathered import project_of

from release_tasks.core.coverage.expected import ExpectedWheels
from release_tasks.core.errors import UsageError
from release_tasks.core.request import Request
from release_tasks.world.project.expected import expected_wheels

PACKAGE = """\
[project]
name = "tiny"
version = "1.0"
requires-python = ">=3.12"
classifiers = ["Programming Language :: Python :: 3.12"]
"""
RELEASE = """\
on: {push: {tags: ["v*"]}}
env: {CIBW_BUILD: cp312-*}
jobs:
  wheels:
    uses: ./.github/workflows/wheels.yml
  publish:
    needs: wheels
    runs-on: ubuntu-latest
    steps: [{uses: pypa/gh-action-pypi-publish@release/v1}]
"""
WHEELS = """\
on: workflow_call
env: {CIBW_SKIP: "*musllinux*"}
jobs:
  linux:
    runs-on: ubuntu-latest
    steps: [{uses: pypa/cibuildwheel@v3.0}]
  other:
    runs-on: ${{ inputs.runner }}
    steps: [{uses: pypa/cibuildwheel@v3.0}]
"""


@pytest.fixture
def root(home: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    workflows = folder / ".github/workflows"
    workflows.mkdir(parents=True)
    (workflows / "release.yml").write_text(RELEASE)
    (workflows / "wheels.yml").write_text(WHEELS)
    (folder / "pyproject.toml").write_text(PACKAGE)
    return folder


def look(root: Path, *lines: str) -> ExpectedWheels:
    (root / "pyproject.toml").write_text("\n".join((PACKAGE, *lines)))
    return expected_wheels(project_of(Request(task="status", root=root)))


def test_the_release_workflow_says_it_with_the_workflows_that_it_calls(root: Path) -> None:
    found = look(root)
    assert found.cells == {("linux-x86_64", "")}, "each workflow's variables are its own"
    assert found.unread == ("job wheels / other of release.yml: runs-on: ${{ inputs.runner }}",)
    built = look(root, "[tool.cibuildwheel]", 'build = "cp31{2,3}-*"')
    assert built.cells == {("linux-x86_64", "3.12"), ("linux-x86_64", "3.13")}


def test_settings_that_name_platforms_stand_for_the_workflow(root: Path) -> None:
    found = look(
        root, "[tool.release-tasks]", 'platforms = ["macosx-aarch64", "linux-x86_64", "macos-arm64"]'
    )
    assert (set(found.cells), found.source, found.settled) == (
        {("macos-arm64", ""), ("linux-x86_64", "")},
        "the settings",
        False,
    )


def test_pythons_count_where_they_are_stated_and_not_where_they_are_inferred(root: Path) -> None:
    both = look(root, "[tool.release-tasks]", 'pythons = ["3.13"]', 'platforms = ["linux-x86_64"]')
    assert (set(both.cells), both.settled) == ({("linux-x86_64", "3.13")}, True)
    added = look(root, "[tool.release-tasks]", 'pythons = ["3.13"]')
    assert added.cells == {("", "3.13"), ("linux-x86_64", "")}


def test_without_either_nothing_is_expected(root: Path) -> None:
    (root / ".github/workflows/release.yml").unlink()
    assert look(root) == ExpectedWheels()


def test_a_platform_that_is_none_is_a_settings_error_with_the_nearest(root: Path) -> None:
    with pytest.raises(UsageError) as caught:
        look(root, "[tool.release-tasks]", 'platforms = ["linux-x86_64", "windos-amd64"]')
    error = caught.value
    assert error.what == "there is no platform 'windos-amd64'"
    assert error.where.endswith("platforms[1]")
    assert error.remedy == "did you mean windows-amd64?"
    assert "musllinux-aarch64" in error.expected
