"""Issues and milestones of a release, found and settled on the local GitHub."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import builders as b
import pytest
from github_here import Fault, Watched, local_github
from judging import change, doing, question, told

from release_tasks.core.action import Action
from release_tasks.core.errors import UnreachableError
from release_tasks.core.git import ReleasedChanges
from release_tasks.core.github import Hosting
from release_tasks.core.github.closing import CloseMilestone, MoveItems, ReleaseIssues, SettleIssues
from release_tasks.core.github.refusals import GitHubError, GitHubRefusedError
from release_tasks.core.github.tracked_release import TrackedRelease
from release_tasks.core.given import Lazy
from release_tasks.core.ledger import Entry
from release_tasks.core.model import Change, Outcome, Skip
from release_tasks.core.news import ChangelogFile
from release_tasks.core.pulls import LoggedCommit
from release_tasks.judgement.post.closing import settled
from release_tasks.rehearsal.github.state import Issue
from release_tasks.world.github.closing import close_milestone, move_items, settle_issues
from release_tasks.world.github.release_issues import release_issues

TROUBLE = (UnreachableError, GitHubRefusedError)


class Desk:
    """A maintainer at work on a released version: looks, and does what the look asks for."""

    def __init__(self, github: Watched) -> None:
        self.github = github
        self.hosted = github.hosted
        self.client = github.client()
        self.log: list[LoggedCommit] = []
        self.words = "- Faster."
        self.hosting = Hosting()
        self.answers: list[Entry] = []
        self.since: str | None = "v1.2.0"

    def commit(self, message: str, *, touches: bool = True) -> str:
        name = f"{len(self.log) + 1:040x}"
        parents = (self.log[0].name,) if self.log else ()
        self.log.insert(0, LoggedCommit(name=name, parents=parents, message=message, touches=touches))
        return name

    def pull(self, title: str, body: str, *, merged: bool = True) -> Issue:
        """A pull request that was squashed into a commit of the release."""
        made = self.hosted.add_issue(title, head="branch")
        made.body = body
        if merged:
            made.state, made.merged_at = "closed", 1_800_000_000.0
            self.commit(f"{title} (#{made.number})")
        return made

    def look(self) -> ReleaseIssues:
        return release_issues(
            self.client,
            self.github.github,
            b.a_project(hosting=self.hosting),
            b.a_target(),
            ReleasedChanges(
                tag="v1.3.0", since=self.since, since_time="2025-03-02T12:00:00Z", log=tuple(self.log)
            ),
            ChangelogFile(path=b.ROOT / "CHANGELOG.md", text=f"# Changelog\n\n## 1.3.0\n\n{self.words}\n"),
        )

    def judge(self) -> Outcome:
        return settled(
            TrackedRelease(
                request=b.a_request(task="post"),
                project=b.a_project(hosting=self.hosting),
                target=b.a_target(),
                github=self.github.github,
                ledger=b.a_ledger(*self.answers),
                release=b.a_listed_release(b.a_page(*b.FILES)),
                issues=Lazy(cache(self.look)),
            )
        )

    def perform(self, action: Action) -> None:
        match action:
            case SettleIssues():
                settle_issues(action, self.client)
            case MoveItems():
                move_items(action, self.client)
            case CloseMilestone():
                close_milestone(action, self.client)
            case _:
                raise AssertionError(action)

    def run(self) -> Outcome:
        """Do all that is asked for, and look again."""
        while isinstance(outcome := self.judge(), Change):
            for action in outcome.actions:
                self.perform(action)
        return outcome

    @property
    def writes(self) -> list[str]:
        return [each for each in self.github.asked if not each.startswith("GET ")]


@pytest.fixture
def desk() -> Iterator[Desk]:
    with local_github() as github:
        made = Desk(github)
        yield made


def test_what_a_merged_pull_request_and_a_commit_close_is_closed_and_told_once(desk: Desk) -> None:
    crash, slow, other = (desk.hosted.add_issue(each) for each in ("It crashes", "It is slow", "Another"))
    desk.pull("Mend it", f"Fixes #{crash.number}")
    desk.commit(f"perf: faster\n\nCloses #{slow.number}")
    assert doing(desk.judge()) == [
        "comment on and close #1 It crashes",
        "comment on and close #2 It is slow",
    ]
    desk.run()
    assert [(each.state, each.state_reason) for each in (crash, slow, other)] == [
        *(("closed", "completed"),) * 2,
        ("open", None),
    ]
    (comment,) = desk.hosted.comments[crash.number]
    assert comment.startswith("Released in [demo 1.3.0](")
    assert f"{desk.github.github.web}/ada/demo/releases/tag/v1.3.0)" in comment
    assert told(desk.judge())[0] == (
        "the changes since v1.2.0 resolve #1 (pull request #4), #2 (commit 000000000000), all closed"
    )
    before = len(desk.writes)
    desk.run()
    assert len(desk.writes) == before


@pytest.mark.parametrize("after", [True, False], ids=["with effect", "without"])
@pytest.mark.parametrize(
    "to", ["POST .*/comments", "PATCH .*/issues/1", "PATCH .*/issues/3", "PATCH .*/milestones"]
)
def test_after_trouble_at_any_point_it_comes_to_the_same_end(desk: Desk, to: str, after: bool) -> None:
    ours, later = desk.hosted.add_milestone("1.3.0"), desk.hosted.add_milestone("1.4.0")
    crash = desk.hosted.add_issue("It crashes", milestone=ours)
    desk.pull("Mend it", f"Fixes #{crash.number}")
    left = desk.hosted.add_issue("Not now", milestone=ours)
    desk.github.faults.append(Fault(to=to, after=after))
    with pytest.raises(TROUBLE):
        desk.run()
    desk.run()
    assert (crash.state, crash.milestone, left.state, left.milestone) == ("closed", ours, "open", later)
    assert (ours.state, later.state) == ("closed", "open")
    assert {number: len(each) for number, each in desk.hosted.comments.items()} == {1: 1}


def test_an_issue_that_somebody_opened_again_stays_open(desk: Desk) -> None:
    crash = desk.hosted.add_issue("It crashes")
    crash.state_reason = "reopened"
    desk.pull("Mend it", f"Fixes #{crash.number}")
    assert told(desk.run())[1] == "left open, for somebody opened it again: #1 (pull request #2)"
    assert desk.writes == []


def test_only_what_was_merged_closes(desk: Desk) -> None:
    for at in range(1, 7):
        desk.hosted.add_issue(f"issue {at}")
    desk.pull("Not merged", "Fixes #1", merged=False)
    desk.pull("A template", "<!-- Fixes #2 -->\nFixes other/repository#3")
    reverted = desk.commit("fix: x\n\nFixes #4")
    desk.commit(f'Revert "fix: x"\n\nThis reverts commit {reverted}.')
    desk.commit("fix: another package\n\nFixes #5", touches=False)
    pull = desk.pull("Taken back", "Fixes #6")
    desk.commit(f'Revert "Taken back" (#99)\n\nReverts ada/demo#{pull.number}')
    desk.words = "- Faster (#1)."
    outcome = desk.run()
    assert (
        told(outcome)[1]
        == "left open, for nothing that was merged says that it closes it: #1 (the changelog)"
    )
    assert desk.writes == []


def test_a_pull_request_that_only_the_changelog_names_counts_if_it_was_merged(desk: Desk) -> None:
    desk.hosted.add_issue("It crashes")
    desk.hosted.add_issue("It is slow")
    for body, merged in (("Fixes #1", True), ("Fixes #2", False)):
        made = desk.pull("x", body, merged=merged)
        desk.words += f" (#{made.number})"
    desk.log.clear()
    assert doing(desk.judge()) == ["comment on and close #1 It crashes"]


@pytest.mark.parametrize(("number", "asked"), [(10, 11), (11, 1)])
def test_many_pull_requests_are_listed_not_asked_for_one_by_one(desk: Desk, number: int, asked: int) -> None:
    crash = desk.hosted.add_issue("It crashes")
    for _ in range(number):
        desk.pull("Mend it", f"Fixes #{crash.number}")
    assert doing(desk.judge()) == ["comment on and close #1 It crashes"]
    assert (
        sum(each.startswith("GET /issues") and "comments" not in each for each in desk.github.asked) == asked
    )


def test_before_a_first_release_only_the_newest_pull_requests_are_read(desk: Desk) -> None:
    desk.since = None
    for at in range(1, 3):
        desk.hosted.add_issue(f"issue {at}")
    desk.pull("The oldest", "Fixes #1")
    for _ in range(99):
        desk.pull("Another", "")
    desk.pull("The newest", "Fixes #2")
    assert doing(desk.judge()) == ["comment on and close #2 issue 2"]


def test_pull_requests_are_never_closed_nor_commented_on(desk: Desk) -> None:
    milestone, later = desk.hosted.add_milestone("v1.3.0"), desk.hosted.add_milestone("v1.4.0")
    open_pull = desk.hosted.add_issue("Later", head="later", milestone=milestone)
    desk.commit(f"fix: x\n\nCloses #{open_pull.number}")
    assert doing(desk.judge()) == [
        "move #1 Later to the milestone v1.4.0",
        "close the milestone v1.3.0",
    ]
    desk.run()
    assert (open_pull.state, open_pull.milestone, desk.hosted.comments) == ("open", later, {})


def test_issues_that_are_gone_or_have_moved_away_are_left_alone(desk: Desk) -> None:
    for at in (1, 2):
        desk.hosted.add_issue(f"issue {at}")
    desk.hosted.deleted_issues.add(1)
    desk.hosted.moved_issues[2] = f"{desk.github.server.api}/repos/other/place/issues/7"
    desk.commit("fix: x\n\nFixes #1, fixes #2, fixes #77")
    assert told(desk.run())[0] == (
        "the changes since v1.2.0 name no issue that they resolve, which is open or closed here"
    )


def test_an_issue_that_now_is_another_repository_s_is_left_alone(desk: Desk) -> None:
    desk.hosted.add_issue("It crashes")
    desk.commit("fix: x\n\nFixes #1")
    there = desk.client.read(dict, "issues", 1)
    there["html_url"] = there["html_url"].replace("/ada/demo/", "/ada/another/")
    moved = Fault(to="GET .*/issues/1$", status=200, body=json.dumps(there).encode())
    desk.github.faults.append(moved)
    told(desk.run())
    assert (moved.times, desk.writes) == (0, [])


def test_what_closes_an_issue_counts_more_than_what_names_it(desk: Desk) -> None:
    desk.hosted.add_issue("It crashes")
    desk.pull("Mend it", "Fixes #1")
    desk.commit("fix: and tell of it (#1)")
    assert doing(desk.judge()) == ["comment on and close #1 It crashes"]


def test_a_milestone_that_was_made_meanwhile_is_not_made_twice(desk: Desk) -> None:
    milestone = desk.hosted.add_milestone("1.3.0")
    left = desk.hosted.add_issue("Not now", milestone=milestone)
    desk.hosting = Hosting(next_milestone="Later")
    move, _ = change(desk.judge()).actions
    later = desk.hosted.add_milestone("Later")
    desk.perform(move)
    assert (left.milestone, len(desk.hosted.milestones)) == (later, 2)


def test_what_another_machine_told_meanwhile_is_not_told_again(desk: Desk) -> None:
    desk.hosted.add_issue("It crashes")
    desk.commit("fix: x\n\nFixes #1")
    (action,) = change(desk.judge()).actions
    desk.perform(action)
    desk.perform(action)
    assert len(desk.hosted.comments[1]) == 1


def test_an_issue_that_is_deleted_meanwhile_does_not_stop_the_others(desk: Desk) -> None:
    for at in (1, 2):
        desk.hosted.add_issue(f"issue {at}")
    desk.commit("fix: x\n\nFixes #1, fixes #2")
    (action,) = change(desk.judge()).actions
    desk.hosted.deleted_issues.add(1)
    desk.perform(action)
    assert desk.hosted.issues[1].state == "closed"


def test_closed_issues_are_told_only_where_settings_ask_for_it(desk: Desk) -> None:
    milestone = desk.hosted.add_milestone("1.3.0")
    milestone.state = "closed"
    for at, reason in enumerate(("completed", "not_planned", "completed"), start=1):
        made = desk.hosted.add_issue(f"issue {at}", milestone=milestone if at == 3 else None)
        made.state, made.state_reason = "closed", reason
    desk.commit("fix: x\n\nFixes #1, fixes #2")
    told(desk.run())
    assert (desk.writes, desk.hosted.comments) == ([], {})
    assert not any("/comments" in each for each in desk.github.asked)
    desk.hosting = Hosting(issue_comments=True)
    desk.hosted.comments[3] = ["Released in [demo 1.2.0](x)\n\n<!-- release-tasks: released demo 1.2.0 -->"]
    assert doing(desk.judge()) == ["comment on #1 issue 1", "comment on #3 issue 3"]
    desk.run()
    assert {number: len(each) for number, each in desk.hosted.comments.items()} == {1: 1, 3: 2}


@pytest.mark.parametrize(
    ("titles", "stated", "goes_to"),
    [
        (("1.10.0", "1.9.0", "1.2.9", "Later"), "", "1.9.0"),
        (("v2.0", "demo 1.4", "other 1.3.5"), "", "demo 1.4"),
        (("1.4.0", "Backlog"), "backlog", "Backlog"),
        (("1.4.0",), "Backlog", "Backlog"),
    ],
)
def test_open_items_go_to_the_next_version_or_where_settings_say(
    desk: Desk, titles: tuple[str, ...], stated: str, goes_to: str
) -> None:
    milestone = desk.hosted.add_milestone("1.3.0")
    for each in titles:
        desk.hosted.add_milestone(each)
    left = desk.hosted.add_issue("Not now", milestone=milestone)
    desk.hosting = Hosting(next_milestone=stated)
    desk.run()
    assert left.milestone is not None
    assert (left.milestone.title, milestone.state) == (goes_to, "closed")


@pytest.mark.parametrize(
    ("answer", "goes_to", "number"),
    [("Stay", "1.3.0", 2), (" Backlog", "Backlog", 2), ("Someday", "Someday", 3)],
)
def test_without_a_later_milestone_a_person_is_asked(
    desk: Desk, answer: str, goes_to: str, number: int
) -> None:
    milestone = desk.hosted.add_milestone("1.3.0")
    desk.hosted.add_milestone("Backlog")
    left = desk.hosted.add_issue("Not now", milestone=milestone)
    assert "#1 Not now" in question(desk.judge())
    desk.answers.append(b.an_answer("post.issues", answer))
    desk.run()
    assert left.milestone is not None
    assert (left.milestone.title, milestone.state) == (goes_to, "closed")
    assert len(desk.hosted.milestones) == number


def test_a_closed_milestone_of_an_empty_release_is_enough(desk: Desk) -> None:
    milestone = desk.hosted.add_milestone("1.3.0")
    assert doing(desk.judge()) == ["close the milestone 1.3.0"]
    desk.run()
    assert milestone.state == "closed"
    desk.hosted.add_issue("Filed too late", milestone=milestone)
    told(desk.judge())


def test_issues_that_are_switched_off_are_no_error(desk: Desk) -> None:
    desk.hosted.add_milestone("1.3.0")
    desk.hosted.has_issues = False
    assert desk.judge() == Skip(reason="ada/demo has its issues switched off")


def no_rights(desk: Desk) -> None:
    desk.hosted.may_push = False


def hidden(desk: Desk) -> None:
    desk.github.faults.append(Fault(to="GET .*/milestones", status=404, times=9))


@pytest.mark.parametrize(
    ("state", "words"), [(no_rights, "issues: write"), (hidden, "set GH_TOKEN to a token that may do this")]
)
def test_a_token_that_may_not_says_what_it_lacks(
    desk: Desk, state: Callable[[Desk], None], words: str
) -> None:
    desk.hosted.add_issue("It crashes")
    desk.pull("Mend it", "Fixes #1")
    state(desk)
    with pytest.raises(GitHubError) as refused:
        desk.run()
    assert words in refused.value.remedy


def test_without_the_release_s_own_tag_nothing_is_asked(desk: Desk) -> None:
    nothing: Any = release_issues(
        desk.client,
        desk.github.github,
        b.a_project(),
        b.a_target(),
        ReleasedChanges(),
        ChangelogFile(path=None),
    )
    assert nothing == ReleaseIssues(tag=None)
    assert desk.github.asked == []
