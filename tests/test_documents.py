"""What the documents tell users to write into their settings: all of it is accepted by what reads them."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from gathered import project_of
from markdown_it import MarkdownIt

from release_tasks.core.errors import UsageError
from release_tasks.core.project import Project
from release_tasks.core.request import Request

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CHECKOUT = Path(__file__).resolve().parents[1]
DOCUMENTS = (CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").glob("*.md")))
OURS = "[tool.release-tasks"
SETTING = re.compile(r"(?!dependencies)[a-z-]+ = .")
"""A setting in a sentence; the dependencies are a key of a noxfile's script block."""

MANIFEST = '[build-system]\nrequires = ["hatchling"]\n[project]\nname = "demo"\nversion = "1.3.0"\n'
THERE = ("docs/install.md", "docs/whatsnew.md", "docs/announcement.md")
"""Files that the examples name."""


def examples() -> Iterator[Any]:
    """Each block of TOML, and each setting that stands in a sentence, with the place where it stands."""
    for path in DOCUMENTS:
        for token in MarkdownIt().parse(path.read_text(encoding="utf-8")):
            place = f"{path.name}:{token.map[0] + 1}" if token.map else path.name
            if token.type == "fence" and token.info == "toml":
                yield pytest.param(token.content, id=place)
            for each in token.children or ():
                if each.type == "code_inline" and SETTING.match(each.content):
                    yield pytest.param(f"{OURS}]\n{each.content}\n", id=f"{place} {each.content}")


def project_with(settings: str, root: Path) -> Project:
    """Read settings as a run does, of a project that has what they speak of."""
    for name in THERE:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("", encoding="utf-8")
    (root / "pyproject.toml").write_text(f"{MANIFEST}{settings}", encoding="utf-8")
    packages: Mapping[str, Any] = tomllib.loads(settings)["tool"]["release-tasks"].get("packages", {})
    for package in packages.values():
        (root / package["path"]).mkdir()
        (root / package["path"] / "pyproject.toml").write_text(MANIFEST, encoding="utf-8")
    return project_of(Request(task="status", root=root))


@pytest.mark.parametrize("settings", list(examples()))
def test_every_example_of_settings_is_accepted(
    settings: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert settings.startswith(OURS), "it does not say where it goes"
    project_with(settings, tmp_path)


def test_a_key_that_is_none_would_be_seen(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="release-bye"):
        project_with(f'{OURS}]\nrelease-bye = "pull-request"\n', tmp_path)
