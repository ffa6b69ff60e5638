"""What a project's own release commits show to be sources, and what they show to be none: real git."""

from __future__ import annotations

from pathlib import Path

import pytest
from gathered import sources_of
from repositories import Repository, a_repository

from release_tasks.core.sources import rewrite
from release_tasks.core.spots import VersionSpot
from release_tasks.world.sources.sources import source_files

MANIFEST = '[project]\nname = "Demo_Pkg"\nversion = "{}"\ndependencies = ["other>=1.1.0"]\n'
README = "# Demo\n\nInstall: `pip install demo-pkg=={}`\n\nNeeds other 1.1.0.\n"
TAGGED = '[build-system]\nrequires = ["setuptools-scm"]\nbuild-backend = "setuptools.build_meta"\n[project]\nname = "Demo_Pkg"\ndynamic = ["version"]\n[tool.setuptools_scm]\n'


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = a_repository(tmp_path / "work", empty=True)
    made.write("src/demo_pkg/__init__.py", "")
    return made


def release(repository: Repository, version: str, **files: str) -> None:
    """Commit a release: the manifest, and the files with the version in their places."""
    repository.write("pyproject.toml", MANIFEST.format(version))
    for name, text in files.items():
        repository.write(name.replace("_", "."), text.format(version))
    repository.commit(f"Release {version}")


def found(repository: Repository, name: str) -> list[VersionSpot]:
    return [spot for spot in repository.sources.places if spot.path.name == name]


def bump(repository: Repository, version: str) -> None:
    sources = sources_of(repository.project())
    for path, data in rewrite(source_files(sources).contents, sources, version).items():
        path.write_bytes(data)


def test_a_readme_that_each_release_changed_is_a_source_and_says_why(repository: Repository) -> None:
    for version in ("1.0.0", "1.1.0", "1.2.0"):
        release(repository, version, README_md=README)
    (spot,) = found(repository, "README.md")
    assert (spot.line, spot.text, spot.why) == (3, "1.2.0", "changed in 2 of the last 2 releases")
    bump(repository, "1.3.0")
    assert (repository.root / "README.md").read_text() == README.format("1.3.0")
    assert (repository.root / "pyproject.toml").read_text() == MANIFEST.format("1.3.0")


def test_it_stays_a_source_after_the_bump_and_after_its_commit(repository: Repository) -> None:
    for version in ("1.0.0", "1.1.0"):
        release(repository, version, README_md=README)
    bump(repository, "1.2.0rc1")
    assert [spot.text for spot in found(repository, "README.md")] == ["1.2.0rc1"]
    repository.commit()
    assert [spot.text for spot in found(repository, "README.md")] == ["1.2.0rc1"]


def test_a_first_release_has_no_history(repository: Repository) -> None:
    release(repository, "1.1.0", README_md=README)
    assert found(repository, "README.md") == []


def test_commits_between_releases_do_not_count(repository: Repository) -> None:
    release(repository, "1.0.0", README_md=README)
    release(repository, "1.1.0")
    repository.write("README.md", README.format("1.1.0"))
    repository.commit("docs: the new version")
    assert found(repository, "README.md") == []


def test_a_lock_file_that_releases_leave_alone_is_left_alone_and_told(repository: Repository) -> None:
    lock = '[[package]]\nname = "demo-pkg"\nversion = "{}"\nsource = {{ editable = "." }}\n'
    repository.write("uv.lock", lock.format("1.0.0"))
    for version in ("1.0.0", "1.1.0", "1.2.0"):
        release(repository, version)
        repository.write("uv.lock", lock.format(version))
        repository.commit("chore: lock")
    assert found(repository, "uv.lock") == []
    (ignored,) = repository.sources.ignored
    assert ignored.reason == "uv.lock did not change in the last 2 releases"
    release(repository, "1.3.0", uv_lock=lock)
    assert [spot.text for spot in found(repository, "uv.lock")] == ["1.3.0"]


NPM = '{{\n  "name": "@demo/widgets",\n  "version": "{}"\n}}\n'
NPM_LOCK = (
    '{{\n "version": "{0}",\n "packages": {{\n  "": {{"version": "{0}"}},\n'
    '  "node_modules/other": {{"version": "1.2.0"}}\n }}\n}}\n'
)


def test_npm_s_lock_file_goes_with_a_package_json_that_history_shows(repository: Repository) -> None:
    for version in ("1.0.0", "1.1.0", "1.2.0"):
        repository.write("js/package.json", NPM.format(version))
        repository.write("js/package-lock.json", NPM_LOCK.format(version))
        release(repository, version)
    bump(repository, "1.3.0")
    assert (repository.root / "js/package.json").read_text() == NPM.format("1.3.0")
    assert (repository.root / "js/package-lock.json").read_text() == NPM_LOCK.format("1.3.0")


def test_npm_s_lock_file_that_releases_leave_alone_is_left_alone(repository: Repository) -> None:
    for version in ("1.0.0", "1.1.0", "1.2.0"):
        repository.write("js/package.json", NPM.format(version))
        release(repository, version)
        repository.write("js/package-lock.json", NPM_LOCK.format(version))
        repository.commit("chore: lock")
    assert [spot.line for spot in found(repository, "package.json")] == [3]
    assert found(repository, "package-lock.json") == []


def test_a_lock_file_that_did_not_have_the_package_before_tells_no_habit(repository: Repository) -> None:
    for version in ("1.0.0", "1.1.0", "1.2.0"):
        release(repository, version, uv_lock='[[package]]\nname = "other"\nversion = "7.0.0"\n')
    repository.write(
        "uv.lock", '[[package]]\nname = "demo-pkg"\nversion = "1.2.0"\nsource = { editable = "." }\n'
    )
    repository.commit("chore: lock")
    assert [spot.text for spot in found(repository, "uv.lock")] == ["1.2.0"]


def test_one_release_that_left_a_lock_file_alone_is_no_habit(repository: Repository) -> None:
    lock = '[[package]]\nname = "demo-pkg"\nversion = "{}"\nsource = {{ editable = "." }}\n'
    release(repository, "1.0.0", uv_lock=lock)
    release(repository, "1.1.0")
    repository.write("uv.lock", lock.format("1.1.0"))
    repository.commit("chore: lock")
    assert [spot.text for spot in found(repository, "uv.lock")] == ["1.1.0"]


def test_history_is_read_with_two_runs_of_git_however_many_releases(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for number in range(12):
        release(repository, f"1.{number}.0", README_md=README)
    trace = tmp_path / "trace"
    monkeypatch.setenv("GIT_TRACE2_EVENT", str(trace))
    (spot,) = found(repository, "README.md")
    assert spot.why == "changed in 8 of the last 8 releases"
    runs = [
        line for line in trace.read_text().splitlines() if '"event":"cmd_name"' in line and '"log"' in line
    ]
    assert len(runs) == 2


def test_the_walk_through_history_ends(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    for version in ("1.0.0", "1.1.0", "1.2.0"):
        release(repository, version, README_md=README)
    monkeypatch.setattr("release_tasks.world.git.past._FARTHEST", 1)
    assert [spot.why for spot in found(repository, "README.md")] == ["changed in the last release"]


@pytest.mark.parametrize(
    ("key", "value"),
    [("diff.noprefix", "true"), ("diff.mnemonicPrefix", "true"), ("color.ui", "always"), ("diff.external", "false"),
     ("log.showSignature", "true"), ("diff.algorithm", "patience"), ("log.date", "relative"), ("diff.context", "9")],
)  # fmt: skip
def test_the_maintainers_own_git_settings_change_nothing(
    repository: Repository, key: str, value: str
) -> None:
    for version in ("1.0.0", "1.1.0"):
        release(repository, version, README_md=README)
    repository.git("config", key, value)
    assert [spot.text for spot in found(repository, "README.md")] == ["1.1.0"]


def test_where_the_tag_is_the_version_the_docs_that_name_it_move(repository: Repository) -> None:
    repository.write("pyproject.toml", TAGGED)
    for version in ("1.0.0", "1.1.0", "1.2.0"):
        repository.write("README.md", README.format(version))
        repository.commit(f"Prepare {version}")
        repository.git("tag", "-a", "-m", version, f"v{version}")
    repository.commit("feat: more")
    sources = repository.sources
    assert (sources.spots, [spot.line for spot in sources.mentions]) == ((), [3])
    bump(repository, "1.3.0")
    assert (repository.root / "README.md").read_text() == README.format("1.3.0")


SETUP = 'from setuptools import setup\nsetup(name="demo-pkg", version="{}")\n'


def released_by_setup_py(repository: Repository, *versions: str, tag: bool = True) -> None:
    """Commit releases whose version stands in setup.py, and move it to pyproject.toml after the last."""
    for version in versions:
        repository.write("setup.py", SETUP.format(version))
        repository.write("README.md", README.format(version))
        repository.commit(f"Release {version}")
        if tag:
            repository.git("tag", f"v{version}")
    (repository.root / "setup.py").unlink()
    repository.write("pyproject.toml", MANIFEST.format(versions[-1]))
    repository.commit("build: the metadata move to pyproject.toml")


def test_a_version_that_moved_to_another_file_keeps_its_history_by_the_tags(repository: Repository) -> None:
    released_by_setup_py(repository, "1.0.0", "1.1.0", "1.2.0")
    (spot,) = found(repository, "README.md")
    assert (spot.text, spot.why) == ("1.2.0", "changed in 2 of the last 2 releases")
    release(repository, "1.3.0", README_md=README)
    repository.git("tag", "v1.3.0")
    (spot,) = found(repository, "README.md")
    assert spot.why == "changed in 3 of the last 3 releases"


def test_without_tags_nothing_tells_of_releases_before_the_move(repository: Repository) -> None:
    released_by_setup_py(repository, "1.0.0", "1.1.0", "1.2.0", tag=False)
    assert found(repository, "README.md") == []


def test_tags_from_before_a_package_was_there_are_those_of_another(repository: Repository) -> None:
    for version in ("1.0.0", "1.1.0", "1.2.0"):
        release(repository, version, README_md=README)
        repository.git("tag", f"v{version}")
    repository.write("below/pyproject.toml", MANIFEST.format("1.2.0"))
    repository.write("below/src/demo_pkg/__init__.py", "")
    repository.commit("feat: a package below")
    below = sources_of(repository.project(path=repository.root / "below"))
    assert [spot.path for spot in below.places] == [repository.root / "below" / "pyproject.toml"]


def test_a_tag_of_a_later_version_tells_nothing_of_this_one(repository: Repository) -> None:
    released_by_setup_py(repository, "1.0.0", "1.1.0", "1.2.0")
    repository.git("tag", "v2.0.0")
    (spot,) = found(repository, "README.md")
    assert spot.why == "changed in 2 of the last 2 releases"


def test_the_tuple_beside_a_learnt_text_goes_with_it(repository: Repository) -> None:
    module = 'version = "{}"\nversion_info = ({}, 0)\n'
    for version in ("1.0", "1.1", "1.2"):
        text = module.format(version, f"{version.replace('.', ', ')}, 0")
        repository.write("src/demo_pkg/__init__.py", text)
        release(repository, version)
    bump(repository, "1.2.1")
    assert (repository.root / "src/demo_pkg/__init__.py").read_text() == module.format("1.2.1", "1, 2, 1")


def test_a_version_that_is_only_a_tuple_has_a_history_too(repository: Repository) -> None:
    repository.write("pyproject.toml", '[project]\nname = "Demo_Pkg"\ndynamic = ["version"]\n')
    for version in ("1.0.0", "1.1.0", "1.2.0"):
        repository.write(
            "src/demo_pkg/__init__.py", f'VERSION = ({version.replace(".", ", ")}, "final", 0)\n'
        )
        repository.write("README.md", README.format(version))
        repository.commit(f"Release {version}")
    (spot,) = found(repository, "README.md")
    assert (spot.text, spot.why) == ("1.2.0", "changed in 2 of the last 2 releases")


LOCK = '[[package]]\nname = "demo-pkg"\nversion = "{}"\nsource = {{ editable = "." }}\n'


def test_a_lock_file_that_nobody_brings_up_to_date_stays_as_it_is(repository: Repository) -> None:
    release(repository, "1.0.0", uv_lock=LOCK)
    for version in ("1.1.0", "1.2.0"):
        release(repository, version)
    assert found(repository, "uv.lock") == []
    (ignored,) = repository.sources.ignored
    assert ignored.reason == "uv.lock did not change in the last 2 releases"


def test_a_release_that_brought_a_stale_lock_file_up_to_date_is_a_habit(repository: Repository) -> None:
    release(repository, "1.0.0", uv_lock=LOCK)
    for version in ("1.1.0", "1.2.0"):
        release(repository, version)
    release(repository, "1.3.0", uv_lock=LOCK)
    release(repository, "1.4.0")
    assert [spot.text for spot in found(repository, "uv.lock")] == ["1.3.0"]
