"""What was left out, as the ledger tells it."""

from __future__ import annotations

import builders as b

from release_tasks.core.ledger import LeftOut

SKIP = b.an_entry("skip", "1.3.0", "validate.tests", reason="flaky")
DEFER = b.an_entry("defer", "1.3.0", "post.announce", reason="at night")
DONE = b.an_entry("done", "1.3.0", "post.announce")


def test_the_newest_word_of_an_item_counts() -> None:
    assert b.a_ledger(SKIP, DEFER).left_out() == {"validate.tests": SKIP, "post.announce": DEFER}
    assert b.a_ledger(SKIP, DEFER, DONE).left_out() == {"validate.tests": SKIP}
    assert b.a_ledger(DEFER, DONE, DEFER).left_out() == {"post.announce": DEFER}


def test_what_is_excused_is_so_for_its_version_done_or_not() -> None:
    ledger = b.a_ledger(SKIP, DEFER, DONE)
    assert ledger.excused("validate.tests", "1.3.0")
    assert ledger.excused("post.announce", "1.3.0")
    assert not ledger.excused("validate.tests", "1.4.0")
    assert not ledger.excused("validate.build", "1.3.0")


def test_what_is_said_already_is_not_said_again() -> None:
    ledger = b.a_ledger(SKIP)
    wanted = {
        "validate.tests": LeftOut(kind="skip", reason="flaky"),
        "post.announce": LeftOut(kind="defer", reason="at night"),
    }
    (entry,) = ledger.unsaid(wanted, "1.3.0")
    assert (entry.kind, entry.item, entry.bound_to) == ("defer", "post.announce", "1.3.0")
    other = {"validate.tests": LeftOut(kind="defer", reason="flaky")}
    assert [each.kind for each in ledger.unsaid(other, "1.3.0")] == ["defer"]
    assert [each.item for each in b.a_ledger(DEFER, DONE).unsaid(wanted, "1.3.0")] == [*wanted]


def test_a_person_is_told_by_name_alone() -> None:
    entry = SKIP.__class__(kind="skip", item="", bound_to="", who="Ada Maintainer <ada@maintainers.example>")
    assert entry.name == "Ada Maintainer"
