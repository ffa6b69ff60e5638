"""Which module a distribution is imported by, from the paths that real ones install."""

from __future__ import annotations

import pytest

from release_tasks.world.environments.probe import main_module


@pytest.mark.parametrize(
    ("distribution", "paths", "module"),
    [
        ("PyYAML", ["yaml/__init__.py", "yaml/cyaml.py", "_yaml/__init__.py", "yaml/_yaml.cpython-312.so"], "yaml"),
        ("attrs", ["attr/__init__.py", "attr/a.py", "attr/b.py", "attrs/__init__.py"], "attrs"),
        ("google-cloud-storage", ["google/cloud/storage/__init__.py", "google/cloud/storage/b.py"], "google.cloud.storage"),
        ("six", ["six.py", "__pycache__/six.cpython-312.pyc", "six-1.0.dist-info/METADATA"], "six"),
        ("Fast.Thing", ["fast_thing.cpython-312-x86_64-linux-gnu.so"], "fast_thing"),
        ("demo", ["demo/sub/mod.py", "demo.pth"], "demo.sub.mod"),
        ("demo", ["../../../bin/demo", "demo-1.0.dist-info/RECORD", "demo-1.0.data/x.py"], ""),
        ("types-demo", ["demo-stubs/__init__.pyi"], ""),
        ("demo", ["tests/__init__.py", "tests/a.py", "demo/__init__.py"], "demo"),
        ("pytest-thing", ["pytest_thing.py", "_private.py"], "pytest_thing"),
        ("odd", ["_odd_core/__init__.py"], "_odd_core"),
        ("demo", [], ""),
    ],
)  # fmt: skip
def test_the_module_is_the_one_that_people_import(distribution: str, paths: list[str], module: str) -> None:
    assert main_module(distribution, [tuple(each.split("/")) for each in paths]) == module
