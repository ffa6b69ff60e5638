"""The version that a manifest states, read from files that need not be on any disk."""

from __future__ import annotations

import pytest

from release_tasks.core.formats.dynamic import NotInFiles
from release_tasks.core.formats.own_version import manifests, own_version

DYNAMIC = '[project]\nname = "demo"\ndynamic = ["version"]\n'
MATURIN = '[build-system]\nbuild-backend = "maturin"\n' + DYNAMIC
FLIT = '[build-system]\nbuild-backend = "flit_core.buildapi"\n' + DYNAMIC
HATCH = '[build-system]\nbuild-backend = "hatchling.build"\n' + DYNAMIC
INHERITS = '[package]\nname = "demo"\nversion.workspace = true\n'


def stated(files: dict[str, str], folder: str = "pkg") -> str | None:
    def read(path: str) -> bytes | None:
        return files[path].encode() if path in files else None

    found = own_version(read, folder, "demo")
    assert not isinstance(found, NotInFiles)
    return found.text if found else None


@pytest.mark.parametrize(
    ("files", "version"),
    [
        ({"pkg/pyproject.toml": '[project]\nversion = "1.0"\n'}, "1.0"),
        ({"pkg/pyproject.toml": '[tool.poetry]\nversion = "1.0"\n'}, "1.0"),
        ({"pkg/pyproject.toml": MATURIN, "pkg/Cargo.toml": '[package]\nversion = "1.0.0"\n'}, "1.0.0"),
        (
            {
                "pkg/pyproject.toml": MATURIN,
                "pkg/Cargo.toml": INHERITS,
                "Cargo.toml": '[workspace]\npackage = { version = "2.0.0" }\n',
            },
            "2.0.0",
        ),
        (
            {
                "pkg/pyproject.toml": MATURIN,
                "pkg/Cargo.toml": INHERITS + 'workspace = "../ws"\n',
                "ws/Cargo.toml": '[workspace.package]\nversion = "3.0.0"\n',
            },
            "3.0.0",
        ),
        ({"pkg/pyproject.toml": FLIT, "pkg/src/demo/__init__.py": '__version__ = "1.1"\n'}, "1.1"),
        (
            {
                "pkg/pyproject.toml": HATCH + '[tool.hatch.version]\npath = "V"\npattern = "v=(.+)"\n',
                "pkg/V": "v=1.2",
            },
            "1.2",
        ),
        (
            {
                "pkg/pyproject.toml": HATCH + '[tool.hatch.version]\nsource = "incremental"\n',
                "pkg/src/demo/_version.py": 'from incremental import Version\n__version__ = Version("demo", 1, 2, 0)\n',
            },
            "1, 2, 0",
        ),
        (
            {
                "pkg/pyproject.toml": DYNAMIC + '[tool.setuptools.dynamic]\nversion = { file = "VERSION" }\n',
                "pkg/VERSION": "1.3\n",
            },
            "1.3",
        ),
        (
            {
                "pkg/setup.py": "v = load('Cargo.toml')['package']['version']\nsetup(name='demo', version=v)",
                "pkg/Cargo.toml": '[package]\nname = "native"\nversion = "1.4.0"\n',
                "pkg/demo/__init__.py": '__version__ = "0.1"\n',
            },
            "1.4.0",
        ),
        (
            {
                "pkg/setup.py": "setup(version=search('VER = (.+)', read('demo/core.py')))",
                "pkg/demo/core.py": 'VERSION = "1.5"\n',
                "pkg/demo/__init__.py": '__version__ = "0.1"\n',
            },
            "1.5",
        ),
        ({"pkg/setup.py": "setup(version=read('V'))", "pkg/V": "1.6\n"}, "1.6"),
        (
            {
                "pkg/pyproject.toml": DYNAMIC
                + '[tool.setuptools.dynamic]\nversion = { attr = "demo.__version__" }\n',
                "pkg/demo/__init__.py": "__version__ = (1, 2, 20)\n",
            },
            "1, 2, 20",
        ),
        ({"pkg/setup.py": "setup(version=read('V'))", "pkg/V": "that is no version\n"}, None),
        ({"pkg/pyproject.toml": FLIT}, None),
        ({"pkg/pyproject.toml": MATURIN}, None),
        ({"pkg/pyproject.toml": MATURIN, "pkg/Cargo.toml": INHERITS}, None),
        ({"pkg/pyproject.toml": "[project"}, None),
        ({"pkg/Cargo.toml": '[package]\nversion = "1.0.0"\n'}, None),
        ({"pyproject.toml": '[project]\nversion = "1.0"\n'}, None),
    ],
)
def test_where_it_is_stated(files: dict[str, str], version: str | None) -> None:
    assert stated(files) == version


def test_a_tag_that_is_the_version_is_told_apart() -> None:
    text = '[build-system]\nrequires = ["hatch-vcs"]\nbuild-backend = "hatchling.build"\n' + DYNAMIC
    assert isinstance(own_version(lambda _: text.encode(), "", "demo"), NotInFiles)


@pytest.mark.parametrize(
    ("folder", "paths"),
    [
        (".", ("pyproject.toml", "setup.cfg", "setup.py", "Cargo.toml")),
        (
            "a/b",
            (
                "a/b/pyproject.toml",
                "a/b/setup.cfg",
                "a/b/setup.py",
                "a/b/Cargo.toml",
                "a/Cargo.toml",
                "Cargo.toml",
            ),
        ),
    ],
)
def test_what_will_be_read(folder: str, paths: tuple[str, ...]) -> None:
    assert manifests(folder) == paths
