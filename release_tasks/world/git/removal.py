"""Removes a branch at origin that was there for a while only."""

from __future__ import annotations

from release_tasks.core.errors import ActionError
from release_tasks.core.events import Events
from release_tasks.core.git import GitState
from release_tasks.core.github.trial import RemoveBranch
from release_tasks.core.pushing import refusals, unanswered, words_of_origin
from release_tasks.core.redaction import redacted
from release_tasks.world.git.command import change
from release_tasks.world.git.origin import unreachable


def remove_branch(action: RemoveBranch, events: Events, git: GitState) -> None:
    """Remove the branch, if nobody touched it.

    :raises ActionError: somebody moved or removed it, or origin keeps it.
    :raises UnreachableError: origin does not answer, or refuses us.
    """
    ref = f"refs/heads/{action.branch}"
    done = change(
        git.repository,
        *("push", "--porcelain", f"--force-with-lease={ref}:{action.commit}", "--", git.remote, f":{ref}"),
        on_line=lambda text: events.line("push", text) if text.startswith("remote:") else None,
        secrets=True,
        english=True,
    )
    if done.code == 0:
        return
    said = redacted(done.stdout.decode("utf-8", "replace"))
    if unanswered(said):
        raise unreachable(git, action.url, said)
    reason = next((each.reason for each in refusals(said)), "")
    raise ActionError(
        f"the branch {action.branch} was not removed: {reason or words_of_origin(said)}",
        where=action.url,
        expected=f"{action.branch} at {action.commit[:12]}, and then no such branch",
        remedy=f"see whose it is; git push {git.remote} :{ref} removes it",
    )
