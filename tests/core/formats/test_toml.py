"""The TOML locator, held to what tomllib reads."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from release_tasks.core.errors import UsageError
from release_tasks.core.formats.toml_document import document, spot_at
from release_tasks.core.formats.toml_spans import KeyPath, entries, line_of, unquoted, value_at

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HERE = Path("pyproject.toml")

NASTY = b'''# version = "9.9.9"
title = "version = \\"9.9.9\\"" # version = "9.9.9"
"quoted.key" = 1
'literal "key"'.inner = 2
"esc\\u0061ped" = 3
site."google.com" = true
when = 1979-05-27 07:32:00
text = """
[project]
version = "9.9.9"
ends with quotes \\"" """"
raw = \'\'\'
version = "9.9.9" \\ \'\'\'
empty = ""
empties = [ "", \'\', """""", [], {} ]
 \t[ project ] # [project]
   version   =   "1.2.0"   # version = "1.2.0"
name.first = "x"
urls = { home = "h", "a b".c = [ { version = "9.9.9" }, 2 ] }
list = [
  "one", # , "comment ]"
  [ 1, 2 ],
  { version = "8.8.8" },
]
[tool.release-tasks.packages.recorder]
path = "r"
[[package]]
name = "a"
[package.metadata]
version = "0.1"
[[package]]
name = "b"
[[package.inner]]
version = "0.2"
[[package.inner]]
version = "0.3"
[a."b.c".d]
last = +1_000.5e-3'''


def leaves(value: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, (*path, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, (*path, index))
    else:
        yield path, value


def check_against_tomllib(data: bytes) -> None:
    """Every leaf that tomllib knows is located, and the located bytes alone mean that value."""
    text = data.decode("utf-8-sig")
    found = {each.path: data[each.start : each.end].decode() for each in entries(data) if not each.header}
    for path, value in leaves(tomllib.loads(text)):
        assert tomllib.loads(f"x = {found[path]}")["x"] == value, path


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("final", [b"", b"\n"])
def test_every_value_of_a_nasty_file_is_located(line_end: bytes, bom: bytes, final: bytes) -> None:
    check_against_tomllib(bom + (NASTY + final).replace(b"\n", line_end))


KEYS = st.one_of(
    st.from_regex(r"[A-Za-z0-9_-]{1,6}", fullmatch=True),
    st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=5).map(
        lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    ),
    st.from_regex(r"'[a-z .#=\[\]\"]{0,5}'", fullmatch=True),
)
SCALARS = st.sampled_from(
    [
        '"1.2.0"',
        "'1.2.0'",
        '"""1.2\n# \\"""x"""',
        "'''a\n[b]\n'''",
        "1",
        "-0.5e9",
        "true",
        "1979-05-27",
        '"#"',
        '"\\\\"',
    ]
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda each: "[\n" + " , # ]\n".join(each) + "\n]"),
        st.dictionaries(KEYS, inner, max_size=3).map(
            lambda each: "{ " + ", ".join(f"{key} = {value}" for key, value in each.items()) + " }"
        ),
    ),
    max_leaves=4,
)
BLANKS = st.sampled_from(["", " ", "\t", "  "])


@st.composite
def toml_files(draw: st.DrawFn) -> bytes:
    """Text that often is TOML, in odd spellings; what is none is sorted out by tomllib."""
    lines = []
    for _ in range(draw(st.integers(min_value=1, max_value=8))):
        key = f"{draw(BLANKS)}.{draw(BLANKS)}".join(draw(st.lists(KEYS, min_size=1, max_size=2)))
        kind = draw(st.integers(min_value=0, max_value=5))
        if kind == 0:
            line = f"[{draw(BLANKS)}{key}{draw(BLANKS)}]"
        elif kind == 1:
            line = f"[[{key}]]"
        elif kind == 2:
            line = '# [project] version = "1.2.0"'
        else:
            line = f"{key}{draw(BLANKS)}={draw(BLANKS)}{draw(VALUES)}"
        lines.append(draw(BLANKS) + line + draw(st.sampled_from(["", " # version = '0'"])))
    data = draw(st.sampled_from(["\n", "\r\n"])).join(lines) + draw(st.sampled_from(["", "\n"]))
    return draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + data.encode()


@settings(max_examples=400, deadline=None)
@given(toml_files())
def test_whatever_tomllib_reads_is_located(data: bytes) -> None:
    try:
        tomllib.loads(data.decode("utf-8-sig"))
    except tomllib.TOMLDecodeError:
        entries(data)
    else:
        check_against_tomllib(data)


@given(st.binary(max_size=60))
def test_the_locator_never_fails(data: bytes) -> None:
    entries(data)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("project",), 16),
        (("project", "version"), 17),
        (("project", "list", 2, "version"), 23),
        (("tool", "release-tasks", "packages"), 25),
        (("tool", "release-tasks", "packages", "recorder", "path"), 26),
        (("package", 1, "name"), 32),
        (("package", 1, "inner", 1, "version"), 36),
        (("a", "b.c", "d", "last"), 38),
        (("project", "missing"), None),
    ],
)
def test_the_line_of_a_key(path: KeyPath, line: int | None) -> None:
    assert line_of(NASTY, path) == line


def test_only_strings_that_say_their_own_bytes_are_spots() -> None:
    for text in ('"1.2\\u002e0"', '"""\n1.2.0"""', "12", '["1.2.0"]'):
        data = f"a = {text}".encode()
        entry = value_at(data, ("a",))
        assert entry is not None
        assert unquoted(data, entry) is None
        with pytest.raises(UsageError, match=r"pyproject.toml:1: the value of it is not a plain string"):
            spot_at(HERE, data, ("a",), why="it")
    assert spot_at(HERE, b"a = '''1.2.0'''", ("a",), why="it").start == 7


def test_broken_files_are_refused_with_file_and_line() -> None:
    with pytest.raises(UsageError) as broken:
        document(HERE, b'[project]\nversion = "1\n')
    assert broken.value.where == "pyproject.toml:2"
    with pytest.raises(UsageError) as latin:
        document(HERE, '[project]\nname = "é"\n'.encode("latin-1"))
    assert latin.value.where == "pyproject.toml:2"
    assert "UTF-8" in latin.value.what
