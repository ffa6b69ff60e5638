"""What pins a package of the repository to one version, and what only has a number in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from release_tasks.core.formats import pins
from release_tasks.core.formats.toml_document import document
from release_tasks.core.sources import VersionSources, rewrite
from release_tasks.core.work_tree import Manifests, WorkTree

PATH = Path("pyproject.toml")


def changed(text: str, version: str = "1.3.0rc1") -> str:
    data = text.encode()
    spots = pins.spots(PATH, data, document(PATH, data), {"demo-core"}, "1.2.0")
    return rewrite({PATH: data}, VersionSources(spots=spots), version).get(PATH, data).decode()


@pytest.mark.parametrize(
    "text",
    [
        '[project]\ndependencies = ["a==1.2.0", "Demo.Core == 1.2.0 ; python_version == \'1.2.0\'"]\n',
        "[project]\r\noptional-dependencies.x = [\r\n\t'demo_core[y]===1.2.0', # ==1.2.0\r\n]\r\n",
        '[dependency-groups]\ndev = [{include-group = "x"}, "demo-core==1.2"]\n',
        '[build-system]\nrequires = ["demo-core==v1.2.0"]\n',
        '[tool.poetry.dependencies]\ndemo-core = "1.2.0"\nother = "1.2.0"\n',
        '[tool.poetry.group.dev.dependencies]\ndemo-core = { version = "==1.2.0", path = "../core" }\n',
    ],
)
def test_a_pin_moves_and_nothing_else(text: str) -> None:
    after = changed(text)
    assert after.count("1.3.0rc1") == 1
    number = "1.2" if '"demo-core==1.2"' in text else "v1.2.0" if "v1" in text else "1.2.0"
    assert after.replace("1.3.0rc1", number) == text
    assert document(PATH, after.encode())


@pytest.mark.parametrize(
    "requirement",
    [
        "demo-core>=1.2.0",
        "demo-core~=1.2.0",
        "demo-core==1.2.*",
        "demo-core==1.2.0,!=1.2.1",
        "demo-core==1.1.0",
        "demo-core-extras==1.2.0",
        "demo-core @ https://index.example/demo-core==1.2.0",
        "demo-core; python_version == '1.2.0'",
        "demo core==1.2.0",
    ],
)
def test_what_is_no_pin_stays(requirement: str) -> None:
    text = f'[project]\ndependencies = ["{requirement}"]\n'
    assert changed(text) == text


@pytest.mark.parametrize(
    "wanted", ['"^1.2.0"', '">=1.2.0"', '"*"', '"1.2.*"', '{ path = "1.2.0" }', "1", '"1.2.0 || 2.0"']
)
def test_poetry_s_ranges_stay(wanted: str) -> None:
    text = f"[tool.poetry.dependencies]\ndemo-core = {wanted}\n"
    assert changed(text) == text


LINES = [
    ('dependencies = ["demo==1.2.0"]', True),
    ('dependencies = ["demo === 1.2.0"]', True),
    ('version = "1.2.0"\ndependencies = ["demo>=1.2.0", "other~=1.2.0", "x!=1.2.0"]', False),
    ('demo = "1.2.0"', True),
    ("verse\t= '1.2.0'", True),
    ('demo = { version = "1.2.0", optional = true }', True),
    ('[tool.poetry.group.dev.dependencies.demo]\nversion = "1.2.0"', True),
    ('dependencies = ["demo==1.3.0", "demo==1x2.0"]', False),
]


def a_glance(text: str) -> pins.PinningManifests:
    tree = WorkTree(repository=Path("/work"), manifests=("a/pyproject.toml", "tests/pyproject.toml"))
    return pins.pinning(Manifests(tree=tree, read=lambda _: text.encode()))


@pytest.mark.parametrize(("text", "may"), LINES)
def test_a_glance_tells_what_need_not_be_parsed_for_pins(text: str, *, may: bool) -> None:
    poetry = "" if "dependencies = [" in text else "[tool.poetry.dependencies]\n"
    assert a_glance(poetry + text).of("1.2.0") == (("a/pyproject.toml",) if may else ())
