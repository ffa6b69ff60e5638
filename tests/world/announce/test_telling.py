"""Channels are told each once: what is on record before, after, and when something goes wrong in between."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from listening import Heard, web_service
from repositories import Listener

from release_tasks.core.announcing import Addresses, Announce, Channel, Message, Standing, standing
from release_tasks.core.ledger import EarlierRuns, Ledger
from release_tasks.core.project import Project
from release_tasks.core.target import Target
from release_tasks.world.announce import telling
from release_tasks.world.ledger.ledger import earlier_runs, ledger, ledger_file

TARGET = Target(version="1.3.0", why="given")
MESSAGE = Message(subject="demo 1.3.0", text="demo is released.", markup="text")
NAMES = ("chat", "list")
ACTION = Announce(
    channels=tuple(Channel(name=each, variable=each.upper()) for each in NAMES), message=MESSAGE
)


@pytest.fixture
def web() -> Iterator[Heard]:
    with web_service() as heard:
        yield heard


def tell(project: Project, web: Heard, *, listener: Listener | None = None) -> None:
    addresses = Addresses(by_variable={each.upper(): web.address(f"s3cret-{each}") for each in NAMES})
    telling.announce(ACTION, (listener or Listener()).events, addresses, project, TARGET)


def states(project: Project, before: EarlierRuns | None = None) -> dict[str, Standing]:
    now = ledger(project, TARGET)
    return {each: standing(each, now, before or EarlierRuns(ledger=Ledger())) for each in NAMES}


def kinds(project: Project) -> list[tuple[str, str]]:
    return [(each.kind, each.bound_to) for each in ledger(project, TARGET).entries]


def test_each_channel_is_told_with_its_intent_before_and_its_result_after(
    project: Project, web: Heard
) -> None:
    tell(project, web)
    assert [path for path, _ in web.posts] == ["/s3cret-chat", "/s3cret-list"]
    assert kinds(project) == [
        ("announced-intent", "chat"),
        ("announced", "chat"),
        ("announced-intent", "list"),
        ("announced", "list"),
    ]
    assert {each.state for each in states(project).values()} == {"told"}
    assert "s3cret" not in ledger_file(project, TARGET.version).read_text()


def test_one_that_is_refused_keeps_no_other_from_being_told(project: Project, web: Heard) -> None:
    web.refuse = "/s3cret-chat"
    listener = Listener()
    tell(project, web, listener=listener)
    assert listener.text == "chat: it was refused (HTTP 404)\nlist: told"
    found = states(project)
    assert found["chat"] == Standing(state="refused", because="it was refused (HTTP 404)")
    assert found["list"].state == "told"
    # The next run begins with what this one left, and tries again.
    again = states(project, earlier_runs(project, TARGET))["chat"]
    assert (again.state, again.because) == ("untold", "it was refused (HTTP 404)")


def test_after_silence_it_stays_open(project: Project, web: Heard) -> None:
    web.status = None
    tell(project, web)
    assert states(project)["chat"] == Standing(state="open", attempt="chat, attempt 1")
    assert states(project, earlier_runs(project, TARGET))["list"].state == "open"


def test_killed_after_it_was_sent_and_before_that_was_written_down(project: Project, web: Heard) -> None:
    tell(project, web)
    path = ledger_file(project, TARGET.version)
    path.write_text("\n".join(path.read_text().splitlines()[:-1]) + "\n")
    found = states(project)
    assert (found["chat"].state, found["list"].state) == ("told", "open")
