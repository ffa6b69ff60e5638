"""How the last releases were tagged and named: real git."""

from __future__ import annotations

from pathlib import Path

import pytest
from gathered import project_of
from repositories import Repository, a_repository

from release_tasks.core.project import Project


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return a_repository(tmp_path / "work")


def release(
    repository: Repository,
    tag: str,
    commit: str = "a release",
    message: str | None = "a tag",
    settings: str = "",
) -> None:
    """Commit and tag; without a message the tag is lightweight."""
    repository.commit(commit)
    repository.git("tag", *(("-a", "-m", message) if message is not None else ()), tag)


def looked_at(repository: Repository) -> Project:
    return project_of(repository.request)


def because(repository: Repository, key: str) -> str:
    return next(each.because for each in looked_at(repository).inferred if each.key == key)


def test_without_tags_they_will_be_annotated_with_our_messages(repository: Repository) -> None:
    found = looked_at(repository)
    assert (found.annotate, found.tag_message) == (True, "{package} v{version}")
    assert found.commit_message == "chore(release): {package} {version}"
    assert because(repository, "annotate") == because(repository, "commit-message") == "the default"


def test_messages_of_the_last_releases_are_kept(repository: Repository) -> None:
    release(repository, "v1.0.0", "Release 1.0.0 (#12)", "Demo 1.0.0, the first")
    release(repository, "v1.1.0", "Release 1.1.0 (#31)", "Version 1.1.0")
    release(repository, "v1.2.0", "Release 1.2.0", "Version 1.2.0\n\nWith notes.")
    found = looked_at(repository)
    assert (found.commit_message, found.tag_message) == ("Release {version}", "Version {version}")
    assert because(repository, "commit-message") == "the commits of v1.2.0, v1.1.0, v1.0.0"
    assert because(repository, "tag-message") == "the messages of v1.2.0, v1.1.0"
    assert because(repository, "annotate") == "v1.2.0, v1.1.0, v1.0.0 are annotated"


def test_the_version_counts_as_it_is_spelled_in_the_tag(repository: Repository) -> None:
    release(repository, "v1.1.0-rc.1", "bump: 1.0.0 -> 1.1.0-rc.1", "v1.1.0-rc.1")
    assert looked_at(repository).tag_message == "v{version}"
    assert looked_at(repository).commit_message == "bump: 1.0.0 -> {version}"


@pytest.mark.parametrize(
    "subject",
    ["Merge pull request #4 from team/release-1.0.0", "Merge branch 'release-1.0.0'", "fix: a fault", "use {1.0.0}",
     "Release 1.0.0.1"],
)  # fmt: skip
def test_a_commit_that_tells_no_form(repository: Repository, subject: str) -> None:
    release(repository, "v1.0.0", subject)
    assert looked_at(repository).commit_message == "chore(release): {package} {version}"


def test_a_form_that_no_two_releases_share_is_none(repository: Repository) -> None:
    release(repository, "v1.0.0", "Release 1.0.0")
    release(repository, "v1.1.0", "Finally: 1.1.0")
    assert looked_at(repository).commit_message == "chore(release): {package} {version}"


def test_lightweight_tags_stay_lightweight_and_one_is_no_habit(repository: Repository) -> None:
    release(repository, "v1.0.0", "Release 1.0.0", None)
    assert looked_at(repository).annotate
    release(repository, "v1.1.0", "Release 1.1.0", None)
    found = looked_at(repository)
    assert (found.annotate, found.tag_message) == (False, "{package} v{version}")
    assert found.commit_message == "Release {version}"
    assert because(repository, "annotate") == "v1.1.0, v1.0.0 are lightweight"


def test_in_a_monorepo_the_tags_of_another_package_tell_nothing(repository: Repository) -> None:
    repository.write("other/pyproject.toml", '[project]\nname = "other"\nversion = "3.0"\n')
    release(repository, "other-v2.0", "Other 2.0", None)
    release(repository, "other-v3.0", "Other 3.0", None)
    release(repository, "demo-pkg-v1.2.0", "Demo 1.2.0", "The demo 1.2.0")
    found = looked_at(repository)
    assert (found.tag, found.annotate) == ("demo-pkg-v{version}", True)
    assert (found.commit_message, found.tag_message) == ("Demo {version}", "The demo {version}")


def test_settings_win(repository: Repository) -> None:
    stated = (
        '[tool.release-tasks]\ncommit-message = "R {version}"\ntag-message = "T {tag}"\nannotate = true\n'
    )
    manifest = repository.root / "pyproject.toml"
    manifest.write_text(manifest.read_text() + stated)
    for version in ("1.0.0", "1.1.0"):
        release(repository, f"v{version}", f"Release {version}", None)
    found = looked_at(repository)
    assert (found.commit_message, found.tag_message, found.annotate) == ("R {version}", "T {tag}", True)
