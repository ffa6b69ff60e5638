"""Projects whose pyproject.toml says little or is missing: setuptools knows them from setup.py and setup.cfg."""

from __future__ import annotations

from pathlib import Path

import pytest
from gathered import project_of, sources_of

from release_tasks.core.errors import UsageError
from release_tasks.core.project import Project
from release_tasks.core.request import Request

TOOLS = "[tool.black]\nline-length = 79\n"


def tree(top: Path, files: dict[str, str]) -> Project:
    for name, text in files.items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return project_of(Request(task="status", root=top, door="nox -s release-{task} --"))


@pytest.mark.parametrize(
    ("files", "name", "place"),
    [
        (
            {"setup.cfg": "[metadata]\nname = demo\nversion = 1.2.0\n", "setup.py": "setup()"},
            "demo",
            "setup.cfg:3",
        ),
        (
            {"pyproject.toml": TOOLS, "setup.py": "setup(name='demo', version='1.2.0')"},
            "demo",
            "setup.py:1",
        ),
        (
            {
                "pyproject.toml": TOOLS,
                "setup.py": "setup(name=computed(), version=computed())",
                "src/demo/__init__.py": "__version__ = '1.2.0'\n",
            },
            "demo",
            "src/demo/__init__.py:1",
        ),
        (
            {
                "pyproject.toml": TOOLS,
                "setup.cfg": "[metadata]\nname = Demo\nversion = attr: demo.__version__\n[options.packages.find]\nwhere=lib",
                "lib/demo/__init__.py": "__version__ = '1.2.0'\n",
            },
            "Demo",
            "lib/demo/__init__.py:1",
        ),
        (
            {
                "pyproject.toml": TOOLS,
                "setup.py": "setup(name='demo', version=namespace['version'])",
                "demo/__init__.py": "other = '1.0'\nversion = '1.2.0'\n",
            },
            "demo",
            "demo/__init__.py:2",
        ),
        (
            {"setup.py": "setup(name='demo', version=v)", "demo/VERSION": "1.2.0\n", "MANIFEST.in": ""},
            "demo",
            "demo/VERSION:1",
        ),
    ],
)
def test_name_and_version(tmp_path: Path, files: dict[str, str], name: str, place: str) -> None:
    found = tree(tmp_path, files)
    assert found.name == name
    (spot,) = sources_of(found).spots
    assert f"{spot.path.relative_to(tmp_path).as_posix()}:{spot.line}" == place


def test_a_package_below_is_found_beside_a_root_that_only_has_tools(tmp_path: Path) -> None:
    build = '[build-system]\nrequires = ["setuptools"]\n'
    found = tree(
        tmp_path,
        {"pyproject.toml": TOOLS, "pkg/pyproject.toml": build, "pkg/setup.cfg": "[metadata]\nname = demo"},
    )
    assert (found.name, found.path) == ("demo", tmp_path / "pkg")


@pytest.mark.parametrize("place", ["", "src/"])
def test_a_root_that_names_nothing_is_the_one_package_that_lies_there(tmp_path: Path, place: str) -> None:
    files = {
        "pyproject.toml": TOOLS,
        f"{place}demo/__init__.py": "__version__ = '1.2.0'\n",
        "tests/__init__.py": "",
    }
    found = tree(tmp_path, files)
    assert (found.name, found.import_name) == ("demo", "demo")
    assert [spot.text for spot in sources_of(found).spots] == ["1.2.0"]
    (tmp_path / place / "other").mkdir()
    (tmp_path / place / "other/__init__.py").touch()
    with pytest.raises(UsageError, match="no folder below has a package"):
        tree(tmp_path, {})
