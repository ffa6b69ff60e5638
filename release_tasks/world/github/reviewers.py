"""Who has to review a deployment, as GitHub says it of an environment and of a run that waits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """A user, who has a login, or a team, which has only a name."""

    login: str = ""
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewing:
    """What GitHub wraps a reviewer into."""

    reviewer: Reviewer


def reviewer_names(reviewing: Iterable[Reviewing]) -> tuple[str, ...]:
    """What to call them; a user or a team that is hidden from the token is somebody."""
    return tuple(each.reviewer.login or each.reviewer.name or "somebody" for each in reviewing)
