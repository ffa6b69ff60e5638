"""Versions: words, and the way to SemVer and back."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from release_tasks.core.errors import UsageError
from release_tasks.core.version import (
    WORDS,
    canonical,
    from_semver,
    is_word,
    next_version,
    parse,
    releasable,
    to_semver,
)

# The expression that semver.org itself suggests.
SEMVER = re.compile(
    r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)"
    r"(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
    r"(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?"
)

NUMBERS = st.integers(min_value=0, max_value=3000)


@st.composite
def versions(draw: st.DrawFn, *, semver: bool = False) -> str:
    """Any canonical version that can be released; with ``semver``, one that SemVer can write."""
    size = st.just(3) if semver else st.integers(min_value=1, max_value=5)
    text = ".".join(str(draw(NUMBERS)) for _ in range(draw(size)))
    if not semver and draw(st.booleans()):
        text = f"{draw(st.integers(min_value=1, max_value=9))}!{text}"
    if draw(st.booleans()):
        text += draw(st.sampled_from(["a", "b", "rc"])) + str(draw(NUMBERS))
    if not semver and draw(st.booleans()):
        text += f".post{draw(NUMBERS)}"
    if draw(st.booleans()):
        text += f".dev{draw(NUMBERS)}"
    return text


@pytest.mark.parametrize(
    ("last", "word", "expected"),
    [
        ("1.2.3", "major", "2.0.0"),
        ("1.2.3", "minor", "1.3.0"),
        ("1.2.3", "patch", "1.2.4"),
        ("1.2", "minor", "1.3"),
        ("1.2", "patch", "1.2.1"),
        ("5", "minor", "5.1"),
        ("1.2.3.4", "minor", "1.3.0.0"),
        ("1.2.3.4", "patch", "1.2.4.0"),
        ("2026.10.3", "patch", "2026.10.4"),
        ("1!1.2.3", "minor", "1!1.3.0"),
        ("1.2.3.post1", "patch", "1.2.4"),
        ("1.2.3", "minor-rc", "1.3.0rc1"),
        ("1.2.3", "minor-alpha", "1.3.0a1"),
        ("1.2.3", "patch-b", "1.2.4b1"),
        ("1.2.3", "major-dev", "2.0.0.dev0"),
        ("1.2.0b1", "rc", "1.2.0rc1"),
        ("1.2.0rc1", "rc", "1.2.0rc2"),
        ("1.2.0a4", "beta", "1.2.0b1"),
        ("1.2.0.dev3", "alpha", "1.2.0a1"),
        ("1.2.0.dev3", "dev", "1.2.0.dev4"),
        ("1.2.0rc1.dev3", "rc", "1.2.0rc1"),
        ("1.2.0rc1.dev3", "dev", "1.2.0rc1.dev4"),
        ("1.2.0rc1", "final", "1.2.0"),
        ("1.2.0.dev0", "final", "1.2.0"),
        ("1.2.0", "post", "1.2.0.post1"),
        ("1.2.0.post1", "post", "1.2.0.post2"),
        ("1.2.0.post1.dev0", "post", "1.2.0.post1"),
        ("1.2.0.post1.dev0", "final", "1.2.0.post1"),
        ("1.3.0rc1", "major", "2.0.0"),
        ("1.2.3rc1", "minor", "1.3.0"),
        ("1.2.3rc1", "minor-rc", "1.3.0rc1"),
    ],
)
def test_a_word_that_means_one_version(last: str, word: str, expected: str) -> None:
    assert next_version(last, word) == expected


@pytest.mark.parametrize(
    ("last", "word", "candidates"),
    [
        ("1.2.0", "rc", ["patch-rc (for 1.2.1rc1)", "minor-rc (for 1.3.0rc1)", "major-rc (for 2.0.0rc1)"]),
        ("1.2.0", "dev", ["patch-dev (for 1.2.1.dev0)", "minor-dev (for 1.3.0.dev0)"]),
        ("1.2.0.post1", "rc", ["patch-rc (for 1.2.1rc1)", "minor-rc (for 1.3.0rc1)"]),
        ("1.3.0rc1", "minor", ["final (for 1.3.0)", "1.4.0"]),
        ("1.3.0rc1", "patch", ["final (for 1.3.0)", "1.3.1"]),
        ("2.0.0rc1", "major", ["final (for 2.0.0)", "3.0.0"]),
        ("1.3.0rc1", "minor-rc", ["1.3.0rc2", "1.4.0rc1"]),
        ("1.3.0rc1", "dev", ["1.3.0rc2.dev0", "1.3.1.dev0"]),
    ],
)
def test_a_word_that_could_mean_two_versions_is_refused_with_both(
    last: str, word: str, candidates: list[str]
) -> None:
    with pytest.raises(UsageError, match="could mean") as caught:
        next_version(last, word)
    for candidate in candidates:
        assert candidate in caught.value.remedy


@pytest.mark.parametrize(
    ("last", "word"),
    [
        ("1.2.0", "final"),
        ("1.2.0.post1", "final"),
        ("1.2.0rc1", "a"),
        ("1.2.0rc1", "post"),
        ("1.2.0.dev1", "post"),
    ],
)
def test_a_word_that_leads_nowhere_is_refused_and_the_ways_on_are_named(last: str, word: str) -> None:
    with pytest.raises(UsageError) as caught:
        next_version(last, word)
    assert "(for " in caught.value.remedy


def test_an_unknown_word_and_a_local_version_are_refused() -> None:
    with pytest.raises(UsageError, match="no word"):
        next_version("1.2.0", "bigger")
    with pytest.raises(UsageError, match="local"):
        next_version("1.2.0+ours", "minor")
    with pytest.raises(UsageError, match="local"):
        releasable("1.2.0+ours")


@given(versions(), st.sampled_from(WORDS))
def test_a_word_never_goes_backwards(last: str, word: str) -> None:
    try:
        following = next_version(last, word)
    except UsageError as error:
        assert error.remedy
    else:
        assert Version(following) > Version(last)
        assert canonical(following) == following


@given(versions())
def test_each_way_on_that_a_refusal_names_can_be_taken(last: str) -> None:
    for word in WORDS:
        try:
            next_version(last, word)
        except UsageError as error:
            for say, meant in re.findall(r"([\w-]+) \(for ([^)]+)\)", error.remedy):
                assert next_version(last, say) == meant


def test_words_are_told_from_versions() -> None:
    assert is_word("minor-rc")
    assert not is_word("1.2.0")
    assert canonical("v1.02.0-RC.1") == "1.2.0rc1"


@pytest.mark.parametrize("text", ["", "-1", "one", "1.2.x", "1.2.0-foo.1"])
def test_what_is_no_version_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(text)
    assert "1.4.0" in caught.value.expected


@pytest.mark.parametrize(
    ("pep440", "semver"),
    [
        ("1.2.0", "1.2.0"),
        ("1.2", "1.2.0"),
        ("1.2.0a1", "1.2.0-alpha.1"),
        ("1.2.0b2", "1.2.0-beta.2"),
        ("1.2.0rc10", "1.2.0-rc.10"),
        ("1.2.0.dev4", "1.2.0-dev.4"),
        ("1.2.0rc1.dev2", "1.2.0-rc.1.dev.2"),
        ("1.2.0+ours.1", "1.2.0+ours.1"),
    ],
)
def test_pep440_as_semver(pep440: str, semver: str) -> None:
    assert to_semver(pep440) == semver
    assert parse(from_semver(semver)) == parse(pep440)


@pytest.mark.parametrize(
    ("version", "reason"),
    [("1.2.0.post1", "post"), ("1!1.2.0", "epoch"), ("1.2.3.4", "three components, not 4")],
)
def test_what_semver_cannot_write_is_refused_with_the_reason(version: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        to_semver(version)


@pytest.mark.parametrize(
    ("semver", "pep440"),
    [
        ("1.2.0-rc.1", "1.2.0rc1"),
        ("1.2.0-rc1", "1.2.0rc1"),
        ("1.2.0-rc", "1.2.0rc0"),
        ("1.2.0-alpha.1", "1.2.0a1"),
        ("1.2.0-a1", "1.2.0a1"),
        ("1.2.0-beta.2", "1.2.0b2"),
        ("1.2.0-pre.3", "1.2.0rc3"),
        ("1.2.0-dev.4", "1.2.0.dev4"),
        ("1.2.0-post.1", "1.2.0.post1"),
        ("1.2.0-1", "1.2.0.post1"),
        ("1.2.0+build.5", "1.2.0+build.5"),
        ("1.2.0+local-7", "1.2.0+local.7"),
        ("1.2.0-rc.1.dev.2", "1.2.0rc1.dev2"),
    ],
)
def test_every_spelling_that_maturin_accepts_is_read_as_maturin_reads_it(semver: str, pep440: str) -> None:
    assert from_semver(semver) == pep440


@pytest.mark.parametrize("text", ["1.2.0-foo.1", "1.2.0-rc.1.2"])
def test_what_maturin_refuses_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no PEP 440 form"):
        from_semver(text)


@given(versions(semver=True))
def test_semver_there_and_back(version: str) -> None:
    written = to_semver(version)
    assert SEMVER.fullmatch(written)
    assert from_semver(written) == canonical(version)
