"""The catalogue: names that are unique together, selectors that exist, and a price of nothing for the host."""

from __future__ import annotations

import subprocess
import sys

import pytest

from release_tasks.catalog import TASKS, named, task
from release_tasks.checklist import STAGES, all_items
from release_tasks.core.select import choose

WANTED = {
    *("plan", "metadata", "validate", "tag", "publish", "promote", "post", "bump", "check-version"),
    *("build-smoke", "verify-pypi", "status", "rehearse", "verify-workflow"),
}


def test_the_tasks_are_those_of_the_checklist() -> None:
    assert {each.name for each in TASKS} == WANTED
    assert len(TASKS) == len(WANTED)


def test_every_selector_chooses_items() -> None:
    items = all_items()
    for each in TASKS:
        for selector in each.selectors:
            assert choose(items, (selector,)), f"{each.name}: {selector}"
        assert each.selectors or each.entry


def test_every_item_has_a_line_a_source_and_an_id_of_its_own() -> None:
    items = all_items()
    assert [each.stage for each in items] == sorted((each.stage for each in items), key=STAGES.index)
    assert len({each.id for each in items}) == len(items)
    for each in items:
        assert 0 < len(each.line) <= 110, each.id
        assert each.source.startswith("https://"), each.id


def test_selection_keeps_the_order_and_refuses_strangers() -> None:
    assert [each.name for each in named(["bump", "plan"])] == ["plan", "bump"]
    with pytest.raises(ValueError, match="no task 'bmup'"):
        named(["bmup"])


def test_every_parameter_has_help_and_bump_alone_demands_its_version() -> None:
    for each in TASKS:
        assert all(param.help for param in each.params)
        assert [param.name for param in each.params if param.required] == (
            ["version"] if each.name == "bump" else []
        )
    assert {param.name for param in task("check-version").params} > {"tag", "dist"}


@pytest.mark.parametrize("door", ["nox", "invoke"])
def test_registering_imports_our_door_and_the_catalogue_and_nothing_else(door: str) -> None:
    call = "register(root='.')" if door == "nox" else "collection(root='.')"
    code = f"""
import sys, {door}
{door}.__name__
before = set(sys.modules)
import release_tasks.{door}
release_tasks.{door}.{call}
new = sorted(set(sys.modules) - before)
print(*(each for each in new if each.partition('.')[0] not in sys.stdlib_module_names))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == sorted(["release_tasks", "release_tasks.catalog", f"release_tasks.{door}"])
