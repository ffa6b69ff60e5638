"""Settings as users write them, right and wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from release_tasks.core.errors import UsageError
from release_tasks.core.project import Command
from release_tasks.world.settings.after_tag import AfterTagSettings
from release_tasks.world.settings.commands import commands, one_command, split
from release_tasks.world.settings.reading import described_settings, read_settings, schema
from release_tasks.world.settings.schema import keys

EVERYTHING = """\
path = "pkg"
name = "demo"
import-name = "demo"
tag = "demo-v{version}"
tag-message = "demo v{version}"
commit-message = "release {version}"
sign = true
branch = "main"
tests = ["just test", ["just", "lint all"], { run = "a && b", shell = true }]
build = "maturin build --out {dist}"
docs = { run = "make docs" }
docs-paths = ["docs/*.md"]
cargo-update = ["serde"]
smoke = ["{python}", "-m", "demo"]
pythons = ["3.12", "3.13t"]
dist = "out"
changelog = false
publish = "local"
testpypi = true
pypi = "internal"
workflow = "release.yml"
environment = "pypi"
platforms = ["linux-x86_64"]

[[patterns]]
path = "README.md"
search = "demo=={version}"
"""


def test_every_key_is_taken_from_its_own_file(tmp_path: Path) -> None:
    (tmp_path / "release-tasks.toml").write_text(EVERYTHING)
    stated = read_settings(tmp_path).of(None)
    values = stated.values
    assert (values.path, values.import_name, values.sign, values.changelog) == ("pkg", "demo", True, False)
    assert commands(stated, "tests", values.tests) == (
        Command(argv=("just", "test")),
        Command(argv=("just", "lint all")),
        Command(argv=("a && b",), shell=True),
    )
    assert commands(stated, "build", values.build) == (Command(argv=("maturin", "build", "--out", "{dist}")),)
    assert commands(stated, "docs", values.docs) == (Command(argv=("make", "docs")),)
    assert one_command(stated, "smoke", values.smoke) == Command(argv=("{python}", "-m", "demo"))


def test_no_settings_are_settings(tmp_path: Path) -> None:
    assert read_settings(tmp_path).file is None
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "demo"\n')
    assert read_settings(tmp_path).of(None).values.tag is read_settings(tmp_path).root.path


def test_packages_take_what_is_stated_for_all(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[tool.release-tasks]\nsign = true\nbranch = "main"\ntag = "v"\n\n'
        '[tool.release-tasks.packages.one]\npath = "one"\nbranch = "next"\n'
    )
    stated = read_settings(tmp_path).of("one")
    assert (stated.values.sign, stated.values.branch, stated.values.path) == (True, "next", "one")
    assert stated.where("tag") == f"{tmp_path}/pyproject.toml:4: tool.release-tasks.tag"
    assert stated.where("branch") == f"{tmp_path}/pyproject.toml:8: tool.release-tasks.packages.one.branch"


@pytest.mark.parametrize(
    ("text", "line", "key", "what", "expected", "remedy"),
    [
        (
            '\ntest = "a"\n',
            2,
            "test",
            "there is no setting test",
            "one of annotate, announce, blocker-labels",
            "did you mean tests?",
        ),
        (
            'tag_message = "a"',
            1,
            "tag_message",
            "no setting tag_message",
            "one of",
            "did you mean tag-message?",
        ),
        ("zzz = 1", 1, "zzz", "no setting zzz", "packages, path", "remove zzz"),
        ("[recorder]\npath = 'a'", 1, "recorder", "no setting recorder", "one of", "packages.recorder"),
        (
            "[packages.a]\nsgin = true",
            2,
            "packages.a.sgin",
            "no setting sgin",
            "one of",
            "did you mean sign?",
        ),
        ("[packages.a.packages.b]", 1, "packages.a.packages", "no setting packages", "one of", ""),
        ("tests = 3", 1, "tests", "the number 3 does not fit", "a string or a table or a list", "mend tests"),
        ('tests = [\n  "a",\n  [1],\n]', 3, "tests[1][0]", "the number 1", "a string", ""),
        ("sign = 'yes'", 1, "sign", "the string 'yes'", "true or false", "mend sign"),
        ("tag = ['a']", 1, "tag", "a list does not fit", "a string", ""),
        ("tag = true", 1, "tag", "true does not fit", "a string", ""),
        ("tag = 2026-11-21", 1, "tag", "2026-11-21 does not fit", "a string", ""),
        ("pythons = [3.12]", 1, "pythons[0]", "the number 3.12", "a string", ""),
        ("cargo-update = 'serde'", 1, "cargo-update", "the string 'serde'", "a list", ""),
        ("publish = 'CI'", 1, "publish", "the string 'CI'", '"ci" or "local"', "write ci"),
        ("publish = 3", 1, "publish", "the number 3", '"ci" or "local"', ""),
        ("smoke = { rum = 'a' }", 1, "smoke.rum", "no setting rum", "one of run, shell", "did you mean run?"),
        ("smoke = { shell = true }", 1, "smoke", "run is missing", "run and shell", "add run"),
        ("[[patterns]]\npath = 'a'", 1, "patterns[0]", "search is missing", "path and search", "add search"),
        ("[[patterns]]\npath = 1\nsearch = 'a'", 2, "patterns[0].path", "the number 1", "a string", ""),
        ("patterns = { path = 'a' }", 1, "patterns", "a table does not fit", "a list", ""),
        ("packages = 3", 1, "packages", "the number 3", "a table", ""),
        ("[packages]\na = 'b'", 2, "packages.a", "the string 'b'", "a table", "mend packages.a"),
        ("name = 'a'\n[packages.b]", 1, "name", "stated for all packages", "in the table of", "packages.b"),
    ],
)
def test_a_mistake_is_named_with_its_place(
    tmp_path: Path, text: str, line: int, key: str, what: str, expected: str, remedy: str
) -> None:
    file = tmp_path / "release-tasks.toml"
    file.write_text(text)
    with pytest.raises(UsageError) as caught:
        read_settings(tmp_path)
    error = caught.value
    assert error.where == f"{file}:{line}: {key}"
    assert what in error.what
    assert expected in error.expected
    assert remedy in error.remedy


def test_in_pyproject_the_whole_key_is_named(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_bytes(b"\xef\xbb\xbf[project]\r\n[tool.release-tasks.packages.'a.b']\r\nsign = 1\r\n")
    with pytest.raises(UsageError) as caught:
        read_settings(tmp_path)
    assert caught.value.where == f"{file}:3: tool.release-tasks.packages.a.b.sign"


def test_two_files_with_settings_are_one_too_many(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\n\n[tool.release-tasks]\n")
    (tmp_path / "release-tasks.toml").write_text("")
    with pytest.raises(UsageError, match=r"two files") as caught:
        read_settings(tmp_path)
    assert f"{tmp_path}/pyproject.toml:3" in caught.value.where


def test_a_table_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool]\nrelease-tasks = 3\n")
    with pytest.raises(UsageError, match=r"the number 3 does not fit\n  expected: a table") as caught:
        read_settings(tmp_path)
    assert caught.value.where == f"{tmp_path}/pyproject.toml:2: tool.release-tasks"


@pytest.mark.parametrize("file", ["pyproject.toml", "release-tasks.toml"])
def test_broken_toml_names_the_line(tmp_path: Path, file: str) -> None:
    (tmp_path / file).write_text("[a]\nb = \n")
    with pytest.raises(UsageError, match=r"broken TOML") as caught:
        read_settings(tmp_path)
    assert caught.value.where == f"{tmp_path / file}:2"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("tests = ['just test', 'echo \"open']", "no closing quotation"),
        ("tests = ['']", "empty"),
        ("tests = [[]]", "empty"),
        ("tests = [{ run = '', shell = true }]", "empty"),
        ("tests = 'a {pyhton}'", "{pyhton}"),
    ],
)
def test_a_wrong_command_is_named_with_its_place(tmp_path: Path, text: str, what: str) -> None:
    (tmp_path / "release-tasks.toml").write_text(text)
    stated = read_settings(tmp_path).of(None)
    with pytest.raises(UsageError) as caught:
        commands(stated, "tests", stated.values.tests)
    assert what in caught.value.what
    assert "release-tasks.toml:1: tests" in caught.value.where


@pytest.mark.parametrize(
    ("text", "posix", "windows"),
    [
        ("a 'b c' d", ("a", "b c", "d"), ("a", "'b", "c'", "d")),
        (r'a "C:\b c" d', ("a", r"C:\b c", "d"), ("a", r"C:\b c", "d")),
        (r"a\b # c", ("ab", "#", "c"), (r"a\b", "#", "c")),
        ("a;b|c $D", ("a;b|c", "$D"), ("a;b|c", "$D")),
        ('a ""', ("a", ""), ("a", "")),
    ],
)
def test_a_line_is_split_as_the_platform_does(
    text: str, posix: tuple[str, ...], windows: tuple[str, ...]
) -> None:
    assert split(text, windows=False) == posix
    assert split(text, windows=True) == windows


def test_the_schema_and_the_reference_have_every_key() -> None:
    properties = schema()["$defs"]["RootSettings"]["properties"]
    assert {"path", "import-name", "docs-paths", "packages"} <= properties.keys()
    assert all(each["description"] for each in properties.values())
    described = {key: kind for key, kind, _ in described_settings()}
    assert next(iter(described)) == "path"
    assert list(described)[-2:] == [keys(AfterTagSettings)[-1], "packages.NAME"]
    assert described.keys() - {"packages.NAME"} | {"packages"} == properties.keys()
    assert described["publish"] == '`"ci"` or `"local"`'
    assert described["tests"] == "text or list or table"
    assert described["packages.NAME"] == "table"
