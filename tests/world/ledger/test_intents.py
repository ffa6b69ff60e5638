"""Intents of acts that leave no trace: open until somebody writes down how they ended."""

from __future__ import annotations

import pytest

from release_tasks.core.errors import ActionError, UnreachableError
from release_tasks.core.github.refusals import GitHubError, GitHubRefusedError
from release_tasks.core.ledger import Entry, Ledger
from release_tasks.core.project import Project
from release_tasks.core.target import Target
from release_tasks.world.ledger.intents import intended
from release_tasks.world.ledger.ledger import append, ledger

TARGET = Target(version="1.3.0", why="given")


def seen(project: Project) -> Ledger:
    return ledger(project, TARGET)


def test_it_is_on_disk_before_the_act_and_closed_by_its_result(project: Project) -> None:
    with intended(project, TARGET, "announced", "mail", {"key": "k"}):
        standing = seen(project).intent("announced", "mail")
        assert standing is not None
        assert standing.data == {"key": "k"}
        assert seen(project).intent("announced", "chat") is None
    assert seen(project).intent("announced", "mail") is not None
    append(project, TARGET.version, Entry(kind="announced", item="post.announce", bound_to="mail"))
    assert seen(project).intent("announced", "mail") is None
    assert seen(project).latest("announced", "mail") is not None


@pytest.mark.parametrize("error", [ActionError("no"), GitHubError("no", 403), GitHubRefusedError("no", 422)])
def test_what_was_refused_did_not_happen(project: Project, error: Exception) -> None:
    with pytest.raises(type(error)), intended(project, TARGET, "dispatched", "v1.3.0"):
        raise error
    assert seen(project).intent("dispatched", "v1.3.0") is None
    with intended(project, TARGET, "dispatched", "v1.3.0"):
        assert seen(project).intent("dispatched", "v1.3.0") is not None


@pytest.mark.parametrize(
    "error", [UnreachableError("silence"), GitHubRefusedError("trouble", 502), KeyboardInterrupt()]
)
def test_after_silence_trouble_and_a_kill_nobody_knows(project: Project, error: BaseException) -> None:
    with pytest.raises(type(error)), intended(project, TARGET, "dispatched", "v1.3.0"):
        raise error
    assert seen(project).intent("dispatched", "v1.3.0") is not None
