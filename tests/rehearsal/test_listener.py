"""Whoever is told in a rehearsal is on this machine."""

from __future__ import annotations

import pytest

from release_tasks.core.announcing import Channel, Message
from release_tasks.core.errors import ActionError
from release_tasks.rehearsal.listener import Listener
from release_tasks.world.announce.sending import send

CHANNELS = (Channel(name="a chat/1", variable="CHAT_URL"), Channel(name="list", variable="LIST_URL"))
MESSAGE = Message(subject="demo 1.3.0", text="demo is released.", markup="text")


def test_every_channel_is_told_here_while_it_runs_and_nowhere_after() -> None:
    with Listener() as listener:
        addresses = listener.addresses(CHANNELS).by_variable
        assert set(addresses) == {"CHAT_URL", "LIST_URL"}
        for each in addresses.values():
            assert each.startswith("json://127.0.0.1:")
            send(each, MESSAGE, "demo")
    with pytest.raises(ActionError):
        send(addresses["LIST_URL"], MESSAGE, "demo")
