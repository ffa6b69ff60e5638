"""``post.follow-ups`` where there is GitHub, a todo file, or both."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import builders as b
from judging import change, findings, question, told, verdict

from release_tasks.checklist import post
from release_tasks.core.branches import Fetch, Ref
from release_tasks.core.follow_ups import FollowUpPlaces, Unwritten, left_open
from release_tasks.core.github import Hosting
from release_tasks.core.github.checklist_issue import IssueText
from release_tasks.core.github.follow_ups import FollowUpIssue, WriteFollowUps, new_text
from release_tasks.core.github.pulls import Side, TodoPulls
from release_tasks.core.given import Lazy
from release_tasks.core.ledger import Entry, Record
from release_tasks.core.model import Done, Fail, Ok, Outcome
from release_tasks.core.todo import AddToTodo, TodoFile, todo_line
from release_tasks.core.writing import WriteFiles

DEFER = b.an_entry("defer", "1.3.0", "post.announce", reason="the list is down")
(LATER,) = left_open(b.a_ledger(DEFER))
LINE = f"{todo_line('demo', '1.3.0', LATER)}\n".encode()
DONE = b.an_entry("done", "1.3.0", "post.announce")
WHERE = "https://github.example/ada/demo/issues/5"
PROPOSAL = "follow-ups/v1.3.0"


def noted(place: str, *, done: tuple[str, ...] = ()) -> Entry:
    items = [] if done else ["post.announce"]
    return b.an_entry("follow-ups", place, "post.follow-ups", open=items, done=list(done), where=WHERE)


def an_issue(text: str | None = None) -> FollowUpIssue:
    body = new_text("demo", "1.3.0", Unwritten(open=(LATER,))) if text is None else text
    return FollowUpIssue(found=IssueText(number=5, title="x", html_url=WHERE, state="open", body=body))


def a_todo(text: bytes | None = b"# Todo\n", **changes: Any) -> TodoFile:
    fields: dict[str, Any] = {
        "path": "TODO.md",
        "branch": "main",
        "base": b.HEAD,
        "text": text,
        "proposal": PROPOSAL,
    }
    return TodoFile(**{**fields, **changes})


def follow_ups(
    *entries: Entry,
    issue: FollowUpIssue | None = None,
    todo: TodoFile | None = None,
    github: bool = True,
    labels: tuple[str, ...] = (),
    release_by: Any = "push",
    pulls: TodoPulls | None = None,
) -> Outcome:
    places = FollowUpPlaces(todo=b.ROOT / "TODO.md" if todo else None, labels=labels)
    facts: dict[str, Any] = {
        "project": b.a_project(follow_ups=places, hosting=Hosting(release_by=release_by)),
        "target": b.a_target(),
        "ledger": b.a_ledger(*entries),
        "github": b.a_github(absent="" if github else "no token"),
        "issue": Lazy(lambda: issue) if issue else Lazy(b.never),
        "todo": Lazy(lambda: todo) if todo else Lazy(b.never),
        "pulls": Lazy(lambda: pulls) if pulls else Lazy(b.never),
        "remote": Lazy(b.a_remote),
    }
    return verdict(post.follow_ups, facts)


def test_nothing_left_out_asks_nobody() -> None:
    assert isinstance(follow_ups(), Ok)


def test_an_issue_is_opened_with_the_labels_of_the_settings() -> None:
    wanted = change(follow_ups(DEFER, issue=FollowUpIssue(), labels=("later",)))
    assert wanted.because == "GitHub does not say that post.announce was left for later"
    assert wanted.actions == (
        WriteFollowUps(what=Unwritten(open=(LATER,)), name="demo", version="1.3.0", labels=("later",)),
    )


def test_an_issue_that_says_it_already_is_found_whatever_the_ledger_lost() -> None:
    outcome = follow_ups(DEFER, issue=an_issue())
    assert isinstance(outcome, Done)
    assert told(outcome) == [
        f"1 item is left for later, written down: {WHERE}",
        "post.announce was deferred by Ada on 2026-11-21: the list is down",
    ]


def test_a_repository_that_can_have_no_issues_leaves_the_todo_file_or_a_person() -> None:
    nowhere = FollowUpIssue(absent="the repository on GitHub has no issues")
    assert "written down where it will be found" in question(follow_ups(DEFER, issue=nowhere))
    (action,) = change(follow_ups(DEFER, issue=nowhere, todo=a_todo())).actions
    assert isinstance(action, AddToTodo)


def test_where_nothing_is_left_nobody_is_asked_although_the_place_is_away() -> None:
    outcome = follow_ups(DEFER, noted("issue"), DONE, github=False)
    assert told(outcome) == ["0 items are left for later"]


def test_what_was_written_down_is_not_looked_for_again() -> None:
    outcome = follow_ups(DEFER, noted("issue"))
    assert told(outcome)[0] == f"1 item is left for later, written down: {WHERE}"


def test_a_box_is_ticked_when_its_item_is_done() -> None:
    wanted = change(follow_ups(DEFER, noted("issue"), DONE, issue=an_issue()))
    assert wanted.because == "GitHub does not say that post.announce was done since"
    (action,) = wanted.actions
    assert isinstance(action, WriteFollowUps)
    assert (action.number, action.what) == (5, Unwritten(done=("post.announce",)))
    outcome = follow_ups(DEFER, noted("issue"), DONE, noted("issue", done=("post.announce",)))
    assert told(outcome)[0].startswith("0 items are left for later")
    assert isinstance(follow_ups(DEFER, noted("issue"), DONE, issue=FollowUpIssue()), Done)


def test_a_line_of_the_todo_file_is_pushed() -> None:
    wanted = change(follow_ups(DEFER, todo=a_todo(), github=False))
    (action,) = wanted.actions
    assert isinstance(action, AddToTodo)
    assert (action.branch, action.base, action.follow_ups) == ("main", b.HEAD, (LATER,))
    assert action.describe()[1] == f"    | {LINE.decode().rstrip()}"
    assert isinstance(follow_ups(DEFER, todo=a_todo(LINE), github=False), Done)
    assert isinstance(follow_ups(DEFER, noted("todo"), todo=a_todo(), github=False), Done)


def test_where_main_takes_pull_requests_it_is_proposed_on_a_branch() -> None:
    (action,) = change(follow_ups(DEFER, todo=a_todo(), github=False, release_by="pull-request")).actions
    assert isinstance(action, AddToTodo)
    assert (action.branch, action.base) == (PROPOSAL, b.HEAD)
    begun = a_todo(proposal_base="ab" * 20, proposed=b"# Todo\n")
    (action,) = change(follow_ups(DEFER, todo=begun, github=False, release_by="pull-request")).actions
    assert isinstance(action, AddToTodo)
    assert action.base == "ab" * 20


def test_a_pull_request_asks_for_it_in_the_same_breath_and_only_once() -> None:
    def judged(*entries: Entry, pulls: TodoPulls, **file: Any) -> Outcome:
        issue = an_issue()
        return follow_ups(
            DEFER, *entries, issue=issue, todo=a_todo(**file), release_by="pull-request", pulls=pulls
        )

    push, opening = change(judged(pulls=TodoPulls())).actions
    assert isinstance(push, AddToTodo)
    assert opening.describe() == (
        f"open a pull request from {PROPOSAL} to main: chore(release): what demo 1.3.0 left for later",
    )
    pushed = {"proposal_base": "ab" * 20, "proposed": LINE}
    (alone,) = change(judged(noted("todo"), pulls=TodoPulls(), **pushed)).actions
    assert alone == opening, "a run ended between the push and the pull request"
    assert change(judged(pulls=TodoPulls(), **pushed)).actions == (opening,)
    there = b.a_pull(head=Side(ref=PROPOSAL, sha="cd" * 20))
    assert isinstance(judged(noted("todo"), pulls=TodoPulls(found=(there,)), **pushed), Done)
    earlier = TodoPulls(found=(replace(there, state="closed"),))
    assert change(judged(noted("todo"), pulls=earlier, **pushed)).actions == (opening,)
    closed = replace(there, state="closed", head=Side(ref=PROPOSAL, sha="ab" * 20))
    assert isinstance(judged(noted("todo"), pulls=TodoPulls(found=(closed,)), **pushed), Done)
    assert isinstance(judged(noted("todo"), pulls=TodoPulls()), Done), "the branch was merged, and deleted"


def test_what_is_proposed_waits_for_somebody_to_merge_it() -> None:
    proposed = a_todo(proposal_base="ab" * 20, proposed=LINE)
    outcome = follow_ups(DEFER, todo=proposed, github=False)
    assert isinstance(outcome, Done)
    assert f"TODO.md on {PROPOSAL}, for somebody to merge into main" in told(outcome)[0]


def test_commits_that_are_not_known_here_are_fetched_first() -> None:
    unknown = a_todo(None, base="", unfetched=(("main", "ab" * 20),))
    (action,) = change(follow_ups(DEFER, todo=unknown, github=False)).actions
    assert action == Fetch(refs=(Ref(name="refs/heads/main", target="ab" * 20),))


def test_without_a_branch_at_origin_it_fails_with_what_helps() -> None:
    (found,) = findings(follow_ups(DEFER, todo=a_todo(None, base="", branch="main"), github=False))
    assert found.kind == "origin has no branch main"


def test_a_file_that_git_ignores_is_written_here_and_not_committed() -> None:
    ignored = TodoFile(path="TODO.md", text=b"# Todo\n", ignored=True)
    write, record = change(follow_ups(DEFER, todo=ignored, github=False)).actions
    assert isinstance(write, WriteFiles)
    assert isinstance(record, Record)
    (edit,) = write.edits
    assert (edit.path, edit.before, edit.after) == (b.ROOT / "TODO.md", b"# Todo\n", b"# Todo\n" + LINE)
    there = TodoFile(path="TODO.md", text=LINE, ignored=True)
    assert isinstance(follow_ups(DEFER, todo=there, github=False), Done)


def test_both_places_are_told_at_once_and_one_that_fails_fails_it() -> None:
    actions = change(follow_ups(DEFER, issue=FollowUpIssue(), todo=a_todo())).actions
    assert [type(each) for each in actions] == [WriteFollowUps, AddToTodo]
    assert isinstance(follow_ups(DEFER, issue=FollowUpIssue(), todo=a_todo(None, base="")), Fail)
    outcome = follow_ups(DEFER, issue=an_issue(), todo=a_todo(LINE))
    assert told(outcome)[0] == f"1 item is left for later, written down: {WHERE}, TODO.md on main"
