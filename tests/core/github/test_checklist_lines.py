"""The lines of the release tracker: what we own of them, and what stays people's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import builders as b
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from release_tasks.core.github.checklist_issue import new_text
from release_tasks.core.github.checklist_lines import Row, edited, entries_in, new_line

ROWS = (
    Row(item="plan.blockers", line="No open issue blocks the release."),
    Row(item="plan.ci-green", line="Every check of the commit passed."),
    Row(item="tag.push", line="The tag is at origin."),
)
BODY = new_text("demo", "1.3.0", ROWS)


def green(told: str = "9 of 9 checks", **changes: Any) -> Row:
    known: dict[str, Any] = {
        "item": "plan.ci-green",
        "line": "Every check of the commit passed.",
        "state": "done",
        "told": told,
    }
    return Row(**{**known, **changes})


def line(body: str, item: str) -> str:
    (found,) = [each for each in body.split("\n") if f"item {item} " in each]
    return found


def test_a_new_issue_has_a_box_for_each_item_under_its_stage() -> None:
    visible = [each.partition("<!--")[0].rstrip() for each in BODY.splitlines()]
    assert visible[3:] == [
        "### plan",
        "",
        "- [ ] **blockers** No open issue blocks the release.",
        "- [ ] **ci-green** Every check of the commit passed.",
        "",
        "### tag",
        "",
        "- [ ] **push** The tag is at origin.",
    ]
    assert BODY.startswith("<!-- release-tasks: tracker demo 1.3.0 -->\n")


def test_exactly_the_line_of_the_item_changes() -> None:
    edit = edited(BODY, [green()])
    assert edit.changed == ("plan.ci-green",)
    before, after = BODY.split("\n"), edit.body.split("\n")
    assert [at for at, each in enumerate(before) if each != after[at]] == [
        before.index(line(BODY, "plan.ci-green"))
    ]
    assert line(edit.body, "plan.ci-green") == (
        "- [x] **ci-green** Every check of the commit passed.<!-- release-tasks: item plan.ci-green done -->"
        ": `9 of 9 checks`<!-- release-tasks: end -->"
    )
    assert edited(edit.body, [green()]).changed == ()


def test_what_people_write_stays() -> None:
    body = "Hello @ada\r\n\r\n" + BODY.replace("\n", "\r\n") + "thanks"
    mine = line(body, "plan.ci-green")
    theirs = (
        mine.replace("- [ ] **ci-green**", "  * [ ] ~~ci-green~~ (see #7)").rstrip("\r")
        + " looks fine to me\r"
    )
    edit = edited(body.replace(mine, theirs), [green()])
    now = line(edit.body, "plan.ci-green")
    assert now.startswith("  * [x] ~~ci-green~~ (see #7) Every check")
    assert now.endswith("<!-- release-tasks: end --> looks fine to me\r")
    assert edit.body.replace(now, mine) == body


def test_a_box_that_somebody_changed_is_theirs() -> None:
    ticked = BODY.replace("- [ ] **ci-green**", "- [X] **ci-green**")
    edit = edited(ticked, [green(state="open", told="FAIL: 1 of 9 did not pass")])
    assert line(edit.body, "plan.ci-green").startswith("- [X] **ci-green**")
    assert "1 of 9" in edit.body
    done = edited(BODY, [green()]).body
    undone = done.replace("- [x] **ci-green**", "- [ ] **ci-green**")
    assert line(edited(undone, [green("10 of 10")]).body, "plan.ci-green").startswith("- [ ] **ci-green**")
    assert line(edited(done, [green(state="open")]).body, "plan.ci-green").startswith("- [ ] **ci-green**")


@pytest.mark.parametrize("times", [0, 2])
def test_a_line_that_is_gone_or_there_twice_is_told_and_the_others_change(times: int) -> None:
    mine = line(BODY, "plan.ci-green") + "\n"
    edit = edited(BODY.replace(mine, mine * times), [green(), Row(item="tag.push", line="", state="done")])
    assert edit.changed == ("tag.push",)
    (lost,) = edit.lost
    assert (lost.subject, lost.found) == ("plan.ci-green", str(times))
    if not times:
        assert (
            lost.remedy
            == f"put it back: {new_line(ROWS[1]).replace('[ ]', '[x]').replace(' open ', ' done ')}"
        )


def test_a_line_without_its_end_is_no_line_of_ours() -> None:
    edit = edited(BODY.replace("<!-- release-tasks: end -->", ""), [green()])
    assert (edit.changed, len(edit.lost), edit.finished) == ((), 1, False)


def test_it_is_finished_when_the_last_line_is_settled_and_only_then() -> None:
    rows = [Row(item=each.item, line=each.line, state="done") for each in ROWS]
    assert not edited(BODY, rows[:2]).finished
    skipped = [*rows[:2], Row(item="tag.push", line="", state="skipped", told="skip: no")]
    whole = edited(BODY, skipped)
    assert whole.finished
    assert line(whole.body, "tag.push").startswith("- [ ]")
    assert not edited(whole.body, rows).finished, "it was before: somebody may have opened it again"
    by_hand = edited(BODY, rows[:2]).body.replace("- [ ] **push**", "- [x] **push**")
    assert not edited(by_hand, rows).finished


def test_evidence_names_nobody_links_nothing_and_holds_no_secret() -> None:
    told = "Ada <ada@home.example> said `yes`\nsee #12 https://ada:pw@git.example <!-- release-tasks: end -->"
    now = line(edited(BODY, [green(told)]).body, "plan.ci-green")
    shown = now.split("-->: ")[1].partition("<!-- release-tasks: end")[0]
    assert shown == "`Ada said 'yes' see #12 https://git.example < !-- release-tasks: end -->`"
    assert now.endswith("<!-- release-tasks: end -->")
    assert len(line(edited(BODY, [green("x" * 999)]).body, "plan.ci-green")) < 400


ANSWER = b.an_answer("plan.ci-green", "yes -- really > no")


def test_entries_come_back_as_they_were_but_for_addresses() -> None:
    entry = b.an_entry(
        "answer", "1.3.0", "plan.ci-green", question="?", text="yes -- really --> no", times=-1
    )
    body = edited(BODY, [green(entries=(entry,))]).body
    assert entries_in(body) == (entry,)
    assert "--" not in body.partition("entry {")[2].partition(" -->")[0]
    assert edited(body, [green(entries=(entry,))]).changed == ()
    assert edited(body, [green()]).changed == ("plan.ci-green",)


def test_entries_of_all_lines_come_in_the_order_of_time() -> None:
    late = replace(b.an_answer("plan.blockers", "yes"), at="2026-11-22T00:00:00+00:00")
    early = b.an_answer("tag.push", "yes")
    rows = (
        Row(item="plan.blockers", line="", entries=(late,)),
        Row(item="tag.push", line="", entries=(early,)),
    )
    assert entries_in(edited(BODY, rows).body) == (early, late)


@pytest.mark.parametrize(
    "text",
    ["{}", "{", "[1]", '{"kind": 1, "bound_to": "", "data": {}, "at": "", "who": ""}', '{"data": []}'],
)
def test_what_is_no_entry_is_passed_over(text: str) -> None:
    body = edited(BODY, [green(entries=(ANSWER,))]).body
    start, rest = body.split("entry {", 1)
    assert entries_in(f"{start}entry {text} -->{rest.partition(' -->')[2]}") == ()


def test_a_large_entry_is_not_carried() -> None:
    large = b.an_entry("tests", "7e", "plan.ci-green", commands=["x" * 3000])
    assert entries_in(edited(BODY, [green(entries=(large,))]).body) == ()


@given(told=st.text(max_size=300), text=st.text(max_size=60), around=st.text(max_size=40))
@example(told="-->", text="--->", around="<!-- release-tasks: item plan.ci-green done -->")
def test_no_text_breaks_a_line(told: str, text: str, around: str) -> None:
    entry = b.an_answer("plan.ci-green", text)
    row = green(told, entries=(entry,))
    body = edited(BODY, [row]).body
    assert edited(body, [row]).changed == ()
    assert entries_in(body) == (entry,)
    apart = edited(f"{around}\n{BODY}\n{around}", [row])
    assert apart.body.startswith(around)
    assert apart.body.endswith(around)
