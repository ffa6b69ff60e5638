"""Packages whose version is the tag, with the real backends: from bump to the tag, by our own command line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hosting import host_environment
from interpreters import program
from repositories import Repository, a_repository, an_origin

BACKENDS = {
    "setuptools-scm": """\
[build-system]
requires = ["setuptools>=77", "setuptools-scm>=8"]
build-backend = "setuptools.build_meta"

[tool.setuptools_scm]
version_file = "src/demo_pkg/_version.py"
""",
    "hatch-vcs": """\
[build-system]
requires = ["hatchling", "hatch-vcs"]
build-backend = "hatchling.build"

[tool.hatch.version]
source = "vcs"

[tool.hatch.build.hooks.vcs]
version-file = "src/demo_pkg/_version.py"
""",
}
PROJECT = f"""
[project]
name = "Demo_Pkg"
dynamic = ["version"]
readme = "README.md"
requires-python = ">=3.9"

[tool.release-tasks]
pythons = ["{sys.version_info.major}.{sys.version_info.minor}"]
smoke = "{{python}} -c 'from demo_pkg._version import version; assert version == \\"0.5.0\\", version'"
"""
CHANGES = "# Changelog\n\n## [Unreleased]\n\n- More.\n\n## [0.4.0] - 2025-01-01\n\n- Begin.\n"


def a_project(folder: Path, backend: str) -> Repository:
    made = a_repository(folder / "demo", empty=True)
    made.write("pyproject.toml", BACKENDS[backend] + PROJECT)
    made.write("CHANGELOG.md", CHANGES)
    made.write("README.md", "# Demo\n")
    made.write("src/demo_pkg/__init__.py", "")
    made.write(".gitignore", "_version.py\n*.egg-info\n")
    made.commit("feat: begin")
    made.git("tag", "--annotate", "v0.4.0", "--message", "v0.4.0")
    made.commit("feat: more")
    an_origin(made)
    return made


def ours(made: Repository, *arguments: str, code: int = 0) -> str:
    done = subprocess.run(
        (sys.executable, "-m", "release_tasks", *arguments),
        cwd=made.root,
        env=host_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("backend", BACKENDS)
def test_a_release_of_a_package_whose_version_is_the_tag(tmp_path: Path, backend: str) -> None:
    program("uv")
    made = a_project(tmp_path, backend)
    assert "note 0.5.0 as the release in flight" in ours(made, "bump", "minor")
    assert made.git("status", "--porcelain") == ""
    ours(made, "metadata", "--answer", "docs=yes")
    assert made.git("status", "--porcelain") == "M CHANGELOG.md"
    ours(made, "validate")
    built = sorted(path.name for path in (made.root / "dist").iterdir())
    assert built == ["demo_pkg-0.5.0-py3-none-any.whl", "demo_pkg-0.5.0.tar.gz"]
    ours(made, "tag", "--yes")
    origin = tmp_path / "demo.git"
    assert Repository(origin).git("cat-file", "-t", "v0.5.0") == "tag"
    assert made.git("rev-parse", "v0.5.0^{commit}") == made.git("rev-parse", "HEAD")
    assert made.git("status", "--porcelain") == ""
    assert "v0.5.0 is an annotated tag" in ours(made, "tag")
    assert "0.6.0 as the release in flight" in ours(made, "bump", "minor", "--dry-run")


@pytest.mark.slow
def test_a_rehearsal_of_a_package_whose_version_is_the_tag(tmp_path: Path) -> None:
    program("uv")
    made = a_project(tmp_path, "hatch-vcs")
    assert "the rehearsal passed" in ours(made, "rehearse")
    assert made.git("tag") == "v0.4.0"
    assert made.git("status", "--porcelain") == ""


def test_what_is_in_flight_is_known_by_note_then_by_the_changelog(tmp_path: Path) -> None:
    made = a_project(tmp_path, "hatch-vcs")
    told = ours(made, "check-version", code=2)
    assert "none is noted or dated in the changelog" in told
    assert "python -m release_tasks bump minor" in told
    assert "would rehearse Demo_Pkg minor" in ours(made, "rehearse", "--dry-run")
    made.write("CHANGELOG.md", CHANGES.replace("[Unreleased]", "[0.7.0] - 2025-02-02"))
    assert "nothing to compare 0.7.0 with: hatch-vcs takes the version" in ours(made, "check-version")
    ours(made, "bump", "0.5.0rc1")
    assert "nothing to compare 0.5.0rc1 with" in ours(made, "check-version")
    assert "0.5.0rc1 is noted as the release in flight" in ours(made, "bump", "0.5.0rc1")
