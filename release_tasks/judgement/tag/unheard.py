"""A tag that would start nothing: its commit's message tells GitHub to run no workflow."""

from __future__ import annotations

from release_tasks.core.findings import Finding
from release_tasks.core.git import HeadMessage
from release_tasks.core.github.skipping import skip_mark
from release_tasks.core.given import Lazy
from release_tasks.core.project import Project


def unheard_message(project: Project, message: str) -> tuple[Finding, ...]:
    """What the message of the release commit that is to be made would keep from starting."""
    return _unheard(project, message, "commit-message", "take it out of commit-message in the settings")


def unheard_commit(project: Project, head: Lazy[HeadMessage]) -> tuple[Finding, ...]:
    """What the message of HEAD keeps from starting; it is read only where CI publishes."""
    message = head.get() if project.publish == "ci" else HeadMessage()
    remedy = (
        "git commit --amend, where nobody has the commit yet; else tag another one: git commit --allow-empty"
    )
    return _unheard(project, message.text, message.commit[:12], remedy)


def _unheard(project: Project, message: str, where: str, remedy: str) -> tuple[Finding, ...]:
    mark = skip_mark(message) if project.publish == "ci" else ""
    if not mark:
        return ()
    finding = Finding(
        kind=f"says {mark}, so that the push of the tag would start no workflow",
        subject=where,
        expected="a message without it",
        found=message.partition("\n")[0],
        remedy=remedy,
    )
    return (finding,)
