"""Which systems a release has wheels for; the table of what each came to is seen in the item's tests."""

from __future__ import annotations

import pytest

from release_tasks.core.github.verification import matrix, systems_with_wheels
from release_tasks.core.index import IndexFile

LINUX = "demo-1.0-{0}-{0}-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"
MUSL = "demo-1.0-{0}-{0}-musllinux_1_2_x86_64.whl"
MAC = "demo-1.0-{0}-{0}-macosx_11_0_arm64.whl"
WINDOWS = "demo-1.0-{0}-{0}-win_amd64.whl"
SDIST = "demo-1.0.tar.gz"


def systems(*names: str, pythons: tuple[str, ...] = ("3.12", "3.13")) -> tuple[str, ...]:
    return systems_with_wheels((IndexFile(name=each, url="", version="1.0") for each in names), pythons)


def of(form: str, *pythons: str) -> list[str]:
    return [form.format(each) for each in pythons]


@pytest.mark.parametrize(
    ("names", "served"),
    [
        ([SDIST], ()),
        (["demo-1.0-py3-none-any.whl", SDIST], ("Linux", "macOS", "Windows")),
        ([*of(LINUX, "cp312", "cp313"), *of(WINDOWS, "cp312"), SDIST], ("Linux",)),
        (of(MUSL, "cp312", "cp313"), ("Linux",)),
        (of(MAC, "cp312", "cp313"), ("macOS",)),
        (["demo-1.0-cp39-abi3-win_arm64.whl"], ("Windows",)),
        (["demo-1.0-cp314-abi3-win_arm64.whl"], ()),
        (["demo-no-wheel.whl"], ()),
    ],
)
def test_a_system_has_wheels_if_each_python_finds_one(names: list[str], served: tuple[str, ...]) -> None:
    assert systems(*names) == served


def test_without_pythons_any_wheel_of_the_system_will_do() -> None:
    assert systems(*of(WINDOWS, "cp39"), pythons=()) == ("Windows",)


def test_a_python_that_is_a_path_has_its_own_column_at_the_end() -> None:
    here = {
        "system": "macOS arm64",
        "results": [{"python": each, "passed": each != "/opt/py"} for each in ("/opt/py", "3.9")],
    }
    table = matrix("demo", here, {})
    assert table.columns == ("", "3.9", "/opt/py")
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["macOS arm64, here", "passed", "failed"],
        ["Linux", "not verified", "not verified"],
        ["Windows", "not verified", "not verified"],
    ]
