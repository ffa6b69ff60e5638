"""Versions as calls of incremental's Version: found, read, written as it writes them, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release_tasks.core.errors import UsageError
from release_tasks.core.formats import incremental_call
from release_tasks.core.sources import VersionSources, rewrite
from release_tasks.core.version import canonical

PATH = Path("src/demo/_version.py")
IMPORT = "from incremental import Version\n"


def changed(text: str, version: str) -> str:
    data = (IMPORT + text).encode()
    sources = VersionSources(spots=incremental_call.whole(PATH, data))
    return rewrite({PATH: data}, sources, version).get(PATH, data).decode().removeprefix(IMPORT)


@pytest.mark.parametrize(
    ("before", "version", "after"),
    [
        ('__version__ = Version("demo", 1, 2, 0)', "1.3.0", '__version__ = Version("demo", 1, 3, 0)'),
        (
            '__version__ = Version("a.b", 1, 2, 0)',
            "1.3.0rc1",
            '__version__ = Version("a.b", 1, 3, 0, release_candidate=1)',
        ),
        (
            "__version__ = Version('demo', 1, 3, 0, prerelease=1)",
            "1.3.0rc2",
            "__version__ = Version('demo', 1, 3, 0, prerelease=2)",
        ),
        (
            '__version__ = Version("demo", 1, 3, 0, release_candidate=2)\n__all__ = ["__version__"]\n',
            "1.3.0",
            '__version__ = Version("demo", 1, 3, 0)\n__all__ = ["__version__"]\n',
        ),
        ('__version__ = Version("demo", 1, 3, 0)', "1.4", '__version__ = Version("demo", 1, 4, 0)'),
        (
            '__version__ = Version("demo", 1, 3, 0)',
            "1.3.0.post1.dev2",
            '__version__ = Version("demo", 1, 3, 0, post=1, dev=2)',
        ),
        ('version = Version("demo", 1, 3, 0)', "1.4", 'version = Version("demo", 1, 3, 0)'),
        ('__version__ = Version("demo", "NEXT", 0, 0)', "1.4", '__version__ = Version("demo", "NEXT", 0, 0)'),
        (
            '__version__ = Version("demo", 1, 3, 0, extra=1)',
            "1.4",
            '__version__ = Version("demo", 1, 3, 0, extra=1)',
        ),
    ],
)
def test_only_such_a_call_moves(before: str, version: str, after: str) -> None:
    assert changed(before, version) == after


def test_a_version_of_another_library_stays() -> None:
    assert incremental_call.whole(PATH, b'__version__ = Version("demo", 1, 2, 0)') == ()


@pytest.mark.parametrize("version", ["1.3.0a1", "1!1.3.0", "1.3.0.1"])
def test_what_it_has_no_form_for_is_refused(version: str) -> None:
    with pytest.raises(UsageError, match="cannot be written as"):
        changed('__version__ = Version("demo", 1, 2, 0)', version)


@given(st.tuples(*[st.integers(0, 99)] * 3), st.sampled_from(["", "rc3", ".dev4", ".post5", "rc1.dev0"]))
def test_what_is_written_is_read_back(release: tuple[int, ...], ending: str) -> None:
    version = canonical(".".join(map(str, release)) + ending)
    assert incremental_call.read(incremental_call.written("1, 2, 0", version)) == version
