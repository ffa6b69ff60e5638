"""Beside the stages: the issue that holds the checklist."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import builders as b
import pytest
from judging import change, findings, told

from release_tasks.checklist import all_items, always
from release_tasks.core.findings import Evidence, Finding, Reach
from release_tasks.core.git import LastRelease
from release_tasks.core.github import GitHub
from release_tasks.core.github.checklist_issue import (
    LABEL,
    IssueText,
    KeepTracker,
    Label,
    Tracker,
    brought_up,
    new_text,
    trackers,
)
from release_tasks.core.github.checklist_lines import entries_in
from release_tasks.core.github.checklist_rows import unjudged
from release_tasks.core.given import Lazy
from release_tasks.core.ledger import Entry
from release_tasks.core.model import Ask, Change, Done, Fail, Item, Ok, Outcome, Pending, Skip, Warn, fail
from release_tasks.core.report import Overview, Report, Settled

ITEMS = {each.id: each for each in all_items()}
GREEN = Settled(item=ITEMS["plan.ci-green"], outcome=Ok(evidence=(Evidence(what="9 of 9 checks"),)))
RED = Settled(item=ITEMS["plan.blockers"], outcome=fail("blocks", "#7", remedy="close it"))


def an_issue(number: int = 12, body: str = "", **changes: Any) -> IssueText:
    known: dict[str, Any] = {
        "title": "Release demo 1.3.0",
        "html_url": f"https://github.example/{number}",
        "state": "open",
    }
    return IssueText(**{**known, "number": number, "body": body, "labels": (Label(name=LABEL),), **changes})


def opened(*changed: str) -> IssueText:
    items = [each for each in ITEMS.values() if each.id not in changed]
    return an_issue(body=new_text("demo", "1.3.0", unjudged(items, ())))


def judged(
    *issues: IssueText,
    settled: tuple[Settled, ...] = (GREEN, RED),
    entries: tuple[Entry, ...] = (),
    strangers: tuple[IssueText, ...] = (),
    beside: tuple[Settled, ...] = (),
    looking: bool = False,
    out: bool = False,
    asked: bool = False,
) -> Outcome:
    report = Report(package="demo", version="1.3.0", why="", settled=settled, looking=looking)
    tag = b.a_tag(commit="dd" * 20)
    last = {"last": LastRelease(version="1.3.0", tag=tag), "remote": b.a_remote(tag)} if out else {}
    return always.tracker.judge(
        marked=Lazy(lambda: b.a_release_tag(**last)),
        request=b.a_request(tracker=asked),
        project=b.a_project(),
        target=b.a_target(),
        report=report,
        overview=Overview(settled=Lazy(lambda: beside)),
        ledger=b.a_ledger(*entries),
        github=GitHub(repository="ada/demo"),
        there=Lazy(lambda: Tracker(found=issues, strangers=strangers)),
    )


def kept(outcome: Outcome) -> KeepTracker:
    (action,) = change(outcome).actions
    assert isinstance(action, KeepTracker)
    return action


def shown(issue: IssueText, outcome: Outcome) -> IssueText:
    """The issue after what the outcome wants."""
    return replace(issue, body=brought_up(issue, kept(outcome).rows).body)


def test_where_there_is_no_issue_one_is_opened_with_a_box_for_each_item() -> None:
    action = kept(judged())
    assert [each.item for each in action.rows] == list(ITEMS)
    assert {each.item: each.state for each in action.rows if each.told} == {
        "plan.ci-green": "done",
        "plan.blockers": "open",
    }
    (line,) = action.describe()
    assert line == f"open the issue 'Release demo 1.3.0', with a box for each of {len(ITEMS)} items"
    assert action.reach is Reach.REMOTE


def test_an_issue_that_is_opened_late_tells_what_was_settled_before() -> None:
    before = Settled(item=ITEMS["tag.tag"], outcome=Ok(evidence=(Evidence(what="v1.3.0 is there"),)))
    to_come = Settled(item=ITEMS["promote.listed"], outcome=Pending(after="promote.published"))
    rows = {each.item: each for each in kept(judged(beside=(before, to_come))).rows}
    assert (rows["tag.tag"].state, rows["tag.tag"].told) == ("done", "v1.3.0 is there")
    assert (rows["promote.listed"].state, rows["promote.listed"].told) == ("open", "")
    assert rows["plan.ci-green"].state == "done"


def test_an_issue_follows_the_items_of_the_run_and_then_nothing_is_to_do() -> None:
    outcome = judged(opened())
    action = kept(outcome)
    assert action.describe() == ("bring plan.ci-green, plan.blockers up to date in issue #12",)
    now = shown(opened(), outcome)
    assert "`9 of 9 checks`" in (now.body or "")
    assert "`FAIL: #7: blocks`" in (now.body or "")
    done = judged(now)
    assert isinstance(done, Done)
    assert told(done) == ["#12 (open) shows this run"]


def test_to_a_look_only_how_items_stand_counts() -> None:
    now = shown(opened(), judged(opened()))
    later = replace(GREEN, outcome=Ok(evidence=(Evidence(what="10 of 10 checks"),)))
    assert kept(judged(now, settled=(later, RED))).changed == ("plan.ci-green",)
    assert isinstance(judged(now, settled=(later, RED), looking=True), Done)
    assert isinstance(judged(now, settled=(later, replace(RED, outcome=Ok())), looking=True), Change)


def test_a_look_at_boxes_that_stayed_behind_names_the_commands_that_bring_them_up() -> None:
    tagged = Settled(item=ITEMS["tag.tag"], outcome=Ok())
    followed = Settled(item=ITEMS["publish.run"], outcome=Pending(after="tag.push"))
    back = Settled(item=ITEMS["post.merge-back"], outcome=Ok())
    outcome = change(judged(opened(), settled=(GREEN, tagged, followed, back), looking=True))
    assert outcome.because == (
        "boxes of issue #12 stayed behind; to bring them up: "
        "python -m release_tasks plan --only ci-green, then python -m release_tasks tag --only tag"
    )
    assert kept(outcome).changed == ("plan.ci-green", "tag.tag"), "post will show its own"
    assert isinstance(judged(opened(), settled=(followed, back), looking=True), Done)
    ticked = shown(opened(), judged(opened(), settled=(tagged,)))
    untagged = replace(tagged, outcome=Pending(after="tag.commit"))
    assert isinstance(judged(ticked, settled=(untagged,), looking=True), Done), (
        "another machine may know less"
    )
    assert change(judged(opened())).because == "issue #12 shows it otherwise"


def test_no_issue_is_opened_for_a_release_that_is_out_unless_somebody_asks_for_it() -> None:
    assert isinstance(judged(out=True), Skip)
    assert isinstance(judged(out=True, asked=True), Change)
    assert isinstance(judged(opened(), out=True), Change)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Ok(), "done"),
        (Done(), "done"),
        (Warn(findings=(Finding(kind="odd", subject="x"),)), "done"),
        (Warn(findings=(Finding(kind="is not told", subject="chat"),), left=True), "open"),
        (Skip(reason="no such thing here"), "skipped"),
        (Pending(after="tag.push"), "open"),
        (Ask(question="is it?", bound_to="1.3.0"), "open"),
        (Fail(findings=()), "open"),
    ],
)
def test_a_box_says_that_an_item_holds_and_a_skip_that_it_need_not(outcome: Outcome, state: str) -> None:
    item: Item = ITEMS["plan.ci-green"]
    (row,) = kept(judged(opened(), settled=(Settled(item=item, outcome=outcome),))).rows
    assert row.state == state


def test_what_was_answered_and_sent_goes_along_and_nothing_else() -> None:
    entries = (
        b.an_answer("plan.ci-green", "no"),
        b.an_answer("plan.ci-green", "yes"),
        b.an_answer("plan.ci-green", "yes", bound_to="1.2.0"),
        b.an_answer("tag.push", "yes"),
        b.an_entry("smoke", "aa", "plan.ci-green", results=[]),
    )
    now = shown(opened(), judged(opened(), settled=(GREEN,), entries=entries))
    assert [(each.item, each.bound_to, each.data["text"]) for each in entries_in(now.body or "")] == [
        ("plan.ci-green", "1.3.0", "yes"),
        ("plan.ci-green", "1.2.0", "yes"),
    ]


def test_what_nobody_knows_goes_along_until_somebody_does() -> None:
    announce = Settled(item=ITEMS["post.announce"], outcome=Ok())
    told, open_one = b.an_entry("announced-intent", "discord"), b.an_entry("announced-intent", "list")
    entries = (told, b.an_entry("announced", "discord", "post.announce", subject="demo"), open_one)
    trial = Settled(item=ITEMS["tag.ci-dry-run"], outcome=Ok())
    dispatched = b.an_entry("dispatch-intent", f"ci-dry-run:{b.HEAD}", ref="release/v1.3.0")
    refused = b.an_entry("dispatch-void", f"verify-pypi:{b.HEAD}", because="no")
    now = shown(
        opened(), judged(opened(), settled=(announce, trial), entries=(*entries, dispatched, refused))
    )
    kept_here = entries_in(now.body or "")
    assert {(each.item, each.kind, each.bound_to) for each in kept_here} == {
        ("post.announce", "announced", "discord"),
        ("post.announce", "announced-intent", "list"),
        ("tag.ci-dry-run", "dispatch-intent", f"ci-dry-run:{b.HEAD}"),
    }
    after = judged(now, settled=(announce, trial), entries=kept_here)
    assert isinstance(after, Done), "what another machine reads is what it writes"


def test_the_last_settled_line_closes_it() -> None:
    settled = tuple(Settled(item=each, outcome=Ok()) for each in ITEMS.values())
    action = kept(judged(opened(), settled=settled))
    assert action.finished
    assert action.describe()[0].endswith("in issue #12, and close it")


def test_a_line_that_somebody_took_out_is_a_warning_with_the_line() -> None:
    issue = opened("plan.blockers")
    assert kept(judged(issue)).changed == ("plan.ci-green",)
    outcome = judged(shown(issue, judged(issue)))
    assert isinstance(outcome, Warn)
    (found,) = findings(outcome)
    assert found.subject == "plan.blockers"
    assert found.remedy.startswith("put it back: - [ ] **blockers** ")


def test_two_trackers_are_told_and_none_is_touched() -> None:
    outcome = judged(an_issue(12), an_issue(15))
    assert isinstance(outcome, Warn)
    (found,) = findings(outcome)
    assert (found.subject, found.expected) == ("#12, #15", "one")
    assert "<!-- release-tasks: tracker demo 1.3.0 -->" in found.remedy


def test_without_github_it_is_a_skip() -> None:
    report = Report(package="demo", version="1.3.0", why="", settled=())
    outcome = always.tracker.judge(
        marked=Lazy(b.never),
        request=b.a_request(),
        project=b.a_project(),
        target=b.a_target(),
        report=report,
        overview=Overview(settled=Lazy(b.never)),
        ledger=b.a_ledger(),
        github=GitHub(absent="no token for github.example"),
        there=Lazy(lambda: pytest.fail("nobody is to be asked")),
    )
    assert outcome == Skip(reason="no token for github.example")


def test_a_stranger_may_copy_the_key_but_is_not_believed() -> None:
    body = opened().body or ""
    mine = an_issue(1, body)
    stranger = an_issue(2, body, labels=(), author_association="CONTRIBUTOR")
    member = an_issue(3, body, labels=("bug",), author_association="MEMBER")
    pull = an_issue(4, body, pull_request={"url": ""})
    other = an_issue(5, body.replace("demo 1.3.0", "demo 1.3.00"))
    found = trackers((pull, member, stranger, other, mine, mine), "demo", "1.3.0")
    assert [each.number for each in found.found] == [1, 3]
    assert found.strangers == (stranger,)
    outcome = judged(strangers=(stranger,))
    assert isinstance(outcome, Warn)
    (warned,) = findings(outcome)
    assert warned.remedy.startswith("gh issue edit 2 --add-label release-tracker")
    assert isinstance(judged(opened(), strangers=(stranger,)), Change)
