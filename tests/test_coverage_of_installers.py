"""Our judgement of coverage, held to what uv and pip choose from the file lists of real releases.

Cells are equal where the same wheel is taken. Where two wheels of one release have equal rank (maturin's
fat macOS wheel lists the tag that the plain one has), installers differ, uv among them: then
both wheels have to have that rank.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from installers_choice import UV_PLATFORMS, Release, chosen_by_pip, chosen_by_uv, listing, releases
from packaging.utils import parse_wheel_filename
from standin_index import StandInIndex

from release_tasks.core.coverage.choices import Choice, coverage
from release_tasks.core.coverage.platforms import ranks

PYTHONS = ("3.8", "3.9", "3.11", "3.12", "3.13", "3.14")
FREE_THREADED = ("3.13t", "3.14t")
RELEASES = {each.project: each for each in releases()}
SAMPLE = [
    ("cryptography", "manylinux_2_28_x86_64", "3.9"),
    ("cryptography", "macosx_13_0_x86_64", "3.12"),
    ("maturin", "musllinux_1_2_x86_64", "3.12"),
    ("maturin", "macosx_13_0_arm64", "3.13"),
    ("orjson", "manylinux_2_17_x86_64", "3.14"),
    ("orjson", "windows-x86", "3.8"),
    ("pydantic-core", "windows-arm64", "3.9"),
    ("pydantic-core", "windows-arm64", "3.12"),
    ("pydantic-core", "manylinux_2_40_aarch64", "3.13"),
]


@pytest.fixture
def index() -> Iterator[StandInIndex]:
    with StandInIndex() as running:
        yield running


def ours(release: Release, platform: str, python: str) -> Choice:
    wheels = {name: requires for name, requires in release.files.items() if name.endswith(".whl")}
    return coverage(wheels, (platform,), (python,)).choices[platform, python]


def assert_same(release: Release, platform: str, python: str, theirs: str) -> None:
    choice = ours(release, platform, python)
    where = f"{release.project} on {platform}, Python {python}"
    assert bool(theirs) == (choice.kind == "wheel"), f"{where}: {choice}, {theirs}"
    if theirs != choice.file:
        assert choice.tag in parse_wheel_filename(theirs)[3], (
            f"{where}: {choice.file} is no tie with {theirs}"
        )
        assert release.project == "maturin", "the only release here that has ties"


def test_the_lists_are_rich() -> None:
    assert {project: len(each.files) for project, each in RELEASES.items()} == {
        "cryptography": 59,
        "maturin": 14,
        "orjson": 59,
        "pydantic-core": 140,
    }


def test_uv_agrees_on_a_sample(index: StandInIndex) -> None:
    for release in RELEASES.values():
        listing(index, release)
    for project, platform, python in SAMPLE:
        release = RELEASES[project]
        assert_same(release, platform, python, chosen_by_uv(index, release, platform, python))


def test_pip_agrees_on_a_free_threaded_python(index: StandInIndex, tmp_path: Path) -> None:
    release = RELEASES["cryptography"]
    listing(index, release)
    for python, file in (("3.13t", False), ("3.14t", True)):
        tags = list(ranks("manylinux_2_28_x86_64"))
        taken = chosen_by_pip(index, release, tags, python, tmp_path)
        assert bool(taken) == file
        assert_same(release, "manylinux_2_28_x86_64", python, taken)


@pytest.mark.slow
@pytest.mark.parametrize("project", sorted(RELEASES))
def test_uv_agrees_in_every_cell(project: str, index: StandInIndex) -> None:
    release = RELEASES[project]
    listing(index, release)
    for platform in UV_PLATFORMS:
        for python in PYTHONS:
            assert_same(release, platform, python, chosen_by_uv(index, release, platform, python))


@pytest.mark.slow
@pytest.mark.parametrize("project", sorted(RELEASES))
def test_pip_agrees_in_every_free_threaded_cell_and_on_one_other(
    project: str, index: StandInIndex, tmp_path: Path
) -> None:
    release = RELEASES[project]
    listing(index, release)
    cells = [(platform, python) for platform in UV_PLATFORMS for python in FREE_THREADED]
    for platform, python in (*cells, ("windows-amd64", "3.12")):
        taken = chosen_by_pip(index, release, list(ranks(platform)), python, tmp_path)
        assert_same(release, platform, python, taken)
