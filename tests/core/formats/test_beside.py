"""Files of other tools that state the version: only the right bytes, or none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release_tasks.core.errors import UsageError
from release_tasks.core.formats import ini_document, json_document, path_lock, setuptools_files
from release_tasks.core.formats.dynamic import FromAssignment, FromText, NotInFiles
from release_tasks.core.sources import VersionSources, rewrite
from release_tasks.core.spots import VersionSpot

PACKAGE = Path("package.json")
LOCK = Path("package-lock.json")
CFG = Path("setup.cfg")
SETUP = Path("setup.py")
KEYS = (("version",), ("packages", "", "version"))


def changed(path: Path, data: bytes, spots: tuple[VersionSpot, ...], version: str = "1.3.0rc1") -> bytes:
    return rewrite({path: data}, VersionSources(spots=spots), version).get(path, data)


def test_npm_states_its_own_version_as_semver_and_nobody_elses() -> None:
    data = (
        b'\xef\xbb\xbf{\r\n\t"name": "demo", "version":"1.2.0",\r\n"dependencies": {"version": "1.2.0"},'
        b'"packages": {"": {"files": [{"version": "1.2.0"}], "version" : "1.2.0"},'
        b'"node_modules/x": {"version": "1.2.0"}}}'
    )
    spots = json_document.spots(LOCK, data, KEYS, dialect="semver")
    assert [(spot.line, spot.dialect) for spot in spots] == [(2, "semver"), (3, "semver")]
    after = changed(LOCK, data, spots)
    assert after.count(b"1.3.0-rc.1") == 2
    assert after.replace(b"1.3.0-rc.1", b"1.2.0") == data
    assert json.loads(after.decode("utf-8-sig"))["packages"][""]["version"] == "1.3.0-rc.1"


def test_a_package_json_that_is_no_semver_keeps_its_own_spelling() -> None:
    data = b'{"version": "1.3.0.dev0"}'
    assert changed(PACKAGE, data, json_document.spots(PACKAGE, data, KEYS, dialect="semver")) == (
        b'{"version": "1.3.0rc1"}'
    )


@pytest.mark.parametrize(
    "data",
    [
        b'{"version": 1}',
        b'{"version": "1.2\\u002e0"}',
        b"[]",
        b'{"a": {"version": "1.2.0"}}',
        b'{"version": "1.1.0", "version": "1.2.0"}',
    ],
)
def test_json_without_one_plain_version_has_no_spot(data: bytes) -> None:
    assert json_document.spots(PACKAGE, data, KEYS) == ()


def test_a_version_that_is_stated_twice_is_not_changed_in_one_place_only() -> None:
    data = b'{"version": "1.2.0", "version": "1.2.0"}'
    with pytest.raises(UsageError, match="more than the version"):
        changed(PACKAGE, data, json_document.spots(PACKAGE, data, KEYS))


def test_broken_json_is_told_with_its_line() -> None:
    with pytest.raises(UsageError, match="broken JSON") as caught:
        json_document.spots(PACKAGE, b'{"version":\n}', KEYS)
    assert caught.value.where == "package.json:2"


NAMES = st.sampled_from(["version", "name", "", "packages", "x"])
LEAVES: st.SearchStrategy[object] = st.sampled_from(
    ["1.2.0", '"', "\\", 'version": "1.2.0', 1, None, True, [], {}]
)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@given(JSON, st.sampled_from([None, 2, "\t"]), st.sampled_from([b"", b"\xef\xbb\xbf"]))
def test_either_only_the_wanted_values_of_json_change_or_nothing_does(
    value: object, indent: int | str | None, bom: bytes
) -> None:
    data = bom + json.dumps(value, indent=indent).encode()
    spots = tuple(spot for spot in json_document.spots(PACKAGE, data, KEYS) if spot.text == "1.2.0")
    after = json.loads(changed(PACKAGE, data, spots, "7.0.0").decode("utf-8-sig"))
    wanted = value
    if isinstance(wanted, dict):
        wanted = json.loads(json.dumps(wanted))
        root = wanted.get("packages")
        own = root.get("") if isinstance(root, dict) else None
        for table in (wanted, own):
            if isinstance(table, dict) and table.get("version") == "1.2.0":
                table["version"] = "7.0.0"
    assert after == wanted


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_an_option_is_found_in_its_section_only(line_end: str) -> None:
    text = "[other]\nversion = 1.2.0\n[metadata]\n# version = 1.2.0\nname = x\n    version = 1.2.0\nVersion:1.2.0 \n"
    data = text.replace("\n", line_end).encode()
    spot = ini_document.spot(CFG, data, "metadata", "version")
    assert spot is not None
    assert (spot.line, spot.text) == (7, "1.2.0")
    after = changed(CFG, data, (spot,), "2.0")
    assert after == data.replace(b"Version:1.2.0", b"Version:2.0")


LINES = st.sampled_from(
    [
        "[metadata]",
        "[x]",
        "version = 1.2.0",
        "version=1.2.0",
        "  version: 1.2.0",
        "; version = 1",
        "version",
        "",
        "\t#",
    ]
)


@given(st.lists(LINES, max_size=9), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_either_only_the_version_of_an_ini_file_changes_or_nothing_does(
    lines: list[str], line_end: str, final: bool
) -> None:
    data = (line_end.join(lines) + line_end * final).encode()
    spot = ini_document.spot(CFG, data, "metadata", "version")
    if spot is None:
        return
    after = changed(CFG, data, (spot,), "7.0.0")
    again = ini_document.spot(CFG, after, "metadata", "version")
    assert again is not None
    assert again.text == "7.0.0"
    assert after.count(b"7.0.0") == 1
    assert after.replace(b"7.0.0", spot.text.encode()) == data


def test_setup_cfg_states_a_version_or_points_at_one() -> None:
    def found(text: str, more: str = "") -> object:
        return setuptools_files.setup_cfg(CFG, f"[metadata]\nversion = {text}\n{more}".encode())

    stated = found("1.2.0")
    assert isinstance(stated, VersionSpot)
    pointed = found("attr: demo.version.V", "[options]\npackage_dir =\n    = lib\n")
    assert isinstance(pointed, FromAssignment)
    assert (pointed.files[0], pointed.names) == ("lib/demo/version/__init__.py", ("V",))
    assert found("file: VERSION") == FromText(file="VERSION", setting="[metadata] version in setup.cfg")
    assert found("whatever") is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('setup(\n  name="x", version="1.2.0")', 2),
        ('V = "1.2.0"\nimport setuptools\nsetuptools.setup(version=V)', 1),
        ('setup(version=read("V"))', None),
        ("V = ''\nwith open('a.py') as f:\n    V = found(f.read())\nsetup(version=V)", None),
        ('other(version="1.2.0")', None),
        ("print 'python 2'", None),
    ],
)
def test_setup_py_is_read_without_being_run(text: str, line: int | None) -> None:
    found = setuptools_files.setup_py(SETUP, text.encode())
    assert (found.line if isinstance(found, VersionSpot) else found) == line


def test_setup_py_that_takes_the_version_from_tags_says_so() -> None:
    assert isinstance(setuptools_files.setup_py(SETUP, b"setup(use_scm_version=True)"), NotInFiles)


POETRY = b"""[[package]]
name = "demo-pkg"
version = "1.2.0"
files = []
[package.dependencies]
other = "1.2.0"

[package.source]
type = "directory"
url = "packages/demo"

[[package]]
name = "other"
version = "1.2.0"
"""
PDM = b'[[package]]\nname = "demo-pkg"\nversion = "1.2.0"\npath = "./packages/demo"\n'


@pytest.mark.parametrize("data", [POETRY, PDM, POETRY.replace(b"\n", b"\r\n")])
def test_the_entry_of_a_package_that_lies_in_the_repository(data: bytes) -> None:
    lock = Path("poetry.lock")
    assert [spot.line for spot in path_lock.spots(lock, data, "Demo.Pkg", "packages/demo")] == [3]
    assert path_lock.spots(lock, data, "demo-pkg", "elsewhere") == ()
    assert path_lock.spots(lock, data, "other", "packages/demo") == ()
