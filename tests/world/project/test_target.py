"""Which version is in flight, asked of real repositories."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hosting import git
from repositories import PYPROJECT, Repository, a_repository, an_origin

from release_tasks.core.errors import UsageError
from release_tasks.core.project import PatternSource, Project
from release_tasks.core.request import Request
from release_tasks.core.target import BuiltTag, NotedTarget, NoteTarget, Target
from release_tasks.gathering import Facts
from release_tasks.world.project.target import note

BY_TAG = """\
[build-system]
requires = ["setuptools", "setuptools-scm"]
build-backend = "setuptools.build_meta"
[project]
name = "Demo_Pkg"
dynamic = ["version"]
"""


@pytest.fixture(autouse=True)
def no_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_REF", raising=False)


@pytest.fixture
def demo(tmp_path: Path) -> Repository:
    """A package that states 1.2.0 and released it."""
    made = a_repository(tmp_path / "demo")
    made.git("tag", "--annotate", "v1.2.0", "--message", "v1.2.0")
    return made


@pytest.fixture
def tagged(tmp_path: Path) -> Repository:
    """A package whose version is the tag, last released as 0.4.0."""
    made = a_repository(tmp_path / "tagged", empty=True)
    made.write("pyproject.toml", BY_TAG)
    made.write("CHANGELOG.md", "## [Unreleased]\n\n- More.\n")
    made.commit()
    made.git("tag", "--annotate", "v0.4.0", "--message", "v0.4.0")
    made.commit()
    return made


def facts(made: Repository, project: Project | None = None, **options: Any) -> Facts:
    request = replace(made.request, **options)
    return Facts({Request: request, Project: project or made.project()}, offline=True)


def target(made: Repository, **options: Any) -> Target:
    return facts(made, **options).get(Target)


def refused(made: Repository, **options: Any) -> UsageError:
    with pytest.raises(UsageError) as caught:
        target(made, **options)
    assert caught.value.remedy
    return caught.value


def test_a_given_version_counts_in_its_canonical_form(demo: Repository) -> None:
    assert target(demo, version="1.3.0-RC.1") == Target(version="1.3.0rc1", why="given", asked="1.3.0-RC.1")
    assert target(demo, version="0.9") == Target(version="0.9", why="given", asked="0.9")


def test_a_local_version_cannot_be_released(demo: Repository) -> None:
    assert "local version" in refused(demo, version="1.3.0+mine").what


def test_a_local_version_may_stand_in_the_files_between_releases(demo: Repository) -> None:
    assert target(demo, task="bump", version="1.3.0+dev").version == "1.3.0+dev"


def test_a_word_counts_from_the_last_release_however_often_it_is_said(demo: Repository) -> None:
    expected = Target(version="1.3.0", why="minor after 1.2.0", asked="minor")
    assert target(demo, version="minor") == expected
    demo.write("pyproject.toml", PYPROJECT.replace("1.2.0", "1.3.0"))
    assert target(demo, version="minor") == expected


def test_a_word_without_a_release_to_count_from_is_refused(tmp_path: Path) -> None:
    error = refused(a_repository(tmp_path / "new"), version="minor")
    assert "no release yet to count 'minor' from" in error.what
    assert "1.2.0" in error.remedy


def test_in_a_shallow_clone_the_missing_history_is_named(demo: Repository, tmp_path: Path) -> None:
    demo.commit()
    origin = an_origin(demo)
    git(tmp_path, "clone", "--quiet", "--depth=1", origin.as_uri(), "shallow")
    error = refused(Repository(tmp_path / "shallow"), version="minor")
    assert "shallow" in error.what
    assert error.remedy == "git fetch --unshallow --tags"


def test_sources_that_disagree_refuse_a_word_and_a_full_version_mends_them(demo: Repository) -> None:
    demo.write("src/demo_pkg/__init__.py", "")
    demo.write("docs/conf.py", 'release = "1.1.0"\n')
    patterns = (PatternSource(path="docs/conf.py", search='release = "{version}"'),)
    project = demo.project(patterns=patterns)
    error = refused(demo, version="minor", project=project)
    assert error.what.startswith("the sources disagree (pyproject.toml:3 1.2.0, docs/conf.py:1 1.1.0)")
    assert error.remedy == "python -m release_tasks bump 1.2.0"
    assert target(demo, version="1.2.1", project=project).version == "1.2.1"
    assert target(demo, project=project).version == "1.2.0"
    demo.write("docs/conf.py", 'release = "1.2"\n')
    assert target(demo, version="minor", project=project).version == "1.3.0"


def test_what_the_sources_state_is_in_flight_where_nothing_else_is_said(demo: Repository) -> None:
    assert target(demo) == Target(version="1.2.0", why="stated by pyproject.toml, line 3")


def test_a_source_that_states_no_version_is_named_and_a_full_version_goes_on(demo: Repository) -> None:
    demo.write("pyproject.toml", PYPROJECT.replace("1.2.0", "next"))
    error = refused(demo)
    assert error.where == f"{demo.root / 'pyproject.toml'}:3"
    assert target(demo, version="1.3.0").version == "1.3.0"


def built(made: Repository, tag: str | None = None) -> BuiltTag:
    return facts(made, tag=tag).get(BuiltTag)


def test_the_tag_that_ci_builds_is_in_flight(demo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_REF", "refs/tags/v1.5.0-rc.1")
    assert built(demo) == BuiltTag(name="v1.5.0-rc.1", why="GITHUB_REF")
    assert target(demo) == Target(version="1.5.0rc1", why="the tag v1.5.0-rc.1 (GITHUB_REF)")
    assert target(demo, version="2.0.0").version == "2.0.0"


@pytest.mark.parametrize(
    "ref",
    ["refs/heads/main", "refs/heads/v1.5.0", "refs/tags/other-v1.5.0", "refs/tags/v1-nightly", "v1.5.0", ""],
)
def test_a_ref_that_is_no_release_tag_of_ours_is_none(
    demo: Repository, monkeypatch: pytest.MonkeyPatch, ref: str
) -> None:
    monkeypatch.setenv("GITHUB_REF", ref)
    assert built(demo) == BuiltTag(name=None)
    assert target(demo).version == "1.2.0"


def test_a_tag_that_was_given_comes_before_that_of_ci(
    demo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_REF", "refs/tags/v1.5.0")
    assert built(demo, "v1.6.0") == BuiltTag(name="v1.6.0", why="--tag")


@pytest.mark.parametrize("tag", ["1.5.0", "recorder-v1.5.0", "v1-nightly", "v"])
def test_a_given_tag_of_another_form_is_refused(demo: Repository, tag: str) -> None:
    error = refused(demo, tag=tag)
    assert (error.where, error.expected) == ("--tag", "the form v{version}, such as v1.2.3")


def test_a_note_says_what_is_in_flight_where_the_tag_is_the_version(tagged: Repository) -> None:
    assert facts(tagged).get(NotedTarget) == NotedTarget(version=None)
    note(NoteTarget(version="0.5.0"), tagged.project())
    assert facts(tagged).get(NotedTarget) == NotedTarget(version="0.5.0")
    assert target(tagged) == Target(version="0.5.0", why="noted in this repository, for no file states it")
    assert target(tagged, version="patch").version == "0.4.1"
    assert tagged.git("status", "--porcelain") == ""


def test_a_note_that_a_later_release_has_passed_counts_no_more(tagged: Repository) -> None:
    note(NoteTarget(version="0.5.0"), tagged.project())
    tagged.git("tag", "--annotate", "v0.5.0", "--message", "v0.5.0")
    assert target(tagged).version == "0.5.0"
    tagged.commit()
    tagged.git("tag", "--annotate", "v0.6.0", "--message", "v0.6.0")
    assert "none is noted" in refused(tagged).what


def test_else_the_newest_dated_section_without_a_tag_is_in_flight(tagged: Repository) -> None:
    older = "\n## [0.3.0] - 2024-01-01\n\n- Begin.\n"
    tagged.write("CHANGELOG.md", f"## [Unreleased]\n\n## [0.5.0] - 2025-01-01\n\n- More.\n{older}")
    assert target(tagged).version == "0.5.0"
    assert "line 3" in target(tagged).why
    tagged.git("tag", "--annotate", "v0.5.0", "--message", "v0.5.0")
    refused(tagged)


@pytest.mark.parametrize("text", ["## [0.5.0]\n- No day.\n", "## [0.3.0] - 2024-01-01\n- Old.\n", ""])
def test_a_section_without_a_day_or_below_the_last_release_is_not_in_flight(
    tagged: Repository, text: str
) -> None:
    tagged.write("CHANGELOG.md", text)
    refused(tagged)


def test_a_note_comes_before_the_changelog(tagged: Repository) -> None:
    tagged.write("CHANGELOG.md", "## [0.5.0] - 2025-01-01\n\n- More.\n")
    note(NoteTarget(version="0.5.0rc1"), tagged.project())
    assert target(tagged).version == "0.5.0rc1"


def test_where_nothing_says_it_the_remedy_is_a_bump(tagged: Repository) -> None:
    error = refused(tagged)
    assert "setuptools-scm takes the version from the git tag" in error.expected
    assert error.remedy == "python -m release_tasks bump minor"
    tagged.git("tag", "--delete", "v0.4.0")
    assert refused(tagged).remedy == "python -m release_tasks bump 0.1.0"
