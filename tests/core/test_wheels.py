from __future__ import annotations

from pathlib import Path

import pytest

from release_tasks.core.environments import Interpreter, Interpreters, missing_interpreters
from release_tasks.core.index import IndexFile
from release_tasks.core.wheels import allowed, fits, plan_smoke, wheel_tags

PLATFORMS = ("manylinux_2_17_x86_64", "linux_x86_64")


def python(version: str) -> Interpreter:
    return Interpreter(version=version, full=f"{version.rstrip('t')}.1", executable=Path("python"))


@pytest.mark.parametrize(
    ("tag", "version", "fit"),
    [
        ("py3-none-any", "3.12", True),
        ("py2-none-any", "3.12", False),
        ("py3-none-manylinux_2_17_x86_64", "3.12", True),
        ("cp312-cp312-manylinux_2_17_x86_64", "3.12", True),
        ("cp312-cp312-manylinux_2_17_x86_64", "3.13", False),
        ("cp312-cp312-manylinux_2_39_x86_64", "3.12", False),
        ("cp312-cp312-macosx_11_0_arm64", "3.12", False),
        ("cp39-abi3-manylinux_2_17_x86_64", "3.13", True),
        ("cp39-abi3-manylinux_2_17_x86_64", "3.13t", False),
        ("cp313-cp313-manylinux_2_17_x86_64", "3.13t", False),
        ("cp313-cp313t-manylinux_2_17_x86_64", "3.13t", True),
        ("cp313-cp313t-manylinux_2_17_x86_64", "3.13", False),
        ("cp312-cp312-manylinux_2_17_x86_64", "pypy3.10", False),
        ("pp310-pypy310_pp73-manylinux_2_17_x86_64", "pypy3.10", True),
        ("cp312-cp312-manylinux_2_17_x86_64", "graalpy3.11", True),
    ],
)
def test_a_wheel_fits_where_its_tags_say(tag: str, version: str, fit: bool) -> None:
    assert fits(f"tiny-1.0-{tag}.whl", python(version), PLATFORMS) is fit


def test_each_wheel_goes_to_its_interpreters_and_what_is_left_is_named() -> None:
    here, there = "tiny-1.0-cp312-cp312-linux_x86_64.whl", "tiny-1.0-cp312-cp312-win_amd64.whl"
    plan = plan_smoke([here, there], [python("3.12"), python("3.13")], PLATFORMS)
    assert plan.pairs == ((here, python("3.12")),)
    assert plan.unfit == (there,)
    assert plan.unserved == (python("3.13"),)


def test_an_sdist_serves_every_interpreter() -> None:
    plan = plan_smoke(
        ["tiny-1.0-cp312-cp312-linux_x86_64.whl", "tiny-1.0.tar.gz"], [python("3.13")], PLATFORMS
    )
    assert plan.pairs == (("tiny-1.0.tar.gz", python("3.13")),)
    assert plan.unserved == ()


def test_a_missing_interpreter_is_named_with_the_places_and_a_remedy() -> None:
    (finding,) = missing_interpreters(
        Interpreters(found=(), missing=("3.14",), looked_at=("/versions", "PATH"))
    )
    assert finding.subject == "Python 3.14"
    assert finding.found == "none in /versions, PATH"
    assert finding.remedy == (
        "uv python install 3.14, or leave it out of --python, and of `pythons` in the settings"
    )


def test_what_is_no_wheel_name_fits_nothing() -> None:
    assert wheel_tags("demo-1.0-cp312-win_amd64.whl") == frozenset()
    assert not fits("demo-1.0-cp312-win_amd64.whl", python("3.12"), ["win_amd64"])


def test_requires_python_decides_which_files_are_for_a_python() -> None:
    files = tuple(
        IndexFile(name=f"demo-{at}.tar.gz", url="", version="1.0", requires_python=each)
        for at, each in enumerate((None, ">=3.12", "<3.12", "nonsense", "!=3.12.0"))
    )
    assert [each.requires_python for each in allowed(files, python("3.12"))] == [
        None,
        ">=3.12",
        "nonsense",
        "!=3.12.0",
    ]
    assert [each.requires_python for each in allowed(files, python("3.11"))] == [
        None,
        "<3.12",
        "nonsense",
        "!=3.12.0",
    ]
