"""What the settings of other bump tools hold and list."""

from __future__ import annotations

from pathlib import Path

import pytest

from release_tasks.core.formats.bump_tools import (
    bumpver,
    bumpversion,
    commitizen,
    release_please,
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
"""
    tool = bumpversion.from_toml(TOML, text, "")
    assert lines(tool) == [2]
    assert tool is not None
    assert tool.unread == ("*.x",)


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
"""
    tool = tbump.from_toml(Path(name), text.encode(), "")
    assert lines(tool) == [2]
    assert tool is not None
    assert tool.unread == ("short.txt",)


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
    assert [each.file for each in tool.listed] == ["packages/a/x.py"]
    assert lines(tool, b'a = "1.2.0"\nb = "1.2.0"  # x-release-please-version\n') == [2]
    assert release_please.of_package(Path("x"), manifest, config, "packages/b", "1.2.0") is None


def test_templates_that_hold_more_than_the_version_are_not_followed() -> None:
    for template in ("nothing", "{current_version} {now:%Y}", "{major}.{minor}", "{", "{current_version!r}"):
        assert searching(template, "1.2.0") is None
    found = searching("{{{current_version}}} and {current_version}", "1.2.0")
    assert found is not None
    assert found.search(b"{1.2.0} and 1.2.0")
