"""The distribution's name, from whichever file the packaging tool reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from release_tasks.core.formats.package_name import may_be_named, package_name
from release_tasks.core.formats.setuptools_files import setup_py
from release_tasks.core.formats.toml_document import document
from release_tasks.core.spots import VersionSpot

MATURIN = '[build-system]\nbuild-backend = "maturin"\n'


@pytest.mark.parametrize(
    ("files", "text", "because"),
    [
        ({"pyproject.toml": "[project]\nname = 'demo'\n"}, "demo", "[project] name"),
        ({"pyproject.toml": "[tool.poetry]\nname = 'demo'\n"}, "demo", "[tool.poetry] name"),
        (
            {"pyproject.toml": "[tool.flit.metadata]\nmodule = 'demo'\n"},
            "demo",
            "[tool.flit.metadata] module",
        ),
        (
            {"setup.cfg": "[metadata]\nname = demo\n[other]\nname = no\n"},
            "demo",
            "[metadata] name in setup.cfg",
        ),
        ({"setup.py": "setup(name='demo')"}, "demo", "name in setup.py"),
        ({"setup.py": "NAME = 'demo'\nsetuptools.setup(name=NAME)"}, "demo", "name in setup.py"),
        ({"setup.py": "given = dict(name='demo')\nsetup(**given)"}, "demo", "name in setup.py"),
        ({"setup.py": "given = {'name': 'demo'}\nsetup(**given)"}, "demo", "name in setup.py"),
        (
            {"pyproject.toml": MATURIN, "Cargo.toml": "[package]\nname = 'demo'"},
            "demo",
            "[package] name in Cargo.toml",
        ),
    ],
)
def test_where_a_name_is_written(files: dict[str, str], text: str, because: str) -> None:
    found = package_name(lambda path: files[path].encode() if path in files else None, "", values(files))
    assert found is not None
    assert (found.text, found.because) == (text, because)


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"setup.py": "setup(name=read('NAME'))"},
        {"setup.py": "setup(name=NAME)"},
        {"setup.py": "setup(**given)"},
        {"setup.py": "other(name='demo')"},
        {"setup.py": "print 'python 2'"},
        {"setup.cfg": "[options]\nname = demo\n"},
        {"Cargo.toml": "[package]\nname = 'demo'"},
        {"pyproject.toml": MATURIN, "Cargo.toml": "[package\n"},
    ],
)
def test_a_name_that_is_computed_or_another_s_is_none(files: dict[str, str]) -> None:
    assert (
        package_name(lambda path: files[path].encode() if path in files else None, "", values(files)) is None
    )


@pytest.mark.parametrize(
    ("script", "version"),
    [
        ("print 'x'\nsetup(\n    name='demo',\n    version='1.2.0',\n)", "1.2.0"),
        ("    version='1.2.0',\r\n", "1.2.0"),
        ("print 'x'\n    version='1.2.0',\n    version='1.3.0',\n", None),
        ("print 'x'\n    python_version='3.8',\n", None),
        ("given = dict(version='1.2.0')\nsetup(**given)", "1.2.0"),
        ("from numpy.distutils.core import setup as build\nbuild(\n    version='1.2.0',\n)", "1.2.0"),
        ("setup(version=computed())\nversion = '1.2.0'", None),
    ],
)
def test_a_version_in_a_script_for_another_python(script: str, version: str | None) -> None:
    found = setup_py(Path("setup.py"), script.encode())
    assert (found.text if isinstance(found, VersionSpot) else None) == version
    if isinstance(found, VersionSpot):
        assert script.encode()[found.start : found.end].decode() == version


def values(files: dict[str, str]) -> dict[str, object]:
    return document(Path("pyproject.toml"), files.get("pyproject.toml", "").encode())


@pytest.mark.parametrize(
    ("text", "may_be"),
    [
        ('[project]\nname = "Demo_Pkg"\n', True),
        ('[project]\r\nversion = "1.0"\r\n\r\nname="demo.pkg"\r\n', True),
        ('[project]\nname = "other"\n', False),
        ('[project]\nname = "other"\n[tool.poetry]\nname = "demo-pkg"\n', True),
        ('[project]\ndescription = "x"\n[[tool.mypy.overrides]]\nname = "other"\n', True),
        ('project = {name = "demo-pkg"}\n', True),
        ('[project]\nname = "\\u0064emo-pkg"\n', True),
        ("", True),
    ],
)
def test_a_glance_passes_over_only_what_plainly_has_another_name(text: str, *, may_be: bool) -> None:
    assert may_be_named(text.encode(), {"demo-pkg"}) is may_be
