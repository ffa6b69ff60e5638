"""Item post.issues: when it may be judged at all; what it does is tested on the local GitHub."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import builders as b
import pytest
from judging import change, findings, told

from release_tasks.checklist import post
from release_tasks.core.findings import Reach
from release_tasks.core.github.closing import LinkedIssue, ReleaseIssues, version_in_title
from release_tasks.core.github.tracked_release import TrackedRelease
from release_tasks.core.github.tracker import Issue, Milestone
from release_tasks.core.given import Lazy
from release_tasks.core.model import Ok, Outcome, Skip

CRASH = Issue(number=1, title="It crashes", html_url="https://github.example/ada/demo/issues/1")


def judge(found: ReleaseIssues | None = None, **changes: Any) -> Outcome:
    tracked = TrackedRelease(
        request=b.a_request(task="post"),
        project=b.a_project(),
        target=b.a_target(),
        github=b.a_github(),
        ledger=b.a_ledger(),
        release=b.a_listed_release(b.a_page(*b.FILES)),
        issues=Lazy(lambda: found) if found else Lazy(b.never),
    )
    return post.issues.judge(github=b.a_github(), tracked=Lazy(lambda: replace(tracked, **changes)))


def test_without_github_nothing_else_is_asked_for() -> None:
    outcome = post.issues.judge(github=b.a_github(absent="no token"), tracked=Lazy(b.never))
    assert outcome == Skip(reason="no token")


def test_what_is_not_on_the_index_resolves_nothing_yet() -> None:
    (found,) = findings(judge(release=b.a_listed_release(b.a_page())))
    assert found.after == "promote.listed"


def test_without_its_tag_nobody_knows_what_a_release_brought() -> None:
    (found,) = findings(judge(ReleaseIssues(tag=None)))
    assert (found.subject, found.after) == ("v1.3.0", "tag.tag")
    assert found.remedy.startswith("git fetch origin tag v1.3.0")


def test_a_release_without_issues_is_fine() -> None:
    outcome = judge(ReleaseIssues(tag="v1.3.0"))
    assert isinstance(outcome, Ok)
    assert told(outcome) == [
        "the changes since the beginning name no issue that they resolve, which is open or closed here",
        "there is no milestone called like this release",
    ]


@pytest.mark.parametrize("is_told", [True, False])
def test_a_comment_that_is_there_is_not_made_again(*, is_told: bool) -> None:
    linked = LinkedIssue(issue=CRASH, because="commit 1", resolved=True, told=is_told)
    (action,) = change(judge(ReleaseIssues(tag="v1.3.0", linked=(linked,)))).actions
    assert action.describe() == ("close #1 It crashes" if is_told else "comment on and close #1 It crashes",)
    assert action.reach is Reach.REMOTE


def test_everything_that_will_be_done_is_one_plan() -> None:
    milestone = Milestone(number=1, title="1.3.0", state="open", html_url="")
    later = Milestone(number=2, title="1.4.0", state="open", html_url="")
    left = replace(CRASH, number=2, title="Not now")
    linked = LinkedIssue(issue=CRASH, because="commit 1", resolved=True)
    found = ReleaseIssues(
        tag="v1.3.0", linked=(linked,), milestone=milestone, items=(CRASH, left), open_milestones=(later,)
    )
    made = change(judge(found))
    assert [line for each in made.actions for line in each.describe()] == [
        "comment on and close #1 It crashes",
        "move #2 Not now to the milestone 1.4.0",
        "close the milestone 1.3.0",
    ]
    assert made.because == "1 issue that it resolves is open; its milestone 1.3.0 is open"


@pytest.mark.parametrize(
    ("title", "version"),
    [
        ("1.4.0", "1.4.0"),
        (" v1.4 ", "1.4"),
        ("Demo 1.4", "1.4"),
        ("demo-v1.4", None),
        ("other 1.4", None),
        ("1.x", None),
        ("Backlog", None),
    ],
)
def test_the_version_in_a_milestone_s_title(title: str, version: str | None) -> None:
    assert version_in_title(title, b.a_project()) == version


def test_a_package_of_a_monorepo_has_its_own_form() -> None:
    project = b.a_project(tag="recorder-v{version}", name="Trace-Recorder")
    assert version_in_title("recorder-v1.4.0", project) == "1.4.0"
    assert version_in_title("trace-recorder 1.4.0", project) == "1.4.0"
