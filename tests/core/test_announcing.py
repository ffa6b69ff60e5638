"""How it stands with a channel, by the ledger alone; and how an announcement shows itself."""

from __future__ import annotations

import builders as b
import pytest

from release_tasks.core.announcing import (
    Announce,
    Channel,
    Message,
    Standing,
    by_a_stranger,
    from_elsewhere,
    standing,
)
from release_tasks.core.findings import Reach
from release_tasks.core.ledger import EarlierRuns, Entry

INTENT = b.an_entry("announced-intent", "chat")
VOID = b.an_entry("announced-void", "chat", because="no")
TOLD = b.an_entry("announced", "chat", "post.announce")


def said(text: str, attempt: int = 1) -> Entry:
    return b.an_answer("post.announce", text, f"chat, attempt {attempt}")


def stands(*entries: Entry, before: tuple[Entry, ...] = ()) -> Standing:
    return standing("chat", b.a_ledger(*entries), EarlierRuns(ledger=b.a_ledger(*before)))


def test_nothing_on_record_is_untold_and_another_channel_is_another_one() -> None:
    assert stands() == Standing(state="untold")
    assert standing("list", b.a_ledger(INTENT, TOLD), EarlierRuns(ledger=b.a_ledger())).state == "untold"


def test_told_is_told_for_good() -> None:
    assert stands(INTENT, TOLD).state == stands(INTENT, TOLD, VOID).state == "told"


def test_a_refusal_is_tried_again_in_the_next_run_and_not_in_this_one() -> None:
    assert stands(INTENT, VOID).state == "refused"
    assert stands(INTENT, VOID, before=(INTENT, VOID)) == Standing(state="untold", because="no")
    assert stands(INTENT, VOID, INTENT, VOID, before=(INTENT, VOID)).state == "refused"


@pytest.mark.parametrize(
    ("text", "state"),
    [("yes", "told"), (" Y ", "told"), ("no", "untold"), ("N", "untold"), ("maybe", "open")],
)
def test_what_nobody_knows_is_what_a_person_says(text: str, state: str) -> None:
    assert stands(INTENT, said(text)).state == state


def test_an_answer_is_about_one_attempt() -> None:
    assert stands(INTENT).attempt == "chat, attempt 1"
    again = stands(INTENT, said("no"), INTENT)
    assert (again.state, again.attempt) == ("open", "chat, attempt 2")
    assert stands(INTENT, said("no"), INTENT, said("yes", 2)).state == "told"


@pytest.mark.parametrize(
    ("entries", "stranger"),
    [
        ((), True),
        ((b.tests_passed(),), False),
        ((b.an_answer("promote.approve", "yes"),), False),
        ((b.an_entry("skip", "1.3.0", "validate.tests", reason="x"),), True),
        ((b.an_entry("index-install", "x", "post.verify-pypi"), INTENT), True),
    ],
)
def test_who_had_no_part_in_the_release_does_not_know_who_was_told(
    entries: tuple[Entry, ...], stranger: bool
) -> None:
    before = EarlierRuns(ledger=b.a_ledger(*entries))
    assert by_a_stranger(b.a_ledger(*entries), before) is stranger
    said = b.an_answer("post.announce", "no", "from elsewhere: chat, list")
    assert not by_a_stranger(b.a_ledger(*entries, said), before)


def test_what_was_told_from_elsewhere_is_told() -> None:
    about = from_elsewhere([Channel(name=each, variable="X") for each in ("chat", "list")])
    yes, no = (b.an_answer("post.announce", text, about) for text in ("yes", "no"))
    assert stands(yes) == Standing(state="told", because="told from elsewhere, as Ada said")
    assert stands(no) == stands(yes, no) == Standing(state="untold")
    new = standing("new", b.a_ledger(yes), EarlierRuns(ledger=b.a_ledger()))
    assert new == Standing(state="untold")


def test_it_shows_the_whole_text_below_its_line_and_nobody_can_take_it_back() -> None:
    message = Message(subject="demo 1.3.0", text="first\n\nlast", markup="text")
    channels = (Channel(name="chat", variable="CHAT_URL"), Channel(name="list", variable="LIST_URL"))
    action = Announce(channels=channels, message=message)
    assert action.describe() == ("tell chat, list: demo 1.3.0", "    | first", "    |", "    | last")
    assert action.reach is Reach.PUBLIC
