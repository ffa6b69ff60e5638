"""What the settings of other bump tools hold and list."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from release_tasks.core.formats.bump_tools import (
    bumpver,
    bumpversion,
    commitizen,
    poetry_bumpversion,
    release_please,
    rooster,
    semantic_release,
    tbump,
)
from release_tasks.core.formats.bump_tools.listed import BumpTool, occurrences, searching

TOML = Path("pyproject.toml")
CFG = Path(".bumpversion.cfg")

FILE = b"""__version__ = "1.2.0"
other = "1.2.0"
third = "11.2.0, 1.2.0.4, v1.2.0"
pep = "1.2.0rc1"
"""


def lines(tool: BumpTool | None, data: bytes = FILE) -> list[int]:
    assert tool is not None
    return [spot.line for listed in tool.listed for spot in occurrences(Path("x.py"), data, listed, "")]


def test_bumpversion_as_ini() -> None:
    text = b"""[bumpversion]
current_version = 1.2.0

[bumpversion:file:x.py]
search = __version__ = "{current_version}"
replace = __version__ = "{new_version}"

[bumpversion:file (notes):CHANGES]
search = Unreleased
replace = {new_version} ({now:%Y-%m-%d})
"""
    tool = bumpversion.from_ini(CFG, text, "")
    assert lines(tool) == [1]
    assert tool is not None
    assert tool.current is not None
    assert (tool.current.line, tool.current.text, tool.unread) == (2, "1.2.0", ("CHANGES",))
    assert bumpversion.from_ini(CFG, b"[other]\n", "") is None


def test_bumpversion_as_toml_with_defaults_for_all_files() -> None:
    text = b"""[tool.bumpversion]
current_version = "1.2.0"
search = 'other = "{current_version}"'
replace = 'other = "{new_version}"'
[[tool.bumpversion.files]]
filename = "x.py"
[[tool.bumpversion.files]]
glob = "*.x"
regex = true
search = "other = .*"
"""
    tool = bumpversion.from_toml(TOML, text, "")
    assert lines(tool) == [2]
    assert tool is not None
    assert tool.unread == ("*.x",)


@pytest.mark.parametrize(
    ("search", "replace", "found"),
    [
        ('^__version__ = "{current_version}"$', '__version__ = "{new_version}"', [1]),
        (r"__version__ = \"{current_version}\"", '__version__ = "{new_version}"', [1]),
        ("^{current_version}", "{new_version}", []),
        ('^other = "{current_version}"', '__version__ = "{new_version}"', None),
        ('__version__ = "?{current_version}"', '__version__ = "{new_version}"', None),
        ('^__version__ = "{current_version}" {now:%Y}', '__version__ = "{new_version}" {now:%Y}', None),
    ],
)
def test_bumpversion_s_patterns_are_followed_where_they_only_anchor(
    search: str, replace: str, found: list[int] | None
) -> None:
    text = f"""[tool.bumpversion]
current_version = "1.2.0"
regex = true
[[tool.bumpversion.files]]
filename = "x.py"
search = '{search}'
replace = '{replace}'
"""
    tool = bumpversion.from_toml(TOML, text.encode(), "")
    assert tool is not None
    assert (lines(tool) if tool.listed else None) == found
    assert tool.unread == (() if tool.listed else ("x.py",))


@pytest.mark.parametrize(("name", "prefix"), [("tbump.toml", ""), ("pyproject.toml", "tool.tbump.")])
def test_tbump(name: str, prefix: str) -> None:
    text = f"""[{prefix}version]
current = "1.2.0"
[[{prefix}file]]
src = "x.py"
search = 'other = "{{current_version}}"'
[[{prefix}file]]
src = "short.txt"
version_template = "{{major}}"
[[{prefix}file]]
src = "other.txt"
version_template = "{{major}}{{extra}}"
"""
    tool = tbump.from_toml(Path(name), text.encode(), "")
    assert tool is not None
    full, short = tool.listed
    assert lines(dataclasses.replace(tool, listed=(full,))) == [2]
    assert [spot.text for spot in occurrences(Path("short.txt"), b"1\n1.2\n11\n", short, "")] == ["1"]
    assert tool.unread == ("other.txt",)


@pytest.mark.parametrize("version", ["1.2.0", "v1.2.0"])
def test_bumpver(version: str) -> None:
    text = f"""[bumpver]
current_version = "{version}"
[bumpver.file_patterns]
"x.py" = ['__version__ = "{{pep440_version}}"', 'x[{{version}}]']
"""
    tool = bumpver.from_toml(Path("bumpver.toml"), text.encode(), "")
    assert lines(tool) == [1]
    assert tool is not None
    assert tool.current is not None
    assert tool.current.text == "1.2.0"
    ini = f'[bumpver]\ncurrent_version = "{version}"\n[bumpver:file_patterns]\nx.py =\n    other = "{{pep440_version}}"\n'
    again = bumpver.from_ini(Path("setup.cfg"), ini.encode(), "")
    assert lines(again) == [2]
    assert again is not None
    assert again.current is not None
    assert again.current.text == "1.2.0"


def test_commitizen_replaces_in_the_lines_that_match() -> None:
    text = b"""[tool.commitizen]
version = "1.2.0"
version_files = ["x.py:^(other|third)", "y.py:("]
"""
    tool = commitizen.from_toml(TOML, text, "")
    assert lines(tool) == [2, 3]
    assert tool is not None
    assert tool.unread == ("y.py",)
    provided = b'[tool.commitizen]\nversion_provider = "pep621"\nversion_files = ["x.py:__version__"]\n'
    assert lines(commitizen.from_toml(TOML, provided, "1.2.0")) == [1]


def test_semantic_release_names_variables_and_keys() -> None:
    text = b"""[tool.semantic_release]
version_toml = ["pyproject.toml:tool.poetry.version"]
version_variables = ["x.py:__version__", "y.yml:other"]
"""
    tool = semantic_release.from_toml(TOML, text, "1.2.0")
    assert lines(tool) == [1, 2]
    assert tool is not None
    assert tool.listed[-1].key == ("tool", "poetry", "version")
    assert (
        semantic_release.from_ini(CFG, b"[semantic_release]\nversion_variable = x.py:other\n", "1.2.0")
        is not None
    )
    assert semantic_release.from_toml(TOML, b"[tool.semantic_release]\n", "1.2.0") is None


def test_release_please_holds_a_version_for_each_folder_and_marks_lines() -> None:
    manifest = b'{"packages/a": "1.2.0", ".": "3.0.0"}'
    config = {"packages": {"packages/a": {"extra-files": ["x.py", {"type": "json", "path": "y.json"}]}}}
    tool = release_please.of_package(Path(release_please.MANIFEST), manifest, config, "packages/a", "1.2.0")
    assert tool is not None
    assert tool.current is not None
    assert tool.current.text == "1.2.0"
    assert {each.file for each in tool.listed} == {"packages/a/x.py"}
    assert tool.unread == ("packages/a/y.json",)
    assert lines(tool, b'a = "1.2.0"\nb = "1.2.0"  # x-release-please-version\n') == [2]
    assert release_please.of_package(Path("x"), manifest, config, "packages/b", "1.2.0") is None


def test_release_please_s_blocks_and_keys() -> None:
    extra: list[object] = [
        "/x.py",
        {"type": "json", "path": "y.json", "jsonpath": "$.client.version"},
        {"type": "toml", "path": "z.toml", "jsonpath": "$['tool']['x-y'].version"},
        {"type": "json", "path": "searched.json", "jsonpath": "$..version"},
        {"type": "yaml", "path": "w.yaml", "jsonpath": "$.version"},
    ]
    tool = release_please.of_package(Path("m"), b'{"a": "1.2.0"}', {"extra-files": extra}, "a", "1.2.0")
    assert tool is not None
    text = b"1.2.0\n# x-release-please-start-version\nrev: 1.2.0\npip install demo==1.2.0\n# x-release-please-end\n1.2.0\n"
    assert lines(tool, text) == [3, 4]
    assert lines(tool, text.replace(b"-end", b"-start-version")) == []
    assert [(each.file, each.key) for each in tool.listed if each.key] == [
        ("a/y.json", ("client", "version")),
        ("a/z.toml", ("tool", "x-y", "version")),
    ]
    assert [each.file for each in tool.listed if not each.key] == ["x.py", "x.py"]
    assert tool.unread == ("a/searched.json", "a/w.yaml")


def test_commitizen_in_json_and_yaml() -> None:
    held = commitizen.from_json(
        Path(".cz.json"), b'{"commitizen": {"version": "1.2.0", "version_files": ["x.py"]}}', ""
    )
    assert held is not None
    assert held.current is not None
    assert lines(held) == [1, 2, 3]
    text = b"commitizen:\n  name: cz\n  # version: 1.1.0\n  version: '1.2.0' # ours\n  version_files:\n  - x.py:other\n"
    values = {"commitizen": {"version": "1.2.0", "version_files": ["x.py:other"]}}
    tool = commitizen.from_yaml(Path(".cz.yaml"), text, values, "")
    assert tool is not None
    assert tool.current is not None
    assert (tool.current.text, tool.current.line) == ("1.2.0", 4)
    assert lines(tool) == [2]
    other = commitizen.from_yaml(Path(".cz.yaml"), b"other:\n  version: 1.2.0\n" + text, values, "")
    assert other is not None
    assert other.current is not None
    assert other.current.line == 6
    assert commitizen.from_yaml(Path(".cz.yaml"), b"- 1\n", [1], "") is None
    assert commitizen.from_json(Path(".cz.json"), b"[1]", "") is None


def test_rooster_knows_manifests_and_replaces_in_text() -> None:
    text = b"""[tool.rooster]
version_files = ["README.md", "crates/demo/Cargo.toml", { path = "x.toml", format = "pyproject" },
  { path = "y.toml", field = "app.version" }, { target = "env.rs", replace = "next release" }]
"""
    tool = rooster.from_toml(TOML, text, "1.2.0")
    assert tool is not None
    assert lines(tool) == [1, 2, 3]
    assert [each.key for each in tool.listed] == [
        None,
        ("package", "version"),
        ("project", "version"),
        ("app", "version"),
    ]
    assert tool.unread == ("env.rs",)
    assert rooster.from_toml(TOML, b"[tool.rooster]\n", "1.2.0") is None


def test_poetry_bumpversion() -> None:
    text = b"""[tool.poetry_bumpversion.file."x.py"]
search = 'other = "{current_version}"'
[[tool.poetry_bumpversion.replacements]]
files = ["x.py", "y.py"]
search = '__version__ = "{current_version}"'
replace = '__version__ = "{new_version}"'
[[tool.poetry_bumpversion.replacements]]
files = ["z.py"]
replace = "{new_version} of today"
"""
    tool = poetry_bumpversion.from_toml(TOML, text, "1.2.0")
    assert tool is not None
    assert lines(tool) == [2, 1, 1]
    assert tool.unread == ("z.py",)
    assert poetry_bumpversion.from_toml(TOML, b"[tool.poetry_bumpversion]\n", "1.2.0") is None


def test_a_file_that_states_fewer_numbers() -> None:
    text = b"""[tool.bumpversion]
current_version = "1.2.0"
[[tool.bumpversion.files]]
filename = "x.py"
serialize = ["{major}.{minor}"]
[[tool.bumpversion.files]]
filename = "y.py"
serialize = ["{release}-{build}"]
"""
    tool = bumpversion.from_toml(TOML, text, "")
    assert tool is not None
    (listed,) = tool.listed
    (spot,) = occurrences(Path("x.py"), b'version = "1.2"\nother = "1.2.0"\n', listed, "")
    assert (spot.line, spot.text, spot.parts, tool.unread) == (1, "1.2", 2, ("y.py",))
    ini = b"[bumpversion]\ncurrent_version = 1.2.0\nserialize =\n  {major}.{minor}.{patch}\n[bumpversion:file:x.py]\nserialize =\n  {major}\n"
    again = bumpversion.from_ini(CFG, ini, "")
    assert again is not None
    assert again.listed[0].parts == 1


def test_templates_that_hold_more_than_the_version_are_not_followed() -> None:
    for template in ("nothing", "{current_version} {now:%Y}", "{major}.{minor}", "{", "{current_version!r}"):
        assert searching(template, "1.2.0") is None
    found = searching("{{{current_version}}} and {current_version}", "1.2.0")
    assert found is not None
    assert found.search(b"{1.2.0} and 1.2.0")
