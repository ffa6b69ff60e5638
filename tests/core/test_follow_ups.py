"""What is left for later, by the ledger; and the texts that say so."""

from __future__ import annotations

from typing import Any

import builders as b
import pytest
from builders import an_entry

from release_tasks.core.follow_ups import FollowUp, Unwritten, left_open, unwritten, written
from release_tasks.core.github.checklist_issue import IssueText
from release_tasks.core.github.follow_ups import WriteFollowUps, brought_up, issue_of, lacks, new_text
from release_tasks.core.todo import lacking, todo_line, with_lines

SKIP = an_entry("skip", "1.3.0", "validate.tests", reason="flaky,\n#7")
DEFER = an_entry("defer", "1.3.0", "post.announce", reason="the list is down")
DONE = an_entry("done", "1.3.0", "post.announce")
TESTS = FollowUp(item="validate.tests", reason="flaky, #7", deferred=False, name="Ada", day="2026-11-21")
TOLD = FollowUp(item="post.announce", reason="the list is down", deferred=True, name="Ada", day="2026-11-21")
BOTH = Unwritten(open=(TESTS, TOLD))


def noted(*items: str, done: tuple[str, ...] = (), place: str = "issue") -> Any:
    return an_entry("follow-ups", place, "post.follow-ups", open=list(items), done=list(done), where="x")


def test_what_was_left_out_is_told_in_a_line_without_an_address() -> None:
    assert left_open(b.a_ledger(SKIP, DEFER)) == (TESTS, TOLD)
    assert TESTS.told == "validate.tests was left out by Ada on 2026-11-21: flaky, #7"
    assert TOLD.told == "post.announce was deferred by Ada on 2026-11-21: the list is down"
    entry = an_entry("defer", "1.3.0", "tag.tag", reason="x")
    (found,) = left_open(b.a_ledger(entry.__class__(**{**_fields(entry), "who": "Ada <ada@example.org>"})))
    assert "example" not in found.told


def _fields(entry: Any) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in ("kind", "item", "bound_to", "data", "at", "who")}


def test_what_was_done_after_all_drops_out_and_so_does_the_writing_down_itself() -> None:
    assert left_open(b.a_ledger(SKIP, DEFER, DONE)) == (TESTS,)
    assert left_open(b.a_ledger(DONE, DEFER)) == (TOLD,)
    assert left_open(b.a_ledger(an_entry("skip", "1.3.0", "post.follow-ups", reason="x"))) == ()


def test_a_place_is_told_each_once_and_of_what_was_done_only_if_it_knew() -> None:
    assert unwritten(b.a_ledger(SKIP, DEFER), "issue") == BOTH
    assert not unwritten(b.a_ledger(SKIP, DEFER, noted("validate.tests", "post.announce")), "issue")
    assert unwritten(b.a_ledger(SKIP, noted("validate.tests"), DEFER), "issue") == Unwritten(open=(TOLD,))
    assert unwritten(b.a_ledger(SKIP, noted("validate.tests")), "todo") == Unwritten(open=(TESTS,))
    assert not unwritten(b.a_ledger(DEFER, DONE), "issue")
    ticked = unwritten(b.a_ledger(DEFER, noted("post.announce"), DONE), "issue")
    assert ticked == Unwritten(done=("post.announce",))
    assert not unwritten(
        b.a_ledger(DEFER, noted("post.announce"), DONE, noted(done=("post.announce",))), "issue"
    )
    assert unwritten(b.a_ledger(DEFER, noted("post.announce"), DONE, DEFER), "issue") == Unwritten(
        open=(TOLD,)
    )


def test_what_is_written_down_is_on_record_with_its_place() -> None:
    entry = written("todo", BOTH, "TODO.md on main")
    assert (entry.kind, entry.bound_to) == ("follow-ups", "todo")
    assert not unwritten(b.a_ledger(SKIP, DEFER, entry), "todo")


def test_a_new_issue_has_a_box_for_each_and_lacks_nothing() -> None:
    text = new_text("demo", "1.3.0", BOTH)
    lines = text.splitlines()
    assert lines[2] == f"- [ ] {TESTS.told} <!-- release-tasks: follow-up validate.tests -->"
    assert lines[3] == f"- [ ] {TOLD.told} <!-- release-tasks: follow-up post.announce -->"
    assert lines[-1] == "<!-- release-tasks: follow-ups demo 1.3.0 -->"
    assert not lacks(text, BOTH)


def test_lines_are_added_below_ours_and_what_people_wrote_stays() -> None:
    text = new_text("demo", "1.3.0", Unwritten(open=(TESTS,)))
    theirs = (
        text.replace("- [ ] validate", "- [x] validate").replace("flaky", "very flaky") + "\nAlso: a cake.\n"
    )
    after = brought_up(theirs, BOTH)
    assert after.splitlines()[3].startswith("- [ ] post.announce was deferred")
    assert [each for each in after.split("\n") if "post.announce" not in each] == theirs.split("\n")
    assert brought_up(after, BOTH) == after


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_box_is_ticked_when_its_item_is_done(end: str) -> None:
    text = new_text("demo", "1.3.0", BOTH).replace("\n", end)
    after = brought_up(text, Unwritten(done=("post.announce",)))
    assert after == text.replace("- [ ] post.announce", "- [x] post.announce")
    assert not lacks(after, Unwritten(done=("post.announce", "plan.blockers")))


def test_a_reason_cannot_hide_the_key() -> None:
    sly = FollowUp(item="tag.tag", reason="<!-- --> <!--", deferred=True)
    text = new_text("demo", "1.3.0", Unwritten(open=(sly, TESTS)))
    assert text.count("<!--") == text.count("-->") == 3
    assert not lacks(text, Unwritten(open=(sly, TESTS)))


def an_issue(number: int, **changes: Any) -> IssueText:
    fields: dict[str, Any] = {
        "title": "x",
        "html_url": f"https://github.example/{number}",
        "state": "closed",
        "body": new_text("demo", "1.3.0", BOTH),
        "author_association": "MEMBER",
    }
    return IssueText(number=number, **{**fields, **changes})


def test_ours_is_the_oldest_that_one_of_us_opened_for_this_release() -> None:
    assert issue_of([an_issue(7), an_issue(5), an_issue(3, author_association="NONE")], "demo", "1.3.0") == (
        an_issue(5)
    )
    assert issue_of([an_issue(5)], "demo", "1.4.0") is None
    assert issue_of([an_issue(5, body=None), an_issue(6, pull_request={})], "demo", "1.3.0") is None


def test_it_shows_what_it_writes() -> None:
    action = WriteFollowUps(what=Unwritten(open=(TESTS,), done=("tag.tag",)), name="demo", version="1.3.0")
    assert action.describe() == (
        "write what was left for later into a new issue, 'Left for later in demo 1.3.0'",
        f"    | - [ ] {TESTS.told}",
        "    | - [x] tag.tag",
    )


# The todo file.


def test_a_line_is_found_again_by_its_beginning_whoever_edited_the_rest() -> None:
    line = todo_line("demo", "1.3.0", TESTS)
    assert line == "- [ ] demo 1.3.0: validate.tests was left out by Ada on 2026-11-21: flaky, #7"
    assert lacking(None, "demo", "1.3.0", (TESTS, TOLD)) == (TESTS, TOLD)
    assert lacking(f"{line}\n".encode(), "demo", "1.3.0", (TESTS, TOLD)) == (TOLD,)
    for edited in (b"* [x] demo 1.3.0: validate.tests, see #9", b"- demo 1.3.0: validate.tests"):
        assert lacking(edited, "demo", "1.3.0", (TESTS,)) == ()
    for other in (
        b"my-demo 1.3.0: validate.tests",
        b"demo 1.3.0: validate.tests-py",
        b"demo 1.3.1: validate.tests",
    ):
        assert lacking(other, "demo", "1.3.0", (TESTS,)) == (TESTS,)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, b"- a\n- b\n"),
        (b"", b"- a\n- b\n"),
        (b"# Todo\n", b"# Todo\n- a\n- b\n"),
        (b"# Todo", b"# Todo\n- a\n- b\n"),
        (b"# Todo\r\n", b"# Todo\r\n- a\r\n- b\r\n"),
        (b"\xff\r\nlast", b"\xff\r\nlast\r\n- a\r\n- b\r\n"),
    ],
)
def test_lines_go_to_the_end_in_the_files_own_ends_of_line(before: bytes | None, after: bytes) -> None:
    assert with_lines(before, ("- a", "- b")) == after
