"""Releases that are named in full, and what only looks like one."""

from __future__ import annotations

import pytest

from release_tasks.core.errors import UsageError
from release_tasks.core.named import Named, read_named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("orjson==3.10.0", Named("orjson", (), "3.10.0")),
        (" Foo.Bar == 1.0-RC.1 ", Named("foo-bar", (), "1.0rc1")),
        ("requests[Socks,use_chardet]==2.31", Named("requests", ("socks", "use-chardet"), "2.31")),
        ("torch==2.1.0+cpu", Named("torch", (), "2.1.0+cpu")),
        ("six", Named("six")),
        ("2to3==1.0", Named("2to3", (), "1.0")),
    ],
)
def test_a_name_with_or_without_a_version(text: str, named: Named) -> None:
    assert read_named(text) == named


@pytest.mark.parametrize("text", ["1.2.0", "v1.2.0", "1!2.0", "minor", "post", "rc", "1.x", "", "-1"])
def test_a_version_or_a_word_names_no_project(text: str) -> None:
    assert read_named(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "six>=1",
        "six==1.*",
        "six===1.0",
        "six==1.0,==1.1",
        "six==x",
        "six==",
        "six @ file:///x",
        "a b",
        "six==1; x",
    ],
)
def test_what_names_no_one_release(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_named(text)
    assert "names no release" in caught.value.what
