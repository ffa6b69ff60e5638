"""The channels that settings name, and their addresses, which only the environment knows."""

from __future__ import annotations

import os
import re

from release_tasks.core.announcing import SUBJECT, Addresses, Channel
from release_tasks.core.errors import UsageError
from release_tasks.core.project import Project
from release_tasks.world.project.subject import Subject
from release_tasks.world.settings.after_tag import ChannelSettings

_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*")


def channels(subject: Subject) -> tuple[Channel, ...]:
    """Give the channels in the order of the settings.

    :raises UsageError: where the name of a variable should be there is something else, an address perhaps.
    """
    stated = subject.stated.values.announce or {}
    return tuple(_channel(subject, name, each) for name, each in stated.items())


def addresses(project: Project) -> Addresses:
    """Read the variables of the project's channels; what is empty counts as not set."""
    names = {each.variable for each in project.channels}
    found = {name: os.environ.get(name, "").strip() for name in names}
    return Addresses(by_variable={name: address for name, address in found.items() if address})


def _channel(subject: Subject, name: str, stated: str | ChannelSettings) -> Channel:
    settings = ChannelSettings(url=stated) if isinstance(stated, str) else stated
    if not _VARIABLE.fullmatch(settings.url):
        raise _no_variable(subject, name, stated)
    template = settings.template
    return Channel(
        name=name,
        variable=settings.url,
        template=subject.inside("announce", template, at=(name, "template")) if template else None,
        subject=settings.subject or SUBJECT,
    )


def _no_variable(subject: Subject, name: str, stated: str | ChannelSettings) -> UsageError:
    """What is wrong, without a word of what stands there: it may be the secret itself."""
    variable = re.sub(r"\W", "_", name, flags=re.ASCII).upper()
    return subject.stated.wrong(
        "announce",
        *((name,) if isinstance(stated, str) else (name, "url")),
        what="this is no name of an environment variable; an address would be a secret that everybody can read",
        expected="the name of the variable that holds the address, in capitals",
        remedy=f'write "RELEASE_TASKS_{variable}_URL", and set that variable; an address that stood here is known to all who '
        "have the file, so replace it",
    )
