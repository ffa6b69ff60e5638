"""A release that is to be told: to whom, in which words, and who was told of it already."""

from __future__ import annotations

from dataclasses import dataclass

from release_tasks.core.announcing import (
    Announcements,
    Channel,
    Message,
    Standing,
    by_a_stranger,
    standing,
)
from release_tasks.core.ledger import EarlierRuns, Ledger
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.core.target import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """The channels of a project with what each is told, and what the ledger knows of them.

    A fact made of other facts, so it is its own provider.
    """

    request: Request
    project: Project
    target: Target
    announcements: Announcements
    ledger: Ledger
    earlier: EarlierRuns

    @property
    def release(self) -> str:
        """What is released, as people call it."""
        return f"{self.project.name} {self.target.version}"

    @property
    def again(self) -> str:
        """The command that tells whom nobody told yet."""
        return self.request.command("post", "--only", "announce")

    @property
    def standings(self) -> dict[str, Standing]:
        """How it stands with each channel, by name."""
        return {each.name: standing(each.name, self.ledger, self.earlier) for each in self.project.channels}

    @property
    def untold(self) -> tuple[tuple[Channel, Message], ...]:
        """The channels that can be told, and are not."""
        standings = self.standings
        return tuple(
            (channel, message)
            for channel, message in self.announcements.messages
            if standings[channel.name].state == "untold" and channel.variable not in self.announcements.unset
        )

    @property
    def by_a_stranger(self) -> bool:
        """Whether another machine may have told of the release, and nobody said that it did not."""
        return by_a_stranger(self.ledger, self.earlier)
