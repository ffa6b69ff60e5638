"""The last release, read from tags and from the manifests at these tags."""

from __future__ import annotations

from pathlib import Path

import pytest
from blueprints import BLUEPRINTS
from hosting import make_host
from repositories import Repository, a_repository

from release_tasks.core.git import CommitsSince, LastRelease
from release_tasks.core.project import Project
from release_tasks.core.target import Target
from release_tasks.world.git.history import commits_since, last_release, released_changes
from release_tasks.world.git.state import git_state, tags


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return a_repository(tmp_path / "demo", empty=True)


def last(project: Project) -> LastRelease:
    return last_release(project, tags(project), git_state(project))


def last_of(repository: Repository, **changes: object) -> tuple[str | None, str | None]:
    found = last(repository.project(**changes))
    return found.version, found.tag.name if found.tag else None


def state(repository: Repository, text: str, tag: str, path: str = "pyproject.toml") -> None:
    repository.write(path, text)
    repository.commit()
    repository.git("tag", "--annotate", tag, "--message", tag)


def plain(version: str) -> str:
    return f'[project]\nname = "demo"\nversion = "{version}"\n'


def test_no_tag_no_release(repository: Repository) -> None:
    repository.commit()
    assert last(repository.project()) == LastRelease()


def test_versions_are_compared_as_versions(repository: Repository) -> None:
    for version in ("0.9.0", "0.10.0", "0.10.0rc1"):
        state(repository, plain(version), f"v{version}")
    assert last_of(repository) == ("0.10.0", "v0.10.0")


def test_tags_of_another_form_do_not_count(repository: Repository) -> None:
    state(repository, plain("1.0.0"), "v1.0.0")
    for name in ("2.0.0", "xv2.0.0", "v2.0.0x", "release-v2.0.0", "vnext"):
        state(repository, plain("2.0.0"), name)
    assert last_of(repository) == ("1.0.0", "v1.0.0")
    assert last_of(repository, tag="{version}") == ("2.0.0", "2.0.0")


def test_letters_of_the_form_are_literal(repository: Repository) -> None:
    state(repository, plain("1.0.0"), "rel.1.0.0")
    state(repository, plain("2.0.0"), "relx2.0.0")
    assert last_of(repository, tag="rel.{version}") == ("1.0.0", "rel.1.0.0")


def test_a_tag_spelled_as_semver_is_the_same_version(repository: Repository) -> None:
    state(repository, plain("1.2.0rc1"), "v1.2.0-rc.1")
    assert last_of(repository) == ("1.2.0rc1", "v1.2.0-rc.1")


def test_a_tag_outside_of_head_s_history_does_not_count(repository: Repository) -> None:
    state(repository, plain("1.0.0"), "v1.0.0")
    repository.git("switch", "--quiet", "--create", "future")
    state(repository, plain("2.0.0"), "v2.0.0")
    repository.git("switch", "--quiet", "main")
    assert last_of(repository) == ("1.0.0", "v1.0.0")


def test_a_tag_at_which_the_manifest_says_otherwise_is_another_package_s(repository: Repository) -> None:
    state(repository, plain("0.3.0"), "v0.3.0")
    for number in range(30):
        state(repository, plain("0.3.0"), f"v1.0.{number}")
    assert last_of(repository) == ("0.3.0", "v0.3.0")


def test_a_manifest_that_was_broken_then_is_no_release(repository: Repository) -> None:
    state(repository, plain("1.0.0"), "v1.0.0")
    state(repository, "[project", "v1.1.0")
    assert last_of(repository) == ("1.0.0", "v1.0.0")


MATURIN = '[build-system]\nbuild-backend = "maturin"\n[project]\nname = "demo"\ndynamic = ["version"]\n'


def test_a_crate_states_the_version(repository: Repository) -> None:
    repository.write("pkg dir/pyproject.toml", MATURIN)
    state(repository, '[package]\nname = "demo"\nversion = "1.2.0-rc.1"\n', "v1.2.0rc1", "pkg dir/Cargo.toml")
    assert last_of(repository, path=repository.root / "pkg dir") == ("1.2.0rc1", "v1.2.0rc1")


def test_a_workspace_states_the_version(repository: Repository) -> None:
    repository.write(
        "crates/pkg/pyproject.toml", MATURIN + '[tool.maturin]\nmanifest-path = "rust/Cargo.toml"\n'
    )
    repository.write("crates/pkg/rust/Cargo.toml", '[package]\nname = "demo"\nversion.workspace = true\n')
    state(repository, '[workspace]\n[workspace.package]\nversion = "0.5.0"\n', "v0.5.0", "Cargo.toml")
    assert last_of(repository, path=repository.root / "crates/pkg") == ("0.5.0", "v0.5.0")


def test_the_package_s_own_module_states_the_version(repository: Repository) -> None:
    hatch = (
        '[build-system]\nbuild-backend = "hatchling.build"\n[project]\nname = "demo"\ndynamic = ["version"]\n'
    )
    repository.write("pyproject.toml", hatch + '[tool.hatch.version]\npath = "src/demo/__init__.py"\n')
    state(repository, '__version__ = "0.4.0"\n', "v0.4.0", "src/demo/__init__.py")
    state(repository, '__version__ = "0.4.0"\n# more\n', "v0.5.0", "src/demo/__init__.py")
    assert last_of(repository) == ("0.4.0", "v0.4.0")


def test_where_the_tag_is_the_version_its_form_alone_decides(repository: Repository) -> None:
    scm = '[build-system]\nrequires = ["setuptools-scm"]\nbuild-backend = "setuptools.build_meta"\n'
    state(repository, scm + '[project]\nname = "demo"\ndynamic = ["version"]\n', "v0.7.0")
    assert last_of(repository) == ("0.7.0", "v0.7.0")


@pytest.mark.parametrize("name", sorted(BLUEPRINTS))
def test_the_last_release_of_every_sample_host(tmp_path: Path, name: str) -> None:
    host = make_host(name, tmp_path)
    for package in host.packages:
        project = Repository(host.root).project(
            path=host.root / package.path,
            name=package.name,
            import_name=package.import_name,
            tag=package.tag,
        )
        found = last(project)
        assert (found.version, found.tag and found.tag.name) == (package.version, package.last_tag)


def test_the_older_crate_s_tags_are_no_releases_of_the_bindings(tmp_path: Path) -> None:
    host = make_host("barter_workspace", tmp_path)
    host.git("tag", "--delete", "v0.9.0")
    project = Repository(host.root).project(path=host.path, import_name=host.package.import_name)
    assert last(project) == LastRelease()


def test_commits_since_the_last_release_touch_the_package(repository: Repository) -> None:
    repository.write("pkg/pyproject.toml", plain("1.0.0"))
    state(repository, "x", "v1.0.0", "pkg/file")
    for path, message in (("pkg/a", "feat: a é"), ("other/b", "feat: b"), ("pkg/c", "fix: c")):
        repository.write(path, "x")
        repository.commit(message)
    project = repository.project(path=repository.root / "pkg")
    found = commits_since(project, repository.state, last(project))
    assert found == CommitsSince(tag="v1.0.0", subjects=("fix: c", "feat: a é"))
    everything = commits_since(repository.project(), repository.state, LastRelease())
    assert (everything.tag, len(everything.subjects)) == (None, 4)


def test_pull_requests_of_a_real_history(repository: Repository) -> None:
    repository.write("pkg/pyproject.toml", plain("1.0.0"))
    state(repository, "x", "v1.0.0", "pkg/file")
    for branch, path, message in (
        ("one", "pkg/a", "Merge pull request #1 from ada/one\n\nThe first"),
        ("two", "other/b", "Merge pull request #2 from ada/two\n\nThe second"),
    ):
        repository.git("switch", "--quiet", "--create", branch)
        for part in ("1", "2"):
            repository.write(path + part, "x")
            repository.commit(f"wip {part}")
        repository.git("switch", "--quiet", "main")
        repository.git("merge", "--quiet", "--no-ff", branch, "--message", message)
    repository.git("switch", "--quiet", "--create", "four")
    repository.write("pkg/same", "x")
    repository.commit("wip")
    repository.git("switch", "--quiet", "main")
    repository.write("pkg/same", "x")
    repository.commit("fix: the same")
    repository.git("merge", "--quiet", "--no-ff", "four", "--message", "Merge pull request #4 from ada/four")
    for path, message in (("pkg/c", "The third (#3)"), ("pkg/d", "fix: d")):
        repository.write(path, "x")
        repository.commit(message)
    project = repository.project(path=repository.root / "pkg")
    found = commits_since(project, repository.state, last(project))
    assert [each.name for each in found.pulls] == ["#3", "#4", "#1"]
    assert str(found.pulls[0]) == "#3 The third"
    assert found.subjects == ("fix: d", "fix: the same")


def brought(
    repository: Repository, version: str, **changes: object
) -> tuple[str | None, str | None, list[str]]:
    """What the release of a version brought to the package, by the first lines of its commits that touch it."""
    project = repository.project(**changes)
    target = Target(version=version, why="given")
    found = released_changes(project, target, tags(project), git_state(project))
    return found.tag, found.since, [each.subject for each in found.log if each.touches]


def test_what_a_release_brought_ends_at_its_own_tag(repository: Repository) -> None:
    state(repository, plain("1.0.0"), "v1.0.0")
    for version in ("1.1.0rc1", "1.1.0"):
        repository.write(f"a{version}", "x")
        repository.commit(f"for {version}")
        repository.write("pyproject.toml", plain(version))
        repository.commit(f"release {version}")
        repository.git("tag", "--annotate", f"v{version}", "--message", "x")
    repository.write("later", "x")
    repository.commit("later\n\nFixes #9")
    final = ["release 1.1.0", "for 1.1.0", "release 1.1.0rc1", "for 1.1.0rc1"]
    assert brought(repository, "1.1.0") == ("v1.1.0", "v1.0.0", final)
    assert brought(repository, "1.1.0rc1") == ("v1.1.0rc1", "v1.0.0", final[2:])
    assert brought(repository, "1.2.0") == (None, None, [])
    project = repository.project()
    found = released_changes(project, Target(version="1.1.0", why="given"), tags(project), git_state(project))
    assert found.since_time == repository.git(
        "log", "-1", "--format=%cd", "--date=format-local:%Y-%m-%dT%H:%M:%SZ", "v1.0.0"
    )
    tag, since, everything = brought(repository, "1.0.0")
    assert (tag, since, len(everything)) == ("v1.0.0", None, 1)
