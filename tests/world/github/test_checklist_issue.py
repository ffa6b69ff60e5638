"""The release tracker on the local GitHub: found, opened once, changed by the line, and its troubles."""

from __future__ import annotations

from dataclasses import replace

import builders as b
import pytest
from github_here import Fault, Watched

from release_tasks.core.errors import ActionError, ReleaseTasksError, UnreachableError
from release_tasks.core.events import Events
from release_tasks.core.github.checklist_issue import (
    LABEL,
    IssueText,
    KeepTracker,
    Tracker,
    Tracking,
    key,
    new_text,
)
from release_tasks.core.github.checklist_lines import Row
from release_tasks.core.github.keys import hidden
from release_tasks.core.given import Lazy
from release_tasks.core.ledger import EarlierRuns, Elsewhere, Entry
from release_tasks.rehearsal.github.state import Issue
from release_tasks.world.github.checklist_issue import keep_tracker, tracker
from release_tasks.world.ledger.elsewhere import elsewhere, tracking

SAID = b.an_answer("plan.target-version", "yes")
ROWS = (
    Row(item="plan.target-version", line="The version is right.", state="done", told="yes", entries=(SAID,)),
    Row(item="tag.push", line="The tag is at origin."),
)
OPEN = KeepTracker(name="demo", version="1.3.0", rows=ROWS)
PUSHED = Row(item="tag.push", line="The tag is at origin.", state="done", told="at origin")


def look(github: Watched) -> Tracker:
    return tracker(github.client(), b.a_project(), b.a_target())


def keep(github: Watched, action: KeepTracker, *known: Entry) -> Entry | None:
    return keep_tracker(action, Events(lambda _: None), github.client(), b.a_ledger(*known))


def update(github: Watched, *rows: Row) -> KeepTracker:
    (issue,) = look(github).found
    return replace(OPEN, number=issue.number, rows=rows)


def planted(github: Watched, *labels: str, **changes: str) -> Issue:
    issue = github.hosted.add_issue("Release demo 1.3.0", *labels)
    issue.body = new_text("demo", "1.3.0", ROWS)
    for name, value in changes.items():
        setattr(issue, name, value)
    return issue


def test_it_is_opened_once_and_found_afterwards_open_or_closed(github: Watched) -> None:
    assert look(github) == Tracker()
    keep(github, OPEN)
    keep(github, OPEN)
    (issue,) = github.hosted.issues
    assert (issue.title, issue.labels) == ("Release demo 1.3.0", (LABEL,))
    issue.state, issue.title = "closed", "whatever"
    (found,) = look(github).found
    assert found.number == issue.number


def test_without_its_label_it_is_found_while_it_is_open(github: Watched) -> None:
    issue = planted(github)
    assert [each.number for each in look(github).found] == [issue.number]
    issue.association = "NONE"
    assert (look(github).found, len(look(github).strangers)) == ((), 1)
    keep(github, OPEN)
    assert github.hosted.issues == [issue]


def test_one_whose_label_github_drops_is_not_opened_again_and_again(github: Watched) -> None:
    github.hosted.may_push = False
    keep(github, OPEN)
    keep(github, OPEN)
    assert [each.labels for each in github.hosted.issues] == [()]


def test_another_version_and_another_package_have_their_own(github: Watched) -> None:
    other = planted(github, LABEL)
    for name, version in (("demo", "1.3.1"), ("demo-two", "1.3.0")):
        other.body = new_text(name, version, ROWS)
        assert look(github).found == ()


def test_lines_change_in_the_text_as_it_is_now(github: Watched) -> None:
    issue = planted(github, LABEL)
    action = update(github, PUSHED)
    issue.body = f"Written meanwhile.\n{issue.body}"
    keep(github, action)
    assert issue.body.startswith(f"Written meanwhile.\n{hidden(key('demo', '1.3.0'))}")
    assert "- [x] **push**" in issue.body
    assert issue.state == "closed"
    github.exchanges.clear()
    keep(github, action)
    assert [each.partition(" ")[0] for each in github.asked] == ["GET"]


def test_an_issue_with_an_open_line_stays_open(github: Watched) -> None:
    issue = planted(github, LABEL)
    keep(github, update(github, replace(PUSHED, state="open", told="FAIL: no such tag")))
    assert "`FAIL: no such tag`" in issue.body
    assert issue.state == "open"


def test_a_line_that_somebody_removes_meanwhile_is_no_crash(github: Watched) -> None:
    issue = planted(github, LABEL)
    action = update(github, PUSHED)
    issue.body = "\n".join(each for each in issue.body.split("\n") if "push" not in each)
    keep(github, action)
    assert not any(each.startswith("PATCH") for each in github.asked)


def test_a_text_that_somebody_overwrites_at_the_same_moment_is_told(github: Watched) -> None:
    issue = planted(github, LABEL)
    action = update(github, PUSHED)
    body = b'{"number": %d, "title": "", "html_url": "", "state": "open"}' % issue.number
    github.faults.append(Fault(to="PATCH", status=200, body=body))
    with pytest.raises(ActionError, match="somebody wrote in the issue at the same moment"):
        keep(github, action)


def test_an_answer_that_is_lost_after_the_issue_was_opened_opens_no_second_one(github: Watched) -> None:
    github.faults.append(Fault(to="POST .*issues$", status=502, after=True))
    with pytest.raises(ActionError, match="nobody knows whether it did"):
        keep(github, OPEN)
    keep(github, OPEN)
    assert len(github.hosted.issues) == 1
    (found,) = look(github).found
    assert isinstance(found, IssueText)


def test_an_answer_that_is_lost_after_a_change_is_no_harm(github: Watched) -> None:
    issue = planted(github, LABEL)
    action = update(github, PUSHED)
    github.faults.append(Fault(to="PATCH", status=502, after=True))
    with pytest.raises(ActionError):
        keep(github, action)
    body = issue.body
    keep(github, action)
    assert issue.body == body


@pytest.mark.parametrize("status", [403, 404, 410, 422])
def test_refusals_say_what_helps(github: Watched, status: int) -> None:
    planted(github, LABEL)
    action = update(github, PUSHED)
    github.faults.append(Fault(to="PATCH", status=status, message="no"))
    with pytest.raises(ReleaseTasksError) as caught:
        keep(github, action)
    assert f"({status}" in caught.value.what
    assert caught.value.remedy
    github.faults.append(Fault(to="GET .*issues", status=status, message="Issues are disabled", times=9))
    with pytest.raises(UnreachableError, match="disabled"):
        look(github)


def there(github: Watched, *, tracked: bool = True) -> Elsewhere:
    return elsewhere(Tracking(wanted=tracked), Lazy(lambda: github.github), Lazy(lambda: look(github)))


@pytest.mark.parametrize("by", ["settings", "option", "an earlier run", "nobody"])
def test_who_asked_for_it(by: str) -> None:
    hosting = replace(b.a_project().hosting, tracker=by == "settings")
    kept = b.an_entry("tracker", "1.3.0", "always.tracker")
    before = EarlierRuns(ledger=b.a_ledger(*([kept] if by == "an earlier run" else [])))
    request = b.a_request(tracker=by == "option")
    assert tracking(b.a_project(hosting=hosting), request, before).wanted is (by != "nobody")


def test_that_an_issue_follows_the_release_is_noted_once(github: Watched) -> None:
    noted = keep(github, OPEN)
    assert noted == Entry(kind="tracker", item="", bound_to="1.3.0")
    assert keep(github, update(github, PUSHED), noted) is None
    reopened = keep(github, update(github, replace(PUSHED, told="anew")))
    assert reopened is not None, "another machine notes it, too"


def test_what_it_holds_stands_in_for_the_ledger_of_another_machine(github: Watched) -> None:
    assert there(github).entries == ()
    keep(github, OPEN)
    assert there(github).entries == (SAID,)
    assert there(github, tracked=False).entries == ()


def test_what_nobody_can_trust_stands_in_for_nothing(github: Watched) -> None:
    planted(github, association="CONTRIBUTOR")
    assert there(github).entries == ()
    planted(github, LABEL)
    assert there(github).entries == (SAID,)
    planted(github, LABEL)
    assert there(github).entries == (), "two say different things, perhaps"
    github.faults.append(Fault(to="GET", status=403, times=9))
    assert there(github).entries == ()
