"""Rules of this house that no tool knows: what every item, module and public function has to have."""

from __future__ import annotations

import ast
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pip._internal.models.index import PyPI, TestPyPI
from twine import utils

from release_tasks.checklist import BESIDE, STAGES, all_items, stage_items
from release_tasks.core.errors import ExitCode

CHECKOUT = Path(__file__).resolve().parents[1]
PACKAGE = CHECKOUT / "release_tasks"
MODULES = sorted(PACKAGE.rglob("*.py"))
JUDGING = re.compile(r"\.judge\(|\bverdict\(\w+\.\w+,")
NAMELESS = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "misc", "base"}


def name_of(path: Path) -> str:
    return path.relative_to(CHECKOUT).as_posix()


# The checklist.


def judged_in(stage: str) -> set[str]:
    """The items of a stage that tests judge: by name, or named in a table that is judged."""
    tests = CHECKOUT / "tests"
    paths = (*tests.glob("checklist/*.py"), *tests.glob("*_stage.py"))
    texts = (path.read_text(encoding="utf-8") for path in paths)
    named = (re.findall(rf"\b{stage}\.(\w+)\b", text) for text in texts if JUDGING.search(text))
    return {name for each in named for name in each}


@pytest.mark.parametrize("stage", [*STAGES, BESIDE])
def test_every_item_is_judged_by_tests_of_its_room(stage: str) -> None:
    items = {each.name.replace("-", "_") for each in stage_items(stage)}
    assert items - judged_in(stage) == set()


def test_ids_and_exit_codes_are_unique() -> None:
    ids = Counter(each.id for each in all_items())
    assert [each for each, times in ids.items() if times > 1] == []
    values = [code.value for code in ExitCode.__members__.values()]
    assert len(set(values)) == len(values) == len(ExitCode)
    assert {0, 1, 2, 3, 4, 70, 130} == set(values)


def test_no_two_items_are_one_function_but_for_the_one_that_is_listed_twice() -> None:
    functions = Counter(each.judge for each in all_items())
    assert [each.__name__ for each, times in functions.items() if times > 1] == ["check_version"]


# The modules.


def test_modules_are_small() -> None:
    sizes = {name_of(path): path.read_text(encoding="utf-8").count("\n") for path in MODULES}
    assert {name: lines for name, lines in sizes.items() if lines > 300} == {}


def test_modules_are_named_for_what_they_hold() -> None:
    words = {name_of(path): set(path.stem.split("_")) | set(path.parent.name.split("_")) for path in MODULES}
    assert {name: found for name, each in words.items() if (found := each & NAMELESS)} == {}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_whatever_is_public_says_what_it_is_for(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = protocol_methods(tree)
    silent = [name for name, node in public(tree) if ast.get_docstring(node) is None and name not in said]
    if tree.body and ast.get_docstring(tree) is None:
        silent.append("the module")
    assert silent == []


def public(
    tree: ast.Module | ast.ClassDef,
) -> Iterator[tuple[str, ast.FunctionDef | ast.ClassDef]]:
    """Classes, functions and methods that others may use."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node.name, node
            if isinstance(node, ast.ClassDef):
                yield from public(node)


def protocol_methods(tree: ast.Module) -> set[str]:
    """The methods that a protocol of the module explains for all who have them."""
    return {
        name
        for node in tree.body
        if isinstance(node, ast.ClassDef) and "Protocol" in map(ast.unparse, node.bases)
        for name, method in public(node)
        if ast.get_docstring(method)
    }


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_whatever_a_linter_passes_over_has_its_reason_beside_it(path: Path) -> None:
    told = re.findall(r"# (?:noqa|type: ignore).*", path.read_text(encoding="utf-8"))
    assert [each for each in told if "  # " not in each] == []


def test_functions_are_small() -> None:
    long = {
        f"{name_of(path)}:{node.lineno} {node.name}": lines
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and (lines := lines_of_code(node)) > 50
    }
    assert long == {}


def lines_of_code(function: ast.FunctionDef) -> int:
    """The lines of a function's body, its docstring apart."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


# What is committed.


def committed() -> Iterator[tuple[str, str]]:
    done = subprocess.run(
        ("git", "ls-files", "-z"), cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        pytest.skip("not a checkout: git does not know what is committed here")
    for name in filter(None, done.stdout.split("\0")):
        path = CHECKOUT / name
        if path.is_file():
            yield name, path.read_bytes().decode("utf-8", "replace")


def registry_hosts() -> set[str]:
    """The hosts of the public registries, as pip and twine know them."""
    addresses = (utils.DEFAULT_REPOSITORY, utils.TEST_REPOSITORY, PyPI.url, TestPyPI.url)
    named = {urlsplit(each).hostname or "" for each in addresses}
    return {each for each in (*named, PyPI.file_storage_domain, TestPyPI.file_storage_domain) if each}


def test_no_registry_is_named_in_a_committed_file() -> None:
    hosts = registry_hosts()
    assert len(hosts) >= 4
    literal = re.compile("|".join(rf"(?<![\w.-]){re.escape(host)}(?![\w-])" for host in hosts))
    found = [f"{name}: {match[0]}" for name, text in committed() for match in literal.finditer(text)]
    assert found == []
