"""What a person says was dropped: how it is named, what that covers, and the names that findings give."""

from __future__ import annotations

import builders as b
import pytest

from release_tasks.core.coverage.choices import Cell, coverage
from release_tasks.core.coverage.dropped import SDIST, Dropped, dropped, names
from release_tasks.core.errors import UsageError

LINUX, MAC = "linux-x86_64", "macos-arm64"
EVERYWHERE = [(platform, python) for platform in (LINUX, MAC) for python in ("3.12", "3.13")]


def said(*given: str) -> Dropped:
    return dropped(b.a_request(task="verify-pypi", dropped=dict.fromkeys(given, "why not")))


def covered(*given: str) -> list[Cell]:
    return [cell for cell in EVERYWHERE if said(*given).why(cell, was_sdist=False) == "why not"]


@pytest.mark.parametrize(
    ("given", "cells"),
    [
        (LINUX, EVERYWHERE[:2]),
        ("manylinux-x86-64", EVERYWHERE[:2]),
        ("3.12", EVERYWHERE[::2]),
        ("3.12.4", EVERYWHERE[::2]),
        (f"{MAC}:3.13", EVERYWHERE[3:]),
        ("darwin-aarch64:3.13", EVERYWHERE[3:]),
        (SDIST, []),
        ("3.11", []),
    ],
)
def test_platforms_and_pythons_are_called_as_in_the_settings(given: str, cells: list[Cell]) -> None:
    assert covered(given) == cells


def test_several_add_up_and_the_sdist_is_meant_where_users_built_it() -> None:
    assert covered(LINUX, "3.13") == [*EVERYWHERE[:2], EVERYWHERE[3]]
    assert said(SDIST).why((LINUX, "3.12"), was_sdist=True) == "why not"
    assert not said(LINUX).why((MAC, "3.12"), was_sdist=True)


def test_the_one_row_of_a_release_for_all_has_a_name() -> None:
    assert said("any").why(("any", "3.12"), was_sdist=False)


@pytest.mark.parametrize(
    ("given", "remedy"),
    [
        ("makos-arm64", "did you mean macos-arm64?"),
        ("makos-arm64:3.12", "did you mean macos-arm64?"),
        ("linux-x86_64:python", "did you mean linux-x86_64?"),
        ("everything", "call it as the table of coverage does"),
    ],
)
def test_what_is_neither_is_refused_with_the_nearest(given: str, remedy: str) -> None:
    with pytest.raises(UsageError) as caught:
        said(given)
    assert given in caught.value.what
    assert caught.value.remedy == remedy


def named(*lost: Cell) -> tuple[str, ...]:
    """The names of what was lost of wheels for two platforms and two Pythons, and an sdist for all else."""
    tags = (
        f"cp{python}-cp{python}-{place}"
        for python in (312, 313)
        for place in ("manylinux_2_17_x86_64", "macosx_11_0_arm64")
    )
    files = {**{f"d-1.0-{tag}.whl": "" for tag in tags}, "d-1.0.tar.gz": ""}
    then = coverage(files, (LINUX, MAC), ("3.12", "3.13", "3.14"))
    return names(lost, lost, then)


def test_a_platform_or_a_python_that_is_gone_as_a_whole_is_named_alone() -> None:
    assert named(*EVERYWHERE[:2]) == (LINUX,)
    assert named(*EVERYWHERE[::2]) == ("3.12",)
    assert named(*EVERYWHERE) == (LINUX, MAC)
    assert named(EVERYWHERE[0]) == (f"{LINUX}:3.12",)
    assert named(*EVERYWHERE[:3]) == (LINUX, "3.12")


def test_where_users_built_the_sdist_it_is_the_sdist_that_is_gone() -> None:
    assert named((LINUX, "3.14"), (MAC, "3.14")) == (SDIST,)


@pytest.mark.parametrize(
    "lost", [EVERYWHERE[:1], EVERYWHERE[:2], EVERYWHERE[1:], EVERYWHERE[::2], [(MAC, "3.14")]]
)
def test_what_is_given_as_named_covers_what_was_lost(lost: list[Cell]) -> None:
    meant = said(*named(*lost))
    assert all(meant.why(cell, was_sdist=cell[1] == "3.14") for cell in lost)
    assert not any(meant.why(cell, was_sdist=False) for cell in EVERYWHERE if cell not in lost)
