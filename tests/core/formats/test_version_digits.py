"""Versions as the digits of a number beside their text: found, written, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release_tasks.core.errors import UsageError
from release_tasks.core.formats import coded, version_digits
from release_tasks.core.sources import VersionSources, rewrite

PATH = Path("src/demo/__version__.py")


def changed(text: str, version: str) -> str:
    data = text.encode()
    sources = VersionSources(spots=coded.beside(PATH, data, "2.32.2"))
    return rewrite({PATH: data}, sources, version).get(PATH, data).decode()


@pytest.mark.parametrize(
    ("before", "version", "after"),
    [
        ("__build__ = 0x023202", "2.32.3", "__build__ = 0x023203"),
        ("__build__ = 0x023202\n", "3.0", "__build__ = 0x030000\n"),
        ("__build__ = 0x023202", "2.33.0rc1", "__build__ = 0x023300"),
        ("__build__ = 0x02320200", "2.32.2.1", "__build__ = 0x02320201"),
        ("__build__ = 0x023202", "2.32.2.1", "__build__ = 0x023202"),
        ("__build__ = 0x023201", "2.32.3", "__build__ = 0x023201"),
        ("__build__ = 23202", "2.32.3", "__build__ = 23202"),
        ("__build__ = 0x22002", "2.32.3", "__build__ = 0x22002"),
        ("MAGIC = 0x023202", "2.32.3", "MAGIC = 0x023202"),
    ],
)
def test_only_digits_that_state_the_version_move(before: str, version: str, after: str) -> None:
    assert changed(before, version) == after


def test_a_number_of_three_digits_is_refused() -> None:
    with pytest.raises(UsageError, match="cannot be written as 0x023202"):
        changed("__build__ = 0x023202", "2.100.0")


@given(st.tuples(*[st.integers(0, 99)] * 3))
def test_what_is_written_is_read_back(release: tuple[int, ...]) -> None:
    version = ".".join(map(str, release))
    assert version_digits.read(version_digits.written("0x010203", version)) == version
