"""The spelling of a repository is kept, and what is spelled is the version that was meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from release_tasks.core.errors import UsageError
from release_tasks.core.spelling import is_semver, spelled
from release_tasks.core.spots import Dialect


@pytest.mark.parametrize(
    ("version", "dialect", "examples", "text"),
    [
        ("1.0.0rc2", "pep440", ["1.0.0rc1"], "1.0.0rc2"),
        ("1.0.0rc2", "pep440", ["1.0.0-rc.1"], "1.0.0-rc.2"),
        ("1.0.0rc1", "pep440", ["1.0.0-beta.3"], "1.0.0-rc.1"),
        ("1.0.0b1", "pep440", ["1.0.0-alpha2"], "1.0.0-beta1"),
        ("1.0.0rc1", "pep440", ["1.0.0.B1"], "1.0.0.RC1"),
        ("2.0.0a0", "pep440", ["1.0.20", "2.0.0-alpha.0"], "2.0.0-alpha.0"),
        ("2.0.0a0", "pep440", ["1.0.20"], "2.0.0a0"),
        ("2.0.0a0", "semver", ["1.0.20", "2.0.0a0"], "2.0.0-alpha.0"),
        ("1.0.0rc2", "semver", ["1.0.0-rc1"], "1.0.0-rc2"),
        ("1.0.0.dev0", "semver", ["1.0.0-dev"], "1.0.0-dev"),
        ("1.0.0.dev0", "semver", ["1.0.0", "1.0.0-rc1", "0.9.0-rc.1"], "1.0.0-dev0"),
        ("1.0.0b1", "semver", ["1.0.0-dev1"], "1.0.0-beta1"),
        ("1.0.0.dev0", "semver", ["1.0.0-rc.1"], "1.0.0-dev.0"),
        ("1.0.0.dev1", "semver", ["1.0.0-dev"], "1.0.0-dev1"),
        ("2026.2.0", "pep440", ["2026.01.0"], "2026.02.0"),
        ("2026.1.0", "pep440", ["2025.12.0", "2026.01.0"], "2026.01.0"),
        ("2026.11.1", "pep440", ["2026.01.0"], "2026.11.1"),
        ("2026.4.0", "pep440", ["2026.03.01", "2026.04.0"], "2026.04.0"),
        ("2026.4.0", "pep440", ["2026.03.01", "2026.4.0"], "2026.04.00"),
        ("2026.2.0", "semver", ["2026.1.0", "2026.02.0"], "2026.2.0"),
        ("1.2.3.5", "pep440", ["1.2.3.4"], "1.2.3.5"),
        ("1.3", "semver", ["1.2.0"], "1.3.0"),
        ("1.2.post2", "pep440", ["1.2-1"], "1.2-2"),
        ("1!2.0", "pep440", ["1.0"], "1!2.0"),
        ("1.0.0", "pep440", ["no version"], "1.0.0"),
        ("1.2.0.post2", "semver", ["1.2.0-post.1"], "1.2.0-post.2"),
        ("1.2.0.post2", "semver", ["1.2.0-1"], "1.2.0-2"),
        ("1.2.3", "semver", ["1.2.0-post.1"], "1.2.3"),
    ],
)
def test_each_part_is_spelled_as_the_first_example_that_has_it(
    version: str, dialect: Dialect, examples: list[str], text: str
) -> None:
    assert spelled(version, dialect, examples) == text


def test_what_semver_cannot_say_is_refused() -> None:
    with pytest.raises(UsageError, match="post releases"):
        spelled("1.0.0.post1", "semver", ["1.0.0", "1.0.0.post0"])
    with pytest.raises(UsageError, match="epochs"):
        spelled("1!1.0.0.post1", "semver", ["1.0.0-post.1"])


NUMBERS = st.integers(0, 40)
PHASES = st.sampled_from(["", "a{}", "b{}", "rc{}"])
WORDS = st.sampled_from(["", "a", "alpha", "beta", "c", "rc", "pre", "preview", "RC"])
MARKS = st.sampled_from(["", "-", "_", "."])


@st.composite
def versions(draw: st.DrawFn) -> str:
    release = ".".join(str(draw(NUMBERS)) for _ in range(draw(st.integers(1, 4))))
    pre = draw(PHASES).format(draw(NUMBERS))
    post = draw(st.sampled_from(["", f".post{draw(NUMBERS)}"]))
    dev = draw(st.sampled_from(["", f".dev{draw(NUMBERS)}"]))
    return release + pre + post + dev


@st.composite
def spellings(draw: st.DrawFn) -> str:
    release = ".".join(str(draw(NUMBERS)).zfill(draw(st.integers(1, 2))) for _ in range(3))
    word = draw(WORDS)
    pre = f"{draw(MARKS)}{word}{draw(MARKS)}{draw(NUMBERS)}" if word else ""
    dev = draw(st.sampled_from(["", ".dev1", "-dev.2", "dev3", "_dev"]))
    post = draw(st.sampled_from(["", "-1", ".post2", "-post.3", "-rev4"]))
    return release + pre + post + dev


@given(versions(), st.lists(spellings(), max_size=2))
def test_every_spelling_is_read_back_as_the_version(version: str, examples: list[str]) -> None:
    assert Version(spelled(version, "pep440", examples)) == Version(version)
    try:
        text = spelled(version, "semver", examples)
    except UsageError:
        return
    assert is_semver(text)
    assert Version(text) == Version(version)
