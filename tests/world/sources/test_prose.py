"""README and docs of a real repository, read for the release before."""

from __future__ import annotations

from pathlib import Path

import builders as b
import pytest
from repositories import Repository, a_repository

from release_tasks.core.git import LastRelease
from release_tasks.core.project import Project
from release_tasks.core.target import Target
from release_tasks.world.sources.prose import prose_behind

TEXT = "# demo\n\npip install demo==1.2.0\nNew in 1.2.0: colours\n"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return a_repository(tmp_path / "demo", empty=True)


def told(project: Project, before: str | None, version: str = "1.3.0") -> list[str]:
    target = Target(version=version, why="asked for")
    return [str(each) for each in prose_behind(project, target, LastRelease(version=before)).lines]


def test_readme_and_docs_are_read_and_nothing_else(repository: Repository) -> None:
    for path in (
        "Readme.md",
        "docs/install.md",
        "docs/changelog.md",
        "src/demo/__init__.py",
        "docs/other.md",
    ):
        repository.write(path, TEXT)
    repository.git("add", "--all", ":!docs/other.md")
    assert told(repository.project(), "1.2.0") == [
        "Readme.md:3 pip install demo==1.2.0",
        "docs/install.md:3 pip install demo==1.2.0",
    ]


def test_a_package_is_asked_for_its_own_prose(repository: Repository) -> None:
    repository.write("README.md", TEXT)
    repository.write("packages/demo/README.md", TEXT)
    repository.git("add", "--all")
    project = repository.project(path=repository.root / "packages" / "demo")
    assert told(project, "1.2.0") == ["packages/demo/README.md:3 pip install demo==1.2.0"]


def test_spellings_of_one_version_count(repository: Repository) -> None:
    repository.write("README.md", "Last: 2026.01.3\nv2026.1.3\n2026.1.30\n")
    repository.git("add", "--all")
    assert told(repository.project(), "2026.1.3") == ["README.md:1 Last: 2026.01.3", "README.md:2 v2026.1.3"]


def test_only_a_line_feed_ends_a_line(repository: Repository) -> None:
    repository.write("README.md", "demo 1.2.0\fnext page\u2028and line\r\nv1.2.0\n")
    repository.git("add", "--all")
    assert told(repository.project(), "1.2.0") == [
        "README.md:1 demo 1.2.0\fnext page\u2028and line",
        "README.md:2 v1.2.0",
    ]


def test_outside_git_nothing_is_read(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(TEXT, encoding="utf-8")
    assert told(b.a_project(path=tmp_path), "1.2.0") == []


@pytest.mark.parametrize(("before", "version"), [(None, "1.2.0"), ("1.2.0", "1.2.0")])
def test_without_a_release_before_nothing_is_behind(
    repository: Repository, before: str | None, version: str
) -> None:
    repository.write("README.md", TEXT)
    repository.git("add", "--all")
    assert told(repository.project(), before, version) == []
