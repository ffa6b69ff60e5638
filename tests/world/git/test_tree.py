"""The tree of the release commit, against the tree that git itself commits."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import PYPROJECT, Listener, Repository, a_repository

from release_tasks.core.actions import Commit
from release_tasks.core.git import ReleaseTree
from release_tasks.world.git.changes import commit
from release_tasks.world.git.tree import release_tree

BUMPED = PYPROJECT.replace("1.2.0", "1.3.0")


def tree_of(repository: Repository, *docs: str) -> ReleaseTree:
    return release_tree(repository.project(docs_paths=docs), repository.state, repository.sources)


def committed(repository: Repository, tree: ReleaseTree) -> str:
    action = Commit(paths=tree.changed, message="chore: release", tree=tree.tree)
    commit(action, Listener().events, repository.state, repository.request)
    return repository.git("rev-parse", "HEAD^{tree}")


def test_a_clean_tree_is_the_tree_of_head(repository: Repository) -> None:
    assert tree_of(repository) == ReleaseTree(tree=repository.state.head_tree)


def test_sources_changelog_and_docs_are_the_release_s_own(repository: Repository) -> None:
    repository.write("pyproject.toml", BUMPED)
    repository.write("CHANGELOG.md", "# Changes\n## 1.3.0\n")
    repository.write("docs/api/new page.md", "new")
    repository.write("docs/notes.txt", "no doc")
    tree = tree_of(repository, "docs/**/*.md")
    assert tree.changed == ("CHANGELOG.md", "docs/api/new page.md", "pyproject.toml")
    assert tree.strangers == ("?? docs/notes.txt",)
    assert committed(repository, tree) == tree.tree
    assert repository.git("status", "--porcelain") == "?? docs/notes.txt"


def test_a_folder_of_docs_is_all_that_is_in_it(repository: Repository) -> None:
    repository.write("docs/old.md", "old")
    repository.commit()
    (repository.root / "docs/old.md").unlink()
    names = ("docs/ü 'x'.md", "docs/line\nend.md", "docs/[a]*.md", "docs/:(top)odd.md")
    for name in names:
        repository.write(name, name)
    tree = tree_of(repository, "docs")
    assert set(tree.changed) == {"docs/old.md", *names}
    assert committed(repository, tree) == tree.tree
    assert repository.git("status", "--porcelain") == ""


def test_strangers_of_all_kinds_are_named(repository: Repository) -> None:
    for name in ("changed", "staged", "gone", "moved"):
        repository.write(name, name)
    repository.commit()
    repository.write("changed", "x")
    repository.write("staged", "x")
    repository.git("add", "staged")
    (repository.root / "gone").unlink()
    repository.git("mv", "moved", "there")
    repository.write("new ä", "x")
    tree = tree_of(repository)
    assert tree.changed == ()
    assert set(tree.strangers) == {"M changed", "M staged", "D gone", "D moved", "A there", "?? new ä"}


def test_what_we_build_and_what_git_ignores_is_no_stranger(repository: Repository) -> None:
    repository.write(".gitignore", "*.log\n")
    repository.commit()
    repository.write("dist/demo.whl", "x")
    repository.write("dist-manifest.json", "{}")
    repository.write("some.log", "x")
    assert tree_of(repository).strangers == ()
    repository.write("dist2/demo.whl", "x")
    assert tree_of(repository).strangers == ("?? dist2/demo.whl",)


def test_a_file_staged_in_part_counts_as_it_lies_in_the_work_tree(repository: Repository) -> None:
    repository.write("pyproject.toml", PYPROJECT.replace("1.2.0", "1.2.9"))
    repository.git("add", "pyproject.toml")
    repository.write("pyproject.toml", BUMPED)
    tree = tree_of(repository)
    assert tree.changed == ("pyproject.toml",)
    assert committed(repository, tree) == tree.tree
    assert repository.git("show", "HEAD:pyproject.toml") == BUMPED.strip()


def test_a_file_that_was_staged_and_taken_back_is_not_changed(repository: Repository) -> None:
    repository.write("pyproject.toml", BUMPED)
    repository.git("add", "pyproject.toml")
    repository.write("pyproject.toml", PYPROJECT)
    assert tree_of(repository) == ReleaseTree(tree=repository.state.head_tree)


def test_strangers_that_are_staged_stay_out_of_the_tree_and_staged(repository: Repository) -> None:
    repository.write("stranger", "x")
    repository.git("add", "stranger")
    repository.write("pyproject.toml", BUMPED)
    tree = tree_of(repository)
    assert tree.strangers == ("A stranger",)
    assert committed(repository, tree) == tree.tree
    assert repository.git("status", "--porcelain") == "A  stranger"


def test_line_ends_and_modes_are_git_s_own(repository: Repository) -> None:
    repository.git("config", "core.autocrlf", "true")
    repository.write("pyproject.toml", BUMPED.replace("\n", "\r\n"))
    repository.write("docs/run.sh", "#!/bin/sh\n").chmod(0o755)
    tree = tree_of(repository, "docs")
    assert committed(repository, tree) == tree.tree
    assert repository.git("ls-files", "--stage", "docs/run.sh").startswith("100755")
    assert "\r" not in repository.git("cat-file", "blob", "HEAD:pyproject.toml")


def test_a_file_that_became_a_folder(repository: Repository) -> None:
    repository.write("docs/page", "x")
    repository.commit()
    (repository.root / "docs/page").unlink()
    repository.write("docs/page/index", "x")
    tree = tree_of(repository, "docs")
    assert tree.changed == ("docs/page", "docs/page/index")
    assert committed(repository, tree) == tree.tree


def test_a_folder_that_became_a_file(repository: Repository) -> None:
    repository.write("docs/page/index", "x")
    repository.commit()
    (repository.root / "docs/page/index").unlink()
    (repository.root / "docs/page").rmdir()
    repository.write("docs/page", "x")
    tree = tree_of(repository, "docs")
    assert tree.changed == ("docs/page", "docs/page/index")
    assert committed(repository, tree) == tree.tree
    assert repository.git("status", "--porcelain") == ""


def test_a_link_to_the_changelog_leads_to_it(repository: Repository) -> None:
    repository.write("docs/changes.md", "# Changes\n")
    (repository.root / "CHANGELOG.md").unlink()
    (repository.root / "CHANGELOG.md").symlink_to("docs/changes.md")
    repository.commit()
    repository.write("docs/changes.md", "# More changes\n")
    assert tree_of(repository).changed == ("docs/changes.md",)


def test_a_file_in_conflict_is_a_stranger(repository: Repository) -> None:
    base = repository.git("rev-parse", "HEAD")
    repository.write("pyproject.toml", BUMPED)
    repository.commit()
    repository.git("switch", "--quiet", "--create", "other", base)
    repository.write("pyproject.toml", PYPROJECT.replace("1.2.0", "1.2.9"))
    repository.commit()
    sources = repository.sources
    with pytest.raises(AssertionError):
        repository.git("merge", "main")
    tree = release_tree(repository.project(), repository.state, sources)
    assert (tree.changed, tree.strangers) == ((), ("UU pyproject.toml",))


def test_a_package_in_a_folder_of_a_work_tree(repository: Repository, tmp_path: Path) -> None:
    repository.write("pkg/pyproject.toml", PYPROJECT)
    repository.commit()
    repository.git("worktree", "add", "--quiet", "-b", "side", str(tmp_path / "side"))
    side = Repository(tmp_path / "side")
    side.write("pkg/docs/page.md", "x")
    side.write("docs/page.md", "x")
    project = side.project(path=side.root / "pkg", docs_paths=("docs", "../docs/*.md"))
    tree = release_tree(project, side.state, side.sources)
    assert tree.changed == ("docs/page.md", "pkg/docs/page.md")
    assert committed(side, tree) == tree.tree


def test_looking_writes_nothing(repository: Repository) -> None:
    repository.write("pyproject.toml", BUMPED)
    inside = repository.root / ".git"
    before = {path: path.stat().st_mtime_ns for path in inside.rglob("*")}
    tree_of(repository, "docs")
    assert {path: path.stat().st_mtime_ns for path in inside.rglob("*")} == before


def test_a_repository_whose_path_git_would_split(tmp_path: Path) -> None:
    repository = a_repository(tmp_path / 'odd:"path" \\ of')
    repository.write("pyproject.toml", BUMPED)
    tree = tree_of(repository)
    assert committed(repository, tree) == tree.tree
