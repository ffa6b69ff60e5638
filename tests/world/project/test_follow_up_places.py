"""Where settings want follow-ups."""

from __future__ import annotations

from pathlib import Path

import pytest
from gathered import project_of

from release_tasks.core.errors import UsageError
from release_tasks.core.follow_ups import FollowUpPlaces
from release_tasks.core.request import Request

PYPROJECT = '[project]\nname = "demo"\nversion = "1.0"\n[tool.release-tasks]\n'


def found(root: Path, *lines: str) -> FollowUpPlaces:
    (root / "pyproject.toml").write_text("\n".join((PYPROJECT, *lines)))
    return project_of(Request(task="status", root=root)).follow_ups


def test_nothing_stated_is_nowhere(tmp_path: Path) -> None:
    assert found(tmp_path) == FollowUpPlaces()


def test_a_todo_file_need_not_be_there_yet(tmp_path: Path) -> None:
    stated = found(tmp_path, 'todo = ".agent/todo.md"', 'follow-up-labels = ["later", "release"]')
    assert stated == FollowUpPlaces(todo=tmp_path / ".agent" / "todo.md", labels=("later", "release"))


@pytest.mark.parametrize(
    ("todo", "what"), [("../todo.md", "leads out of the repository"), ("docs", "docs is a folder")]
)
def test_what_cannot_be_a_todo_file_is_refused(tmp_path: Path, todo: str, what: str) -> None:
    (tmp_path / "docs").mkdir()
    with pytest.raises(UsageError, match=what):
        found(tmp_path, f'todo = "{todo}"')
