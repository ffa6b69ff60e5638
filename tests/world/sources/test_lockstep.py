"""Packages of one repository that pin each other are bumped as one; neighbours that only look alike are not."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from sourcing import bumped, commit, project, tree

BUILD = '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
APP = (
    BUILD
    + '[project]\nname = "demo-pkg"\nversion = "1.2.0"\ndependencies = ["demo-core==1.2.0", "other==1.2.0"]\n'
)
CORE = BUILD + '[project]\nname = "demo-core"\nversion = "1.2.0"\n'
PLUGIN = BUILD + '[project]\nname = "plugin"\nversion = "1.2.0"\ndependencies = ["demo-core==1.2.0"]\n'
ALIKE = BUILD + '[project]\nname = "alike"\nversion = "1.2.0"\ndependencies = ["demo-pkg>=1.2.0"]\n'


def test_all_that_pin_each_other_move_with_their_modules(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": APP,
        "core/pyproject.toml": CORE,
        "core/demo_core/__init__.py": "__version__ = '1.2.0'\n",
        "plugin/pyproject.toml": PLUGIN,
        "alike/pyproject.toml": ALIKE,
        "old/pyproject.toml": PLUGIN.replace("plugin", "old").replace('"1.2.0"\nd', '"0.9"\nd'),
        "examples/x/pyproject.toml": PLUGIN,
    }
    top = tree(tmp_path, files)
    bumped(project(top), "1.3.0")
    after = {name: (top / name).read_text() for name in files}
    assert after == files | {
        "pyproject.toml": APP.replace('version = "1.2.0"', 'version = "1.3.0"').replace(
            "core==1.2.0", "core==1.3.0"
        ),
        "core/pyproject.toml": CORE.replace("1.2.0", "1.3.0"),
        "core/demo_core/__init__.py": "__version__ = '1.3.0'\n",
        "plugin/pyproject.toml": PLUGIN.replace("1.2.0", "1.3.0"),
    }


def test_a_package_that_requires_itself_at_its_version_moves_alone(tmp_path: Path) -> None:
    own = CORE + '[project.optional-dependencies]\nfull = ["demo-core[a,b]==1.2.0"]\n'
    top = tree(tmp_path, {"core/pyproject.toml": own, "alike/pyproject.toml": ALIKE})
    bumped(project(top, "core", name="demo-core"), "1.3.0")
    assert (top / "core/pyproject.toml").read_text() == own.replace("1.2.0", "1.3.0")
    assert (top / "alike/pyproject.toml").read_text() == ALIKE


@pytest.mark.skipif(shutil.which("uv") is None, reason="uv is not on PATH")
def test_a_workspace_s_lock_file_is_what_uv_would_write(tmp_path: Path) -> None:
    """After a bump of members that pin each other, uv finds nothing to change."""
    uv = '[tool.uv.workspace]\nmembers = ["core"]\n[tool.uv.sources]\ndemo-core = { workspace = true }\n'
    app = (
        APP.replace(', "other==1.2.0"', "").replace("[build", uv + "[build") + 'requires-python = ">=3.10"\n'
    )
    top = tree(
        tmp_path, {"pyproject.toml": app, "core/pyproject.toml": CORE + 'requires-python = ">=3.10"\n'}
    )
    lock = ["uv", "lock", "--quiet", "--offline", "--directory", str(top)]
    subprocess.run(lock, check=True)
    assert (
        'specifier = "==1.2.0"' in (top / "uv.lock").read_text()
        or "editable" in (top / "uv.lock").read_text()
    )
    bumped(project(top), "1.3.0")
    subprocess.run([*lock, "--check"], check=True)
    after = (top / "uv.lock").read_text()
    subprocess.run(lock, check=True)
    assert (top / "uv.lock").read_text() == after
    assert "1.2.0" not in after


@pytest.mark.parametrize("together", [True, False])
def test_a_neighbour_s_lock_file_moves_if_it_did_before(tmp_path: Path, *, together: bool) -> None:
    def layout(version: str) -> dict[str, str]:
        return {
            "core/pyproject.toml": CORE.replace("demo-core", "demo-pkg").replace("1.2.0", version),
            "app/pyproject.toml": CORE.replace("1.2.0", "0.3.0"),
            "app/uv.lock": 'version = 1\n\n[[package]]\nname = "click"\nversion = "1.2.0"\n\n[[package]]\n'
            f'name = "demo-pkg"\nversion = "{version if together else "1.0.0"}"\nsource = {{ editable = "../core" }}\n',
        }

    for version in ("1.0.0", "1.1.0", "1.2.0"):
        commit(tmp_path, layout(version))
    bumped(project(tmp_path, "core"), "1.3.0")
    after = {name: (tmp_path / name).read_text() for name in layout("1.2.0")}
    assert after == layout("1.3.0")
