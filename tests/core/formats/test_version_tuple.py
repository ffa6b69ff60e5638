"""Versions as tuples beside their text: read, written in the same manner, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release_tasks.core.errors import UsageError
from release_tasks.core.formats import version_tuple
from release_tasks.core.sources import VersionSources, rewrite
from release_tasks.core.version import canonical

PATH = Path("demo/__init__.py")


def changed(text: str, version: str) -> str:
    data = text.encode()
    spots = version_tuple.spots(PATH, data, "1.2.0")
    return rewrite({PATH: data}, VersionSources(spots=spots), version).get(PATH, data).decode()


@pytest.mark.parametrize(
    ("before", "version", "after"),
    [
        ("version_info = (1, 2, 0)", "1.3.0", "version_info = (1, 3, 0)"),
        ("version = (1, 2, 0)", "1.3.0", "version = (1, 3, 0)"),
        ("VERSION_TUPLE = (1, 2, 0)", "1.3.0", "VERSION_TUPLE = (1, 3, 0)"),
        ("version_info = (1, 2, 0)", "1.3.0rc1", "version_info = (1, 3, 0)"),
        (
            "__version_info__: Final = (1,2,0,)  # (1, 2, 0)",
            "1.3.1",
            "__version_info__: Final = (1,3,1,)  # (1, 2, 0)",
        ),
        ("VERSION = (1, 2, 0, 'final', 0)", "1.3.0rc2", "VERSION = (1, 3, 0, 'candidate', 2)"),
        ('VERSION = (\r\n\t1, 2, 0, "final", 0\r\n)', "2.0.0b1", 'VERSION = (\r\n\t2, 0, 0, "beta", 1\r\n)'),
        ("VERSION = (1, 2, 0, '')", "1.3.0.dev0", "VERSION = (1, 3, 0, '.dev0')"),
        ("VERSION = info(1, 2, 0, '', '')", "1.3.0rc1", "VERSION = info(1, 3, 0, 'rc1', '')"),
        ("VERSION = info(1, 2, 0, '', '')", "1.2.1", "VERSION = info(1, 2, 1, '', '')"),
        ("version_info = 1, 2, 0", "10.0.0", "version_info = 10, 0, 0"),
        (
            "x = (1, 2, 0); version_info = (1, 2, 0); y = (1, 2, 0)",
            "1.2.1",
            "x = (1, 2, 0); version_info = (1, 2, 1); y = (1, 2, 0)",
        ),
        ("VERSION = (1, 2, 0, 'final', 1)", "1.3.0", "VERSION = (1, 3, 0, 'final', 1)"),
        ("VERSION = (1, 2, 0, 'final', 1)", "1.3.0rc2", "VERSION = (1, 3, 0, 'candidate', 2)"),
        (
            'version_info = VersionInfo(1, 2, 0, "final", 0)',
            "1.3.0a1",
            'version_info = VersionInfo(1, 3, 0, "alpha", 1)',
        ),
        ("version_info = (1, 2)", "1.3.0", "version_info = (1, 3)"),
        ("version_info = Info(1, 2, micro=0)", "1.3.0", "version_info = Info(1, 2, micro=0)"),
        ("version_info = tuple()", "1.3.0", "version_info = tuple()"),
        ("version_info = (1, 1, 0)", "1.3.0", "version_info = (1, 1, 0)"),
        ("version_info = (1, 2, 0, 'final', serial)", "1.3.0", "version_info = (1, 2, 0, 'final', serial)"),
        ("version_info = (1, 2, 0, 'final', -1)", "1.3.0", "version_info = (1, 2, 0, 'final', -1)"),
        ("version_info = (1, # major\n 2, 0)", "1.3.0", "version_info = (1, # major\n 2, 0)"),
        ("version_info = [1, 2, 0]", "1.3.0", "version_info = [1, 2, 0]"),
        ("python_version = (1, 2, 0)", "1.3.0", "python_version = (1, 2, 0)"),
    ],
)
def test_only_a_tuple_that_states_the_version_moves(before: str, version: str, after: str) -> None:
    assert changed(before, version) == after


@pytest.mark.parametrize("version", ["1.3.0rc1.dev2", "1!1.3.0", "1.3.0.1"])
def test_what_a_tuple_cannot_say_is_refused(version: str) -> None:
    with pytest.raises(UsageError, match="cannot be written as"):
        changed("VERSION = (1, 2, 0, 'final', 0)", version)


ENDINGS = st.sampled_from(["", "a1", "b2", "rc3", ".dev4", ".post5"])
MANNERS = st.sampled_from(['1, 2, 0, "final", 0', "1,2,0,'rc',1", "1, 2, 0, '.dev0'", "1, 2, 0, ''"])


@given(st.tuples(*[st.integers(0, 99)] * 3), ENDINGS, MANNERS)
def test_what_is_written_is_read_back(release: tuple[int, ...], ending: str, manner: str) -> None:
    version = canonical(".".join(map(str, release)) + ending)
    assert version_tuple.read(version_tuple.written(manner, version)) == version
