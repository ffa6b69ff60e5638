"""``post.announce`` with channels: who is told, when, and what is asked or warned of."""

from __future__ import annotations

from typing import Any

import builders as b
from judging import change, findings, kinds, question, told, verdict

from release_tasks.checklist import post
from release_tasks.core.announcing import EXTRA, Announce, Announcements, Channel, Message
from release_tasks.core.given import Lazy
from release_tasks.core.ledger import EarlierRuns, Entry
from release_tasks.core.model import Ask, Done, Fail, Outcome, Warn
from release_tasks.core.validation import digest_of

CHAT, LIST = (Channel(name=each, variable=f"{each.upper()}_URL") for each in ("chat", "list"))
MESSAGE = Message(subject="demo 1.3.0", text="demo is released.", markup="text")
INSTALLED = b.installs("index-install", f"pypi:{digest_of(b.FILES)}", "3.12")
INTENT, VOID, TOLD = (
    b.an_entry("announced-intent", "chat"),
    b.an_entry("announced-void", "chat", because="it was refused (HTTP 404)"),
    b.an_entry("announced", "chat", "post.announce"),
)
BOTH_TOLD = (TOLD, b.an_entry("announced", "list", "post.announce"))


def announce(
    *entries: Entry,
    before: tuple[Entry, ...] = (b.tests_passed(),),
    messages: tuple[tuple[Channel, Message], ...] = ((CHAT, MESSAGE), (LIST, MESSAGE)),
    listing: Any = None,
    **changes: Any,
) -> Outcome:
    release = b.a_listed_release(listing or b.a_page(*b.FILES), *entries)
    facts: dict[str, Any] = {
        "request": b.a_request(task="post"),
        "project": b.a_project(channels=tuple(channel for channel, _ in messages)),
        "target": b.a_target(),
        "announcements": Announcements(messages=messages, **changes),
        "ledger": b.a_ledger(*entries),
        "earlier": EarlierRuns(ledger=b.a_ledger(*before)),
        "install": Lazy(b.never if listing is b.never else lambda: b.an_index_install(release)),
    }
    return verdict(post.announce, facts)


def test_channels_that_get_the_same_are_told_at_once_and_its_text_is_shown() -> None:
    wanted = change(announce(INSTALLED))
    assert wanted.actions == (Announce(channels=(CHAT, LIST), message=MESSAGE),)
    assert wanted.because == "chat is not told; list is not told"
    other = Message(subject="[ANN] demo", text="other", markup="text")
    wanted = change(announce(INSTALLED, messages=((CHAT, MESSAGE), (LIST, other))))
    assert wanted.actions == (
        Announce(channels=(CHAT,), message=MESSAGE),
        Announce(channels=(LIST,), message=other),
    )


def test_who_is_told_is_told_once_and_then_the_index_is_not_asked() -> None:
    (action,) = change(announce(INSTALLED, TOLD)).actions
    assert isinstance(action, Announce)
    assert action.channels == (LIST,)
    outcome = announce(*BOTH_TOLD, listing=b.never)
    assert isinstance(outcome, Done)
    assert told(outcome)[0] == "2 channels are told"


def test_a_release_that_is_not_listed_is_not_announced() -> None:
    (found,) = findings(announce(INSTALLED, listing=b.a_page(known=False)))
    assert (found.kind, found.after) == ("not listed", "promote.listed")


def test_a_release_that_the_gate_refuses_is_not_announced_unless_it_was_left_out() -> None:
    yanked = b.a_page(b.an_index_file(b.WHEEL, yanked=True), b.an_index_file(b.SDIST, yanked=True))
    outcome = announce(INSTALLED, listing=yanked)
    assert kinds(outcome) == ["not announced: what the index has is not what it should be"]
    assert "yanked" in findings(outcome)[0].found
    assert findings(outcome)[0].remedy.startswith("python -m release_tasks promote --only listed")
    excused = b.an_entry("skip", "1.3.0", "promote.listed", reason="known")
    change(announce(INSTALLED, excused, listing=yanked))


def test_a_release_that_was_not_installed_from_the_index_is_not_announced_unless_that_was_left_out() -> None:
    (found,) = findings(announce())
    assert found.after == "post.verify-pypi"
    assert found.remedy == "python -m release_tasks post --only verify-pypi"
    change(announce(b.an_entry("defer", "1.3.0", "post.verify-pypi", reason="no network here")))


def test_without_apprise_there_is_a_command_that_installs_it() -> None:
    outcome = announce(INSTALLED, able=False)
    assert isinstance(outcome, Fail)
    assert findings(outcome)[0].remedy == EXTRA
    assert isinstance(announce(*BOTH_TOLD, able=False), Done)


def test_a_channel_without_an_address_is_warned_of_by_its_variable() -> None:
    unset = frozenset({"LIST_URL"})
    (action,) = change(announce(INSTALLED, unset=unset)).actions
    assert isinstance(action, Announce)
    assert action.channels == (CHAT,)
    outcome = announce(TOLD, unset=unset)
    assert isinstance(outcome, Warn)
    assert outcome.left
    (found,) = findings(outcome)
    assert (found.subject, found.remedy) == (
        "list",
        "set LIST_URL, then python -m release_tasks post --only announce",
    )
    assert told(outcome) == ["chat: told 2026-11-21T00:00:00+00:00"]
    assert isinstance(announce(unset=frozenset({"LIST_URL", "CHAT_URL"}), listing=b.never), Warn)


def test_a_channel_that_refused_is_warned_of_in_this_run_and_tried_again_in_the_next() -> None:
    entries = (INSTALLED, INTENT, VOID, BOTH_TOLD[1])
    outcome = announce(*entries)
    assert isinstance(outcome, Warn)
    (found,) = findings(outcome)
    assert (found.subject, found.found) == ("chat", "it was refused (HTTP 404)")
    assert "CHAT_URL" in found.remedy
    assert change(announce(*entries, before=(b.tests_passed(), *entries))).because == (
        "chat is not told: it was refused (HTTP 404)"
    )


def test_where_nobody_knows_a_person_is_asked_and_obeyed() -> None:
    outcome = announce(INSTALLED, INTENT, BOTH_TOLD[1])
    assert question(outcome).startswith("Was chat told of demo 1.3.0?")
    assert isinstance(outcome, Ask)
    assert outcome.bound_to == "chat, attempt 1"
    yes = b.an_answer("post.announce", "yes", "chat, attempt 1")
    assert told(announce(INTENT, BOTH_TOLD[1], yes))[1] == "chat: told, as Ada said"
    (action,) = change(
        announce(INSTALLED, INTENT, BOTH_TOLD[1], b.an_answer("post.announce", "no", outcome.bound_to))
    ).actions
    assert isinstance(action, Announce)
    assert action.channels == (CHAT,)


def test_on_a_machine_that_had_no_part_in_the_release_a_person_is_asked_first() -> None:
    outcome = announce(INSTALLED, before=())
    assert question(outcome).startswith("Was chat, list told of demo 1.3.0 from elsewhere?")
    assert isinstance(outcome, Ask)
    yes, no = (b.an_answer("post.announce", text, outcome.bound_to) for text in ("yes", "no"))
    assert isinstance(announce(yes, before=(), listing=b.never), Done)
    change(announce(INSTALLED, no, before=()))


def test_others_are_told_before_a_person_is_asked() -> None:
    (action,) = change(announce(INSTALLED, INTENT)).actions
    assert isinstance(action, Announce)
    assert action.channels == (LIST,)
