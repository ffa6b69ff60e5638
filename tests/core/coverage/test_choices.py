"""Which file an installer takes; held to a search through every tag that packaging makes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.utils import parse_wheel_filename

from release_tasks.core.coverage.choices import Choice, Files, coverage
from release_tasks.core.coverage.platforms import ANYWHERE, ranks
from release_tasks.core.coverage.pythons import allows, in_order, python_named, tags_of

GLIBC, MUSL = "manylinux_2_17_x86_64.manylinux2014_x86_64", "musllinux_1_2_x86_64"
PYTHONS = ("3.7", "3.9", "3.12", "3.13", "3.13t", "3.15", "3.15t", "pypy3.11")
PLATFORMS = ("linux-x86_64", "manylinux_2_16_x86_64", "musllinux-x86_64", "macos-arm64", "windows-x86")


def chosen(names: list[str], platform: str, python: str, requires: str = "") -> Choice:
    files = {each if each.endswith(".gz") else f"d-1.0-{each}.whl": requires for each in names}
    return coverage(files, (platform,), (python,)).choices[platform, python]


@pytest.mark.parametrize(
    ("tags", "platform", "python", "taken"),
    [
        ([f"cp312-cp312-{GLIBC}", f"cp39-abi3-{GLIBC}"], "linux-x86_64", "3.12", 0),
        ([f"cp312-cp312-{GLIBC}", f"cp39-abi3-{GLIBC}"], "linux-x86_64", "3.13", 1),
        ([f"cp312-cp312-{GLIBC}", f"cp39-abi3-{GLIBC}"], "linux-x86_64", "3.9", 1),
        ([f"cp312-cp312-{GLIBC}", f"cp39-abi3-{GLIBC}"], "linux-x86_64", "3.8", None),
        ([f"cp39-abi3-{GLIBC}"], "linux-x86_64", "3.13t", None),
        ([f"cp313-cp313-{GLIBC}", f"cp313-cp313t-{GLIBC}"], "linux-x86_64", "3.13t", 1),
        ([f"cp313-cp313-{GLIBC}", f"cp313-cp313t-{GLIBC}"], "linux-x86_64", "3.13", 0),
        ([f"cp315-abi3t-{GLIBC}"], "linux-x86_64", "3.15t", 0),
        ([f"cp36-cp36m-{GLIBC}"], "linux-x86_64", "3.6", 0),
        ([f"py3-none-{GLIBC}", "py3-none-any"], "linux-x86_64", "3.12", 0),
        ([f"py3-none-{GLIBC}", "py3-none-any"], "musllinux-x86_64", "3.12", 1),
        (["py2-none-any"], "linux-x86_64", "3.12", None),
        (
            ["cp312-cp312-manylinux_2_17_x86_64", "cp312-cp312-manylinux_2_34_x86_64"],
            "linux-x86_64",
            "3.12",
            1,
        ),
        (
            ["cp312-cp312-manylinux_2_17_x86_64", "cp312-cp312-manylinux_2_34_x86_64"],
            "manylinux_2_28_x86_64",
            "3.12",
            0,
        ),
        (["cp312-cp312-macosx_10_12_universal2"], "macos-arm64", "3.12", 0),
        (["cp312-cp312-macosx_11_1_arm64"], "macos-arm64", "3.12", None),
        ([f"pp311-pypy311_pp73-{GLIBC}"], "linux-x86_64", "pypy3.11", 0),
        ([f"pp311-pypy311_pp73-{GLIBC}", f"pp311-pypy311_pp80-{GLIBC}"], "linux-x86_64", "pypy3.11", 1),
        ([f"pp311-pypy311_pp73-{GLIBC}"], "linux-x86_64", "3.11", None),
        (["cp312-cp312-win32"], "windows-x86", "3.12", 0),
        (["cp312-cp312-win_amd64"], "windows-arm64", "3.12", None),
        (
            [f"cp312-cp312-{GLIBC}", f"7-cp312-cp312-{GLIBC}", f"12-cp312-cp312-{GLIBC}"],
            "linux-x86_64",
            "3.12",
            2,
        ),
        (["cp312-cp312-linux_x86_64"], "linux-x86_64", "3.12", None),
    ],
)
def test_an_installer_takes_the_best_wheel(
    tags: list[str], platform: str, python: str, taken: int | None
) -> None:
    found = chosen(tags, platform, python)
    assert found.file == ("" if taken is None else f"d-1.0-{tags[taken]}.whl")
    assert found.kind == ("nothing" if taken is None else "wheel")


def test_without_a_wheel_there_is_the_sdist() -> None:
    assert chosen([f"cp312-cp312-{GLIBC}", "d-1.0.tar.gz"], "linux-x86_64", "3.13") == Choice(
        kind="sdist", file="d-1.0.tar.gz"
    )


def test_what_requires_python_excludes_is_outside_even_for_a_pure_wheel() -> None:
    files = ["py3-none-any", "d-1.0.tar.gz"]
    assert chosen(files, ANYWHERE, "3.9", ">=3.10").kind == "outside"
    assert chosen(files, ANYWHERE, "3.10", ">=3.10").kind == "wheel"
    assert chosen(files, ANYWHERE, "3.9", "!=3.9.0,!=3.9.1,>=3.8").kind == "wheel"
    assert chosen(files, ANYWHERE, "3.9", "no specifier").kind == "wheel"
    assert chosen([], ANYWHERE, "3.9").kind == "nothing"


def test_each_file_has_a_requires_python_of_its_own() -> None:
    files: Files = {"d-1.0-py3-none-any.whl": ">=3.12", "d-1.0.tar.gz": ">=3.8"}
    covered = coverage(files, (ANYWHERE,), ("3.10", "3.12"))
    assert [choice.kind for choice in covered.choices.values()] == ["sdist", "wheel"]


def test_names_that_are_no_wheels_are_told() -> None:
    assert coverage({"d-1.0-what.whl": "", "d-1.0.tar.gz": ""}, (ANYWHERE,), ("3.12",)).unread == (
        "d-1.0-what.whl",
    )


def test_the_oldest_system_that_a_wheel_serves_is_told() -> None:
    both = ["cp312-cp312-manylinux_2_17_x86_64", "cp312-cp312-manylinux_2_34_x86_64"]
    assert chosen(both, "linux-x86_64", "3.12").least == "glibc 2.17"
    assert chosen(both[1:], "linux-x86_64", "3.12").least == "glibc 2.34"
    assert chosen([*both, "py3-none-any"], "linux-x86_64", "3.12").least == ""
    fat = ["cp312-cp312-macosx_10_12_universal2"]
    assert chosen(fat, "macos-x86_64", "3.12").least == "macOS 10.12"
    assert chosen(fat, "macos-arm64", "3.12").least == "macOS 11.0"
    assert chosen(["cp312-cp312-macosx_14_0_arm64"], "macos-arm64", "3.12").least == "macOS 14.0"


def test_pythons_by_any_spelling() -> None:
    named = [
        python_named(each)
        for each in ("3.12", "3.12.4", "3.13T", "pypy3.11", "/usr/bin/python3", "2.7", "3.x")
    ]
    assert named == ["3.12", "3.12", "3.13t", "pypy3.11", None, None, None]
    assert in_order(["pypy3.9", "3.13t", "3.9", "3.10", "3.13", "3.9"]) == (
        "3.9",
        "3.10",
        "3.13",
        "3.13t",
        "pypy3.9",
    )


def test_any_patch_will_do() -> None:
    assert allows(">=3.9.2", "3.9")
    assert allows("<3.9.1", "3.9")
    assert not allows(">=3.10", "3.9t")


_TAGS = [
    f"{python}-{abi}-{platform}"
    for python, abi in (
        ("cp37", "cp37m"),
        ("cp39", "cp39"),
        ("cp312", "cp312"),
        ("cp313", "cp313"),
        ("cp313", "cp313t"),
        ("cp38", "abi3"),
        ("cp312", "abi3"),
        ("cp315", "abi3t"),
        ("cp312", "none"),
        ("py3", "none"),
        ("py38", "none"),
        ("pp311", "pypy311_pp73"),
    )
    for platform in (GLIBC, "manylinux_2_5_x86_64", MUSL, "macosx_10_12_universal2", "win32", "any")
]


@settings(deadline=None, max_examples=25)
@given(st.lists(st.sampled_from(_TAGS), min_size=1, max_size=12, unique=True))
def test_the_short_way_finds_what_a_search_through_all_tags_finds(tags: list[str]) -> None:
    """Naively: every tag that packaging makes for a cell, in its order, until a wheel has it."""
    files = {f"d-1.0-{each}.whl": "" for each in tags}
    sets = {name: parse_wheel_filename(name)[3] for name in sorted(files)}
    covered = coverage(files, PLATFORMS, PYTHONS)
    for (platform, python), choice in covered.choices.items():
        for tag in tags_of(python, ranks(platform)):
            holding = [name for name in sets if tag in sets[name]]
            if holding:
                assert (choice.file, choice.tag) == (holding[0], tag)
                break
        else:
            assert choice.kind == "nothing"
