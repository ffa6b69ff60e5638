"""What the ledger tells of a dispatch: the newest counts, and an answer counts for the dispatch before it."""

from __future__ import annotations

import builders as b

from release_tasks.core.github.dispatching import Dispatch, last_dispatch
from release_tasks.core.ledger import Entry

DATA = {"workflow": "release.yml", "ref": "v1.3.0", "since": "2026-11-21T00:00:00Z"}


def an_intent(purpose: str = "rerun") -> Entry:
    return b.an_entry("dispatch-intent", f"{purpose}:7", **DATA)


def found(*entries: Entry, purpose: str = "rerun") -> Dispatch | None:
    return last_dispatch(b.a_ledger(*entries), purpose)


def answer(text: str) -> Entry:
    dispatch = found(an_intent())
    assert dispatch is not None
    return b.an_answer("publish.rerun", text, dispatch.question)


def test_an_intent_a_result_and_a_refusal() -> None:
    assert found() is None
    opened = found(an_intent())
    assert opened is not None
    assert (opened.known, opened.run, opened.bound_to) == (False, 0, "7")
    taken = found(an_intent(), b.an_entry("dispatch", "rerun:7", **DATA, run=12))
    assert taken is not None
    assert (taken.known, taken.run) == (True, 12)
    assert found(an_intent(), b.an_entry("dispatch-void", "rerun:7", because="no")) is None
    assert found(an_intent("ci-dry-run")) is None


def test_what_a_person_said_holds_for_the_dispatch_before_it() -> None:
    assert found(an_intent(), answer("None")) is None
    numbered = found(an_intent(), answer(" #12 "))
    assert numbered is not None
    assert numbered.run == 12
    for text in ("yes", ""):
        assert found(an_intent(), answer(text)) == found(an_intent())
    assert found(an_intent(), answer("none"), an_intent()) == found(an_intent())
