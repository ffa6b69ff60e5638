"""All sources changed at once: only the version's bytes, or nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release_tasks.core.errors import UsageError
from release_tasks.core.formats import cargo_manifest, pattern, pyproject, python_assignment
from release_tasks.core.project import PatternSource
from release_tasks.core.sources import VersionSources, VersionSpot, disagreements, rewrite, stated

PYPROJECT = Path("pyproject.toml")
CARGO = Path("Cargo.toml")
MODULE = Path("pkg/__init__.py")
README = Path("README.md")

CONTENTS = {
    PYPROJECT: b'\xef\xbb\xbf[project]\r\n\tversion="1.2.0" # 1.2.0\r\ndependencies = ["other==1.2.0"]',
    CARGO: b'[package]\nversion   =   "1.2.0"\n[dependencies]\nother = "1.2.0"\n',
    MODULE: b'"""1.2.0"""\n__version__ = "1.2.0"\nother = "1.2.0"\n',
    README: b"pkg==1.2.0, other==1.2.0, \xff not UTF-8\n",
}


def sources() -> VersionSources:
    return VersionSources(
        spots=(
            *pyproject.spots(PYPROJECT, CONTENTS[PYPROJECT]),
            *cargo_manifest.spots(CARGO, CONTENTS[CARGO]),
            *python_assignment.spots(MODULE, CONTENTS[MODULE]),
            *pattern.spots(
                README, CONTENTS[README], PatternSource(path="README.md", search="pkg=={version}")
            ),
        )
    )


def test_each_file_gets_the_version_in_its_own_dialect_and_nothing_else_changes() -> None:
    assert rewrite(CONTENTS, sources(), "1.3.0RC1") == {
        PYPROJECT: b'\xef\xbb\xbf[project]\r\n\tversion="1.3.0rc1" # 1.2.0\r\ndependencies = ["other==1.2.0"]',
        CARGO: b'[package]\nversion   =   "1.3.0-rc.1"\n[dependencies]\nother = "1.2.0"\n',
        MODULE: b'"""1.2.0"""\n__version__ = "1.3.0rc1"\nother = "1.2.0"\n',
        README: b"pkg==1.3.0rc1, other==1.2.0, \xff not UTF-8\n",
    }


@pytest.mark.parametrize("version", ["1.2.0.post1", "1.2", "1.2.0rc1", "11.2.0", "1!1.2.0"])
def test_a_version_that_contains_the_other_is_proven_too(version: str) -> None:
    data = b'[project]\nversion = "1.2.0.dev0"\n'
    after = rewrite({PYPROJECT: data}, VersionSources(spots=pyproject.spots(PYPROJECT, data)), version)
    assert after == {PYPROJECT: data.replace(b"1.2.0.dev0", version.encode())}
    back = rewrite(after, VersionSources(spots=pyproject.spots(PYPROJECT, after[PYPROJECT])), "1.2.0.dev0")
    assert back == {PYPROJECT: data}


def test_a_place_that_states_final_releases_has_nothing_to_say_of_a_pre_release() -> None:
    readme = replace(sources().spots[-1], finals_only=True)
    of = VersionSources(spots=(readme,))
    assert disagreements(of, "1.3.0rc1") == ()
    assert disagreements(of, "1.3.0") == (readme,)
    assert rewrite(CONTENTS, of, "1.3.0.dev0") == {}


def test_what_states_the_version_already_keeps_its_spelling() -> None:
    assert rewrite(CONTENTS, sources(), "1.2") == {}
    assert disagreements(sources(), "1.2") == ()


def test_a_version_without_a_semver_form_is_refused_before_anything() -> None:
    with pytest.raises(UsageError, match="post releases") as caught:
        rewrite(CONTENTS, sources(), "1.2.0.post1")
    assert caught.value.where == "Cargo.toml:2"
    assert "Cargo.toml has to be SemVer" in caught.value.expected


@pytest.mark.parametrize(
    ("others", "version", "after"),
    [
        ("1.2.0.0", "1.3.0", "1.3.0.0"),
        ("1.2.0.0", "1.3.0rc1", "1.3.0.0rc1"),
        ("1.2.0.0", "1.3.0.1", "1.3.0.1"),
        ("1.2", "1.3.0", "1.3.0"),
        ("1.2.0", "1.3", "1.3"),
    ],
)
def test_a_place_with_a_number_more_than_the_package_keeps_it(others: str, version: str, after: str) -> None:
    resource = Path("setup.iss")
    longer = VersionSpot(path=resource, start=0, end=len(others), line=1, text=others, why="history")
    data = CONTENTS[PYPROJECT]
    of = VersionSources(spots=(*pyproject.spots(PYPROJECT, data), longer))
    assert rewrite({PYPROJECT: data, resource: others.encode()}, of, version)[resource] == after.encode()


@pytest.mark.parametrize(
    ("version", "day", "finals_only", "after"),
    [
        ("1.3.0", "2026-11-05", False, "2026-11-05"),
        ("1.3.0", "", False, "2026-01-05"),
        ("1.2.0", "2026-11-05", False, None),
        ("1.3.0rc1", "2026-11-05", True, "2026-01-05"),
        ("1.3.0", "2026-11-05", True, "2026-11-05"),
    ],
)
def test_the_day_of_the_release_comes_with_its_version(
    version: str, day: str, after: str | None, *, finals_only: bool
) -> None:
    data = b'[project]\nversion = "1.2.0"\n[tool.x]\nreleased = "2026-01-05"\n'
    at = data.index(b"2026")
    spot = VersionSpot(
        path=PYPROJECT, start=at, end=at + 10, line=4, text="2026-01-05", why="", finals_only=finals_only
    )
    sources = VersionSources(spots=pyproject.spots(PYPROJECT, data), days=(spot,))
    found = rewrite({PYPROJECT: data}, sources, version, day=day)
    written = data.replace(b"1.2.0", version.encode()).replace(b"2026-01-05", (after or "").encode())
    assert found == ({PYPROJECT: written} if after else {})


def test_between_releases_a_local_version_may_be_stated() -> None:
    assert rewrite(CONTENTS, sources(), "1.3.0+dev")[CARGO].split(b"\n")[1] == b'version   =   "1.3.0+dev"'


def test_bytes_that_moved_since_they_were_read_are_not_touched() -> None:
    with pytest.raises(UsageError, match="stands where the version was read"):
        rewrite({**CONTENTS, CARGO: b"#\n" + CONTENTS[CARGO]}, sources(), "1.3.0")


@pytest.mark.parametrize(
    ("path", "data", "text"),
    [
        (PYPROJECT, b'[project]\nversion = "1.2.0"\n', 'version = "1.2.0'),
        (PYPROJECT, b'[project]\nversion = "1.2.0"\n', 'n = "1.2.0"'),
        (PYPROJECT, b'["1.2.0"]\nversion = "1.2.0"\n', "1.2.0"),
        (PYPROJECT, b"x = 1.2\n", "1.2"),
        (MODULE, b'x = 1.2\n__version__ = "1.2.0"\n', "1.2"),
        (MODULE, b'def f(): return "1"\n', "f"),
    ],
)
def test_an_edit_that_would_change_more_than_a_version_is_refused(path: Path, data: bytes, text: str) -> None:
    start = data.index(text.encode())
    spot = VersionSpot(path=path, start=start, end=start + len(text), line=1, text=text, why="a wrong spot")
    with pytest.raises(UsageError):
        rewrite({path: data}, VersionSources(spots=(spot,)), "2.5")


def test_disagreements_are_found_across_dialects_and_in_texts_that_are_no_version() -> None:
    def spot(text: str) -> VersionSpot:
        return VersionSpot(path=CARGO, start=0, end=1, line=1, text=text, dialect="semver", why="")

    found = VersionSources(spots=(spot("1.2.0-rc.1"), spot("1.2.0rc1"), spot("1.2.0"), spot("unknown")))
    assert [each.text for each in disagreements(found, "1.2.0rc1")] == ["1.2.0", "unknown"]
    assert [stated(each) for each in found.spots] == ["1.2.0rc1", "1.2.0rc1", "1.2.0", "unknown"]


FRAGMENTS = st.sampled_from(
    [
        "# version = '1.2.0'",
        'name = "pkg"',
        'version = "1.2.0"',
        'version="1.2.0"  # 1.2.0',
        "\tversion\t=\t'1.2.0'",
        'project.version = "1.2.0"',
        'project = { version = "1.2.0", name = "1.2.0" }',
        "[project]",
        "[ project ]",
        "[tool.other]",
        "[project.urls]",
        'text = """\n[project]\nversion = "1.2.0"\n"""',
        'dependencies = [\n  "a==1.2.0", # ]\n]',
        "",
    ]
)


@given(
    st.lists(FRAGMENTS, max_size=8, unique=True),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([b"", b"\xef\xbb\xbf"]),
    st.booleans(),
)
def test_either_only_the_version_changes_or_nothing_does(
    fragments: list[str], line_end: str, bom: bytes, final: bool
) -> None:
    data = bom + ("\n".join(fragments) + "\n" * final).replace("\n", line_end).encode()
    try:
        spots = pyproject.spots(PYPROJECT, data)
    except UsageError:
        return
    after = rewrite({PYPROJECT: data}, VersionSources(spots=spots), "1.3.0").get(PYPROJECT, data)
    assert [spot.text for spot in pyproject.spots(PYPROJECT, after)] == ["1.3.0"] * len(spots)
    assert len(re.findall(rb"1\.3\.0", after)) == len(spots)
    assert after.replace(b"1.3.0", b"1.2.0") == data
