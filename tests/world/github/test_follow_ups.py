"""The issue with what was left for later, on the local GitHub: opened once, brought up to date, found again."""

from __future__ import annotations

import json

import builders as b
import pytest
from github_here import Fault, Watched
from repositories import Listener

from release_tasks.core.errors import ActionError, UnreachableError
from release_tasks.core.follow_ups import Unwritten, unwritten
from release_tasks.core.github.follow_ups import FollowUpIssue, WriteFollowUps, lacks, new_text
from release_tasks.core.ledger import Entry, Ledger
from release_tasks.world.github.follow_ups import follow_up_issue, write_follow_ups

SKIP = b.an_entry("skip", "1.3.0", "validate.tests", reason="flaky, #7")
DEFER = b.an_entry("defer", "1.3.0", "post.announce", reason="the list is down")
LEDGER = b.a_ledger(SKIP, DEFER)
BOTH = unwritten(LEDGER, "issue")


def look(github: Watched, ledger: Ledger = LEDGER) -> FollowUpIssue:
    return follow_up_issue(github.client(), b.a_project(), b.a_target(), ledger)


def write(github: Watched, what: Unwritten = BOTH, number: int = 0) -> Entry:
    action = WriteFollowUps(what=what, name="demo", version="1.3.0", labels=("later",), number=number)
    return write_follow_ups(action, Listener().events, github.client(), LEDGER)


def test_it_is_opened_with_its_labels_and_found_again(github: Watched) -> None:
    assert look(github) == FollowUpIssue()
    entry = write(github)
    (issue,) = github.hosted.issues
    assert (issue.title, issue.labels) == ("Left for later in demo 1.3.0", ("later",))
    found = look(github).found
    assert found is not None
    assert not lacks(found.body or "", BOTH)
    assert entry.data == {
        "open": ["validate.tests", "post.announce"],
        "done": [],
        "where": f"{github.server.web}/ada/demo/issues/1",
    }


def test_it_is_looked_for_since_the_first_word_of_a_follow_up(github: Watched) -> None:
    look(github)
    assert github.asked == ["GET /issues?per_page=100&state=all&since=2026-11-20T00%3A00%3A00Z"]


def test_it_is_never_opened_twice_whatever_became_of_the_answer(github: Watched) -> None:
    github.faults.append(Fault(to="POST .*/issues", after=True, status=502))
    with pytest.raises((UnreachableError, ActionError)):
        write(github)
    write(github)
    write(github)
    assert len(github.hosted.issues) == 1


def test_boxes_are_added_and_ticked_and_a_closed_issue_is_open_again(github: Watched) -> None:
    write(github, Unwritten(open=BOTH.open[:1]))
    (issue,) = github.hosted.issues
    issue.body += "\nA cake, too."
    issue.state = "closed"
    write(github, Unwritten(done=("validate.tests",)))
    assert "- [x] validate.tests" in issue.body
    assert issue.state == "closed"
    write(github, Unwritten(open=BOTH.open[1:]))
    assert issue.state == "open"
    assert "- [ ] post.announce" in issue.body
    assert issue.body.endswith("\nA cake, too.")


def test_what_it_says_already_is_not_written_again(github: Watched) -> None:
    write(github)
    before = len(github.asked)
    write(github)
    assert [each.partition(" ")[0] for each in github.asked[before:]] == ["GET"]


def test_what_somebody_else_overwrote_at_the_same_moment_is_told(github: Watched) -> None:
    write(github, Unwritten(open=BOTH.open[:1]))
    there = {"number": 1, "title": "x", "html_url": "x", "state": "open"}
    github.faults.append(Fault(to="PATCH", status=200, body=json.dumps(there).encode()))
    with pytest.raises(ActionError, match="at the same moment"):
        write(github)
    write(github)
    assert "post.announce" in github.hosted.issues[0].body


def test_a_stranger_with_our_key_is_not_ours(github: Watched) -> None:
    stranger = github.hosted.add_issue("mine")
    stranger.body = new_text("demo", "1.3.0", BOTH)
    stranger.association = "NONE"
    assert look(github) == FollowUpIssue()
    write(github)
    assert len(github.hosted.issues) == 2


def test_a_repository_without_issues_says_so(github: Watched) -> None:
    github.faults.append(Fault(to="GET .*/issues", status=410, message="Issues are disabled for this repo"))
    assert look(github).absent == "the repository on GitHub has no issues"
    github.faults.append(Fault(to="GET .*/issues", status=403))
    with pytest.raises(UnreachableError):
        look(github)
    github.faults.append(Fault(to="POST .*/issues", status=410, message="Issues are disabled for this repo"))
    with pytest.raises(ActionError, match="Issues are disabled"):
        write(github)
