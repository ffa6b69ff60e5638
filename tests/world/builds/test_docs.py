"""Docs are made by the project's own commands, and that counts for the tree that these leave."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from repositories import Listener, Repository, a_repository

from release_tasks.core.commands import MakeDocs
from release_tasks.core.errors import CommandError
from release_tasks.core.git import ReleaseTree
from release_tasks.core.ledger import Entry
from release_tasks.core.project import Command, Project
from release_tasks.core.work_tree import WorkTree
from release_tasks.world.builds.docs import make_docs
from release_tasks.world.git.past import history
from release_tasks.world.git.tree import release_tree

MAKES = Command(argv=("{python}", "-c", "open('docs/api.md', 'w').write('{version}')"))
FAILS = Command(argv=(sys.executable, "-c", "raise SystemExit('no theme')"))


@pytest.fixture
def demo(tmp_path: Path) -> Repository:
    made = a_repository(tmp_path / "demo")
    made.write("docs/api.md", "old")
    made.commit()
    return made


def tree(made: Repository, project: Project) -> ReleaseTree:
    return release_tree(project, made.state, made.sources)


def made(action: MakeDocs, heard: Listener, demo: Repository, project: Project) -> Entry:
    tree = WorkTree(repository=demo.root, manifests=("pyproject.toml",))
    return make_docs(action, heard.events, project, tree, history(tree))


def test_the_evidence_is_bound_to_the_tree_with_the_new_docs_and_outlives_the_commit(
    demo: Repository,
) -> None:
    project = demo.project(docs_paths=("docs/*.md",))
    before = tree(demo, project).tree
    action = MakeDocs(commands=(MAKES,), folder=demo.root, values=project.values("1.3.0"))
    entry = made(action, Listener(), demo, project)
    assert (demo.root / "docs/api.md").read_text() == "1.3.0"
    assert (entry.kind, entry.data) == ("docs", {"commands": [str(MAKES)]})
    assert entry.bound_to == tree(demo, project).tree != before
    demo.commit("chore(release): demo 1.3.0")
    assert tree(demo, project).tree == entry.bound_to
    demo.write("docs/api.md", "another")
    assert tree(demo, project).tree != entry.bound_to


def test_docs_that_fail_leave_no_evidence(demo: Repository) -> None:
    heard = Listener()
    project = demo.project()
    action = MakeDocs(commands=(FAILS, MAKES), folder=demo.root, values=project.values("1.3.0"))
    with pytest.raises(CommandError, match="exit status 1"):
        made(action, heard, demo, project)
    assert "no theme" in heard.text
    assert (demo.root / "docs/api.md").read_text() == "old"
