"""Builds beside each other where one should be: which are a fault, and which a doubt."""

from __future__ import annotations

import builders as b
import pytest

from release_tasks.core.gate.duplicates import duplicates
from release_tasks.core.index import IndexFile

NAME = "demo-1.3.0-py3-none-any.whl"
AGAIN, SPELLED = "demo-1.3.0-1-py3-none-any.whl", "Demo-1.3.0-py3-none-any.whl"


def listed(*names: str, yanked: bool = False) -> tuple[IndexFile, ...]:
    return tuple(b.an_index_file(name=each, yanked=yanked) for each in names)


def faults(*files: IndexFile, past: bool = False) -> list[str]:
    found = duplicates(files, past=past)
    assert not found.doubts
    assert all(each.remedy for each in found.faults)
    return [each.kind for each in found.faults]


@pytest.mark.parametrize("twin", [AGAIN, SPELLED, "demo-1.3.0-2-py3-none-any.whl"])
def test_two_wheels_for_the_same_tags(twin: str) -> None:
    assert faults(*listed(NAME, twin)) == ["several wheels with the same tags"]


def test_wheels_with_other_tags_and_no_wheels_at_all_are_none() -> None:
    assert not faults(
        *listed(NAME, "demo-1.3.0-1-py2-none-any.whl", "demo-1.3.0.tar.gz", "demo-1.3.0-py3.whl")
    )


def test_installers_leave_a_yanked_twin_out() -> None:
    assert not faults(*listed(NAME), *listed(AGAIN, yanked=True))


def test_a_wheel_of_a_past_release_that_was_built_again_is_a_doubt() -> None:
    found = duplicates(listed(NAME, AGAIN), past=True)
    assert not found.faults
    (doubt,) = found.doubts
    assert doubt.subject == AGAIN
    assert f"{NAME} beside;" in doubt.found


def test_no_number_says_which_one_counts() -> None:
    assert faults(*listed(NAME, SPELLED), past=True) == ["several wheels with the same tags"]


def test_one_sdist_is_enough() -> None:
    assert faults(*listed("demo-1.3.0.tar.gz", "demo-1.3.0.zip"), past=True) == ["several sdists"]
    assert not faults(*listed("demo-1.3.0.zip", NAME))
