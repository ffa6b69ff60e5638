"""Fields that hold the version of what their file describes, and lines that only look like them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from release_tasks.core.formats import named_fields
from release_tasks.core.sources import VersionSources, rewrite

FIELDS = [
    ("CITATION.cff", "cff-version: 1.2.0\nversion: ^\nreferences:\n  - version: 1.2.0\n"),
    ("CITATION.cff", 'cff-version: 1.2.0\nversion: "v^" # now 1.2.0\n'),
    ("snapcraft.yaml", "name: x\nversion: '^'\nparts:\n  a:\n    version: '1.2.0'\n"),
    ("galaxy.yml", "version: ^\ndependencies:\n  x: '1.2.0'\n"),
    ("meta.yaml", '{% set name = "x" %}\n{% set version = "^" %}\n{% set other_version = "1.2.0" %}\n'),
    ("recipe.yaml", "context:\n  name: x\n  version: ^\npackage:\n  version: 1.2.0\n"),
    ("sonar-project.properties", "sonar.version=1.2.0\nsonar.projectVersion = ^\n"),
    ("meson.build", "# version: '1.2.0'\nproject('x', 'c',\n  meson_version: '1.2.0', version: '^')\nx = dependency('y', version: '1.2.0')\n"),
    ("CMakeLists.txt", "cmake_minimum_required(VERSION 1.2.0)\nproject(\n  x\n  LANGUAGES CXX\n  VERSION ^)\nfind_package(y VERSION 1.2.0)\n"),
    ("CMakeLists.txt", "PROJECT(x VERSION ^ LANGUAGES C)\n"),
    ("pixi.toml", '[workspace]\nname = "x"\nversion = "^"\n\n[dependencies]\nother = "1.2.0"\n[feature.x]\nversion = "1.2.0"\n'),
    ("Doxyfile", "# PROJECT_NUMBER = 1.2.0\nPROJECT_NUMBER         = ^\n"),
]  # fmt: skip


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize(("name", "text"), FIELDS)
def test_only_the_field_moves(name: str, text: str, ends: str) -> None:
    path, text = Path(name), text.replace("\n", ends)
    data = text.replace("^", "1.2.0").encode()
    spots = named_fields.spots(path, data)
    assert (
        rewrite({path: data}, VersionSources(spots=spots), "1.3.0")[path]
        == text.replace("^", "1.3.0").encode()
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("CITATION.cff", "version: main\n"),
        ("CITATION.cff", "version: 1.2.0\nversion: 1.2.0\n"),
        ("meta.yaml", '{% set version = environ["V"] %}\npackage:\n  version: 1.2.0\n'),
        ("meson.build", "subproject('x', version: '1.2.0')\nproject('x', 'c', version: run_command('v'))\n"),
        ("pixi.toml", '[workspace]\nname = "x"\n\n[dependencies.other]\nversion = "1.2.0"\n'),
        ("CMakeLists.txt", "project(x)\nset(VERSION 1.2.0)\n"),
        ("CMakeLists.txt", "project(${NAME} VERSION 1.2.0)\n"),
        ("sonar-project.properties", "#sonar.projectVersion=1.2.0\n"),
    ],
)
def test_what_only_looks_like_it_stays(name: str, text: str) -> None:
    assert named_fields.spots(Path(name), text.encode()) == ()


def test_cmake_takes_no_letters() -> None:
    path, data = Path("CMakeLists.txt"), b"project(x VERSION 1.2.0)\n"
    sources = VersionSources(spots=named_fields.spots(path, data))
    assert rewrite({path: data}, sources, "1.3.0rc1")[path] == b"project(x VERSION 1.3.0)\n"


def test_each_place_has_a_field() -> None:
    for place in named_fields.PLACES:
        assert named_fields.spots(Path(place), b"") == ()
        assert re.fullmatch(r"[\w./-]+", place)
