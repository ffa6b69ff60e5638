"""What cannot be recognised afterwards is written down before it is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from release_tasks.core.errors import ActionError
from release_tasks.core.github.refusals import GitHubError, GitHubRefusedError
from release_tasks.core.ledger import Entry, intent_of, void_of
from release_tasks.core.project import Project
from release_tasks.core.target import Target
from release_tasks.world.ledger.ledger import append


@contextmanager
def intended(
    project: Project, target: Target, kind: str, bound_to: str, data: Mapping[str, Any] | None = None
) -> Iterator[None]:
    """Write the intent of an act down before it, and take it back if the act was refused.

    A kill, or a world that does not answer or has trouble, leaves the intent open: nobody knows whether the act took place
    (:meth:`release_tasks.core.ledger.Ledger.intent`). Its success is for the caller to write down.
    """
    append(project, target.version, Entry(kind=intent_of(kind), item="", bound_to=bound_to, data=data or {}))
    try:
        yield
    except (ActionError, GitHubError) as error:
        if isinstance(error, GitHubError | GitHubRefusedError) and error.status >= 500:
            raise  # GitHub may have done it before it lost its words
        refused = Entry(kind=void_of(kind), item="", bound_to=bound_to, data={"because": error.what})
        append(project, target.version, refused)
        raise
