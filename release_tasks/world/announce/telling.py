"""Tells the channels, each once: the intent is on record before, and what became of it after."""

from __future__ import annotations

from release_tasks.core.announcing import ANNOUNCED, ITEM, Addresses, Announce
from release_tasks.core.errors import ActionError, UnreachableError
from release_tasks.core.events import Events
from release_tasks.core.ledger import Entry
from release_tasks.core.project import Project
from release_tasks.core.target import Target
from release_tasks.world.announce.sending import send
from release_tasks.world.ledger.intents import intended
from release_tasks.world.ledger.ledger import append


def announce(
    action: Announce, events: Events, addresses: Addresses, project: Project, target: Target
) -> None:
    """Tell each channel; one that does not take it keeps no other from being told, and fails no release.

    What was refused, and what nobody knows of, is read from the ledger when it is looked at again.
    """
    for channel in action.channels:
        address = addresses.by_variable[channel.variable]
        try:
            with intended(project, target, ANNOUNCED, channel.name, {"variable": channel.variable}):
                send(address, action.message, project.name)
        except (ActionError, UnreachableError) as error:
            events.line("announce", f"{channel.name}: {error.what}")
            continue
        told = Entry(
            kind=ANNOUNCED, item=ITEM, bound_to=channel.name, data={"subject": action.message.subject}
        )
        append(project, target.version, told)
        events.line("announce", f"{channel.name}: told")
