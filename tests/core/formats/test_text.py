"""Python assignments, patterns from settings, and files that are a version."""

from __future__ import annotations

from pathlib import Path

import pytest

from release_tasks.core.errors import UsageError
from release_tasks.core.formats import pattern, plain_text, python_assignment
from release_tasks.core.project import PatternSource

MODULE = Path("pkg/__init__.py")


@pytest.mark.parametrize(
    "statement",
    [
        '__version__ = "1.2.0"',
        "__version__='1.2.0'  # __version__ = '9'",
        '__version__: str = "1.2.0"',
        'version = __version__ = u"1.2.0"',
        '__version__ = """1.2.0"""',
        'é = "é"; __version__ = ("1.2.0")',
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_an_assignment_of_a_literal(statement: str, line_end: str, bom: bytes) -> None:
    text = f'"""__version__ = "9.9.9" é"""\n{statement}'.replace("\n", line_end)
    data = bom + text.encode()
    (spot,) = python_assignment.spots(MODULE, data)
    assert data[spot.start : spot.end] == b"1.2.0"
    assert data[: spot.start].decode("utf-8-sig")[-1] in "\"'"
    first_line = python_assignment.spots(MODULE, bom + b'__version__ = "1.2.0"')[0]
    assert (first_line.start, first_line.line) == (len(bom) + 15, 1)


@pytest.mark.parametrize(
    "text",
    [
        "__version__ = version('pkg')",
        "def f():\n    __version__ = '1.2.0'",
        "if True:\n    __version__ = '1.2.0'",
        "__version__ = '1.' '2.0'",
        "__version__ = '1.2\\x2e0'",
        "__version__ = f'1.2.0'",
        "__version__: str",
        "x = '__version__ = 1.2.0'",
        "not python, and no name that we look for",
    ],
)
def test_what_is_no_plain_literal_of_the_module_is_no_spot(text: str) -> None:
    assert python_assignment.spots(MODULE, text.encode()) == ()


def test_a_file_that_cannot_be_parsed_is_refused_with_its_line() -> None:
    with pytest.raises(UsageError) as caught:
        python_assignment.spots(MODULE, b"x = 1\n__version__ = = '1'\n")
    assert caught.value.where == "pkg/__init__.py:2"
    with pytest.raises(UsageError, match="UTF-8"):
        python_assignment.spots(MODULE, b"# \xe9\n__version__ = '1.2.0'\n")


@pytest.mark.parametrize(
    ("search", "text", "found"),
    [
        ("pkg=={version}", "pip install pkg==1.2.0 other==1.2.0", ["1.2.0"]),
        ("badge/v{version}-", "badge/v1.2.0-blue badge/v1.2.0-red", ["1.2.0", "1.2.0"]),
        ("release = '{version}'", "release = '1.2.0rc1'", ["1.2.0rc1"]),
        ("{version} (", "Version v1.2.0-rc.1 (today)", ["1.2.0-rc.1"]),
        ("v{version}", "v1.2.0-blue v1.2.0. v1.2.0rc1, v1.2.0b", ["1.2.0", "1.2.0", "1.2.0rc1", "1.2.0b"]),
        ("a.b({version})", "aXb(1.2.0) a.b(1.2.0)", ["1.2.0"]),
    ],
)
def test_a_pattern_is_literal_text_around_the_version(search: str, text: str, found: list[str]) -> None:
    spots = pattern.spots(Path("README.md"), text.encode(), PatternSource(path="README.md", search=search))
    assert [spot.text for spot in spots] == found
    assert [text[spot.start : spot.end] for spot in spots] == found


def test_a_pattern_keeps_the_way_that_a_pre_release_is_written() -> None:
    wanted = PatternSource(path="x", search="v={version}")
    assert pattern.spots(Path("x"), b"v=1.2.0-rc.1", wanted)[0].dialect == "semver"
    assert pattern.spots(Path("x"), b"v=1.2.0rc1", wanted)[0].dialect == "pep440"
    assert pattern.spots(Path("x"), b"v=1.2.0", wanted)[0].dialect == "pep440"


@pytest.mark.parametrize("search", ["pkg==", "{version} to {version}", "pkg=={version}"])
def test_a_pattern_that_matches_nothing_or_cannot_is_refused(search: str) -> None:
    with pytest.raises(UsageError) as caught:
        pattern.spots(Path("README.md"), b"nothing here", PatternSource(path="README.md", search=search))
    assert "settings" in caught.value.remedy


def test_files_that_are_a_version_or_hold_it_where_the_backend_says() -> None:
    (spot,) = plain_text.spots(Path("VERSION"), b"\xef\xbb\xbf\r\n 1.2.0\r\n", why="file")
    assert (spot.text, spot.start, spot.line) == ("1.2.0", 6, 2)
    assert plain_text.spots(Path("VERSION"), b"1.2.0 and more", why="file") == ()
    (spot,) = plain_text.matched(Path("x"), "é v1.2.0".encode(), "(?P<version>v[0-9.]+)", why="pattern")
    assert (spot.text, spot.start) == ("1.2.0", 4)
    for regex in ("[0-9", "[0-9.]+"):
        with pytest.raises(UsageError, match="cannot be used"):
            plain_text.matched(Path("x"), b"1.2.0", regex, why="pattern")
