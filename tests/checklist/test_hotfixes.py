"""Hotfixes made during a release: merged after a yes, or listed with what helps."""

from __future__ import annotations

from typing import Any

import builders as b
import pytest
from judging import change, findings, told

from release_tasks.core.branches import Astray, CommitsMissing, Fetch, MissingCommit, Ref
from release_tasks.core.findings import Reach
from release_tasks.core.github.hotfixes import HotfixPulls, MergePulls, is_hotfix
from release_tasks.core.github.pulls import Label, Pull, Side
from release_tasks.core.given import Lazy
from release_tasks.core.model import Ok, Outcome, Skip, Waiting, Warn
from release_tasks.judgement.post.hotfixes import brought_back

BRANCH = Ref(name="refs/heads/hotfix/crash", target="aa" * 20)
TAG = Ref(name="refs/tags/v1.3.0", target="bb" * 20)
COMMITS = tuple(MissingCommit(name=f"{at:040x}", subject=f"fix: {at}") for at in range(1, 8))
ABSENT = b.a_github(absent="no token")


def judged(*pulls: Pull, astray: tuple[Astray, ...] = (), **changes: Any) -> Outcome:
    missing = CommitsMissing(base="main", compared=(TAG, BRANCH), astray=astray, released=True)
    facts: dict[str, Any] = {
        "request": b.a_request(task="post"),
        "missing": missing,
        "github": b.a_github(),
        "pulls": Lazy(lambda: HotfixPulls(found=pulls)),
    }
    return brought_back(**(facts | changes))


def hotfix(**changes: Any) -> Pull:
    return b.a_pull(**{"title": "Crash at start", "head": Side(ref="hotfix/crash", sha="aa" * 20), **changes})


def test_a_main_branch_that_lacks_nothing_is_fine() -> None:
    outcome = judged()
    assert isinstance(outcome, Ok)
    assert told(outcome) == ["main lacks no hotfix", "compared with main at origin: tag v1.3.0, hotfix/crash"]
    outcome = judged(github=ABSENT, pulls=Lazy(b.never))
    assert isinstance(outcome, Ok)
    assert told(outcome)[-1] == "pull requests were not looked at: no token"


def test_without_an_origin_there_is_nothing_to_compare_with() -> None:
    outcome = judged(missing=CommitsMissing(absent="/work/demo: there is no remote named origin"))
    assert isinstance(outcome, Skip)
    assert outcome.reason.endswith("there is no remote named origin")


def test_what_is_not_known_here_is_fetched_first() -> None:
    missing = CommitsMissing(base="main", unfetched=(BRANCH, TAG), released=True)
    (action,) = change(judged(missing=missing, pulls=Lazy(b.never))).actions
    assert action == Fetch(refs=(BRANCH, TAG))
    assert action.describe() == ("fetch hotfix/crash, tag v1.3.0",)


def test_open_hotfixes_are_merged_after_a_yes() -> None:
    (action,) = change(judged(hotfix(), hotfix(number=8, mergeable_state="dirty"))).actions
    assert isinstance(action, MergePulls)
    assert [each.number for each in action.pulls] == [7]
    assert action.reach is Reach.REMOTE
    assert action.describe() == ("merge #7 Crash at start (hotfix/crash at aaaaaaaaaaaa) into main",)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"mergeable_state": "dirty"}, "it conflicts with main"),
        ({"mergeable_state": "blocked"}, "reviews or checks that main requires are missing"),
        ({"mergeable_state": "behind"}, "its branch lacks commits that main requires it to have"),
        ({"mergeable_state": "unstable"}, "checks of it failed, or still run"),
        ({"draft": True}, "it is a draft"),
        ({"author_association": "CONTRIBUTOR"}, "its author does not belong to the repository"),
        ({"base": Side(ref="release/1.3", sha="cc" * 20)}, "it goes to release/1.3"),
    ],
)
def test_what_cannot_be_merged_is_listed_with_the_reason(changes: dict[str, Any], why: str) -> None:
    outcome = judged(hotfix(**changes), astray=(Astray(ref=BRANCH, commits=COMMITS[:1]),))
    assert isinstance(outcome, Warn)
    assert outcome.left
    (found,) = findings(outcome)
    assert (found.subject, found.found) == ("#7 Crash at start", why)
    assert found.remedy == "look at https://github.example/ada/demo/pull/7, and merge it there"


def test_github_gets_the_time_to_work_out_whether_it_can_be_merged() -> None:
    outcome = judged(hotfix(mergeable_state="unknown"))
    assert isinstance(outcome, Waiting)
    assert outcome.fact is HotfixPulls


def test_commits_that_nobody_proposed_are_listed_with_the_command() -> None:
    astray = (Astray(ref=TAG, commits=COMMITS[:1]), Astray(ref=BRANCH, commits=COMMITS))
    under_tag, on_branch = findings(judged(astray=astray))
    assert (under_tag.kind, under_tag.subject) == ("1 commit that main lacks", "tag v1.3.0")
    assert under_tag.remedy == (
        "git switch main && git pull --ff-only origin main && git merge v1.3.0 && git push origin main"
    )
    assert on_branch.kind == "7 commits that main lacks"
    assert on_branch.found.splitlines()[0] == "000000000000 fix: 1"
    assert on_branch.found.splitlines()[-1] == "… and 2 more"
    assert on_branch.remedy == "gh pr create --fill --base main --head hotfix/crash"
    (by_hand,) = findings(judged(astray=astray[1:], github=ABSENT, pulls=Lazy(b.never)))
    assert "git merge origin/hotfix/crash" in by_hand.remedy


def test_a_hotfix_is_known_by_branch_label_or_title() -> None:
    plain = b.a_pull(head=Side(ref="topic", sha=""), title="Faster")
    assert not is_hotfix(plain, ("hotfix/*",))
    assert is_hotfix(hotfix(), ("hotfix/*",))
    assert not is_hotfix(hotfix(), ("urgent/*",))
    for changes in (
        {"labels": (Label(name="type: hotfix"),)},
        {"title": "Hotfix: crash"},
        {"title": "[hot-fix] crash"},
    ):
        assert is_hotfix(b.a_pull(**{"head": Side(ref="topic", sha=""), **changes}), ())


def test_the_pull_request_of_a_release_is_no_hotfix() -> None:
    ours = b.a_pull(body="text <!-- release-tasks: pull-request demo 1.4.0 -->")
    assert not is_hotfix(ours, ("prepare/*",))
    assert is_hotfix(b.a_pull(body="text"), ("prepare/*",))
