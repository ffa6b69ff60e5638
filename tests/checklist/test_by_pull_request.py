"""How a release commit gets to a protected branch: each step, each refusal, and what is waited for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import builders as b
import pytest
from judging import change, findings, kinds, told
from tag_stage import committed, pushed, tagged

from release_tasks.core.actions import Commit, Push
from release_tasks.core.branches import FastForward, Fetch, Ref, StartBranch
from release_tasks.core.findings import Reach
from release_tasks.core.github import Hosting
from release_tasks.core.github.checks import Check
from release_tasks.core.github.keys import carries
from release_tasks.core.github.pulls import Brought, OpenPull, ReleasePull, of_release
from release_tasks.core.given import Lazy
from release_tasks.core.model import Change, Done, Outcome, Waiting
from release_tasks.core.news import ChangelogFile
from release_tasks.core.project import Project
from release_tasks.judgement.tag.by_pull_request import proposed

BRANCH = "prepare/v1.3.0"
MERGED = "2026-01-01T00:00:00Z"
ON_IT: dict[str, Any] = {"git": b.a_git(branch=BRANCH), "tree": b.a_tree()}
PUSHED = b.a_remote(branches={"main": "ba" * 20, BRANCH: b.HEAD})
LACKING = b.a_remote(contains_head=False)
NONE = b.a_release_pull()
M = "dd" * 20


def by_pull_request() -> Project:
    return b.a_project(hosting=Hosting(release_by="pull-request"))


def judged(there: ReleasePull = NONE, **changes: Any) -> Outcome:
    return proposed(b.a_proposal(there, **changes))


def merged(brought: Brought | None = None, **changes: Any) -> ReleasePull:
    pull = b.a_pull(state="closed", merged_at=MERGED)
    return b.a_release_pull(pull, brought=brought, **changes)


def steps(outcome: Outcome) -> list[type]:
    return [type(each) for each in change(outcome).actions]


def test_the_item_goes_this_way_only_where_settings_say_so() -> None:
    outcome = committed(project=by_pull_request(), proposal=b.a_proposal(NONE))
    assert steps(outcome)[0] is StartBranch


def test_the_commit_is_made_on_its_own_branch_pushed_and_proposed() -> None:
    changelog = ChangelogFile(path=Path("CHANGELOG.md"), text="# Changes\n\n## 1.3.0\n\n- Faster.\n")
    outcome = judged(changelog=Lazy(lambda: changelog))
    start, commit, push, opened = change(outcome).actions
    assert start == StartBranch(name=BRANCH)
    assert commit == Commit(paths=("pyproject.toml",), message="chore(release): demo 1.3.0", tree=b.TREE)
    assert push == Push(refspecs=(f"HEAD:refs/heads/{BRANCH}",), url="/srv/demo.git", reach=Reach.REMOTE)
    assert isinstance(opened, OpenPull)
    assert (opened.head, opened.base, opened.title) == (BRANCH, "main", "chore(release): demo 1.3.0")
    assert "- Faster." in opened.body
    assert carries(opened.body, "pull-request demo 1.3.0")
    assert "Faster" not in "".join(opened.describe())


def test_after_a_kill_only_what_is_missing_is_done() -> None:
    begun: dict[str, Any] = {"git": b.a_git(branch=BRANCH), "remote": LACKING}
    assert steps(judged(**begun)) == [Commit, Push, OpenPull]
    assert steps(judged(**ON_IT, remote=LACKING)) == [Push, OpenPull]
    assert steps(judged(**ON_IT, remote=PUSHED)) == [OpenPull]


def test_an_open_one_is_waited_for_and_its_checks_are_told() -> None:
    checks = (
        Check(name="lint", verdict="passed", said=""),
        Check(name="test", verdict="running", said=""),
        Check(name="docs", verdict="failed", said=""),
    )
    there = b.a_release_pull(b.a_pull(mergeable_state="blocked"), checks=checks)
    outcome = judged(there, **ON_IT, remote=PUSHED)
    assert isinstance(outcome, Waiting)
    assert outcome.fact is ReleasePull
    assert outcome.reason == (
        "#7 (https://github.example/ada/demo/pull/7) is not merged yet; "
        "checks: 1 failed (docs), 1 still run (test), 1 passed; "
        "reviews or checks that main requires are missing"
    )
    soon = judged(there, **ON_IT, remote=PUSHED, request=b.a_request(wait_s=3.0))
    assert isinstance(soon, Waiting)
    assert soon.deadline_s == 3.0


def test_an_open_one_is_waited_for_on_another_machine_and_another_branch_too() -> None:
    there = b.a_release_pull(b.a_pull())
    assert isinstance(judged(there), Waiting)
    assert isinstance(judged(there, tree=b.a_tree(), sources=b.some_sources("1.2.0")), Waiting)


def test_what_changed_since_it_was_opened_is_committed_there_once_it_is_validated() -> None:
    there = b.a_release_pull(b.a_pull())
    again: dict[str, Any] = {"git": b.a_git(branch=BRANCH), "remote": PUSHED}
    assert steps(judged(there, **again)) == [Commit, Push]
    assert "not validated" in kinds(judged(there, **again, validation=b.a_validation(ledger=b.a_ledger())))
    assert steps(judged(there, **ON_IT, remote=LACKING)) == [Push]


def test_commits_that_others_put_there_are_nothing_to_push() -> None:
    others = b.a_remote(contains_head=False, behind=True, branches={BRANCH: M})
    assert isinstance(judged(b.a_release_pull(b.a_pull()), **ON_IT, remote=others), Waiting)
    edited = judged(b.a_release_pull(b.a_pull()), git=b.a_git(branch=BRANCH), remote=others)
    assert steps(edited) == [Commit, Push]  # git says then what is to be done
    assert kinds(judged(**ON_IT, remote=others)) == ["origin has a branch of that name, with another commit"]


def test_a_name_that_origin_has_already_is_not_taken() -> None:
    (found,) = findings(judged(remote=PUSHED))
    assert found.kind == "origin has a branch of that name, with another commit"
    assert found.remedy == f"if nobody needs it: git push origin --delete {BRANCH}"


def test_it_is_the_release_commit_alone_that_is_proposed() -> None:
    (found,) = findings(judged(remote=LACKING))
    assert "would come along" in found.kind
    assert found.remedy.endswith("git reset --soft origin/main")
    behind = b.a_remote(contains_head=False, behind=True)
    assert kinds(judged(remote=behind)) == ["behind origin"]
    assert kinds(judged(git=b.a_git(branch="topic"))) == ["not the branch that releases are made on"]


def test_what_a_push_would_refuse_is_refused() -> None:
    assert kinds(judged(tree=b.a_tree(strangers=("?? x",))))[0] == "changed, and not a file of the release"
    assert kinds(judged(sources=b.some_sources("1.2.0"))) == ["states another version"]
    assert kinds(judged(validation=b.a_validation(ledger=b.a_ledger()))) == ["not validated"] * 2
    assert kinds(judged(git=b.a_git(operation="merge"))) == ["a merge is under way"]


def test_without_github_it_fails_and_says_what_is_missing() -> None:
    absent = b.a_github(absent="no token for github.com: set GH_TOKEN, or gh auth login")
    (found,) = findings(judged(github=Lazy(lambda: absent), pull=Lazy(b.never)))
    assert found.found == absent.absent
    assert 'release-by = "push"' in found.remedy
    arrived: dict[str, Any] = {"github": Lazy(lambda: absent), "pull": Lazy(b.never), "tree": b.a_tree()}
    assert isinstance(judged(**arrived), Done)
    assert kinds(judged(**arrived, sources=b.some_sources("1.2.0"))) == [found.kind]
    assert kinds(judged(**arrived, remote=LACKING)) == [found.kind]


def test_one_that_was_closed_is_not_opened_again() -> None:
    (found,) = findings(judged(b.a_release_pull(b.a_pull(state="closed")), **ON_IT, remote=PUSHED))
    assert "closed" in found.kind
    assert found.subject == "#7 (https://github.example/ada/demo/pull/7)"


def test_a_merged_one_is_fetched_found_and_taken_up() -> None:
    (action,) = change(
        judged(merged(unfetched=Ref(name="refs/heads/main", target=M)), **ON_IT, remote=PUSHED)
    ).actions
    assert isinstance(action, Fetch)
    assert action.describe() == ("fetch main",)
    outcome = judged(merged(), **ON_IT, remote=PUSHED)
    assert isinstance(outcome, Waiting)
    assert "does not tell yet by which commit of main" in outcome.reason
    (action,) = change(judged(merged(Brought(commit=M, tree=b.TREE)), **ON_IT, remote=PUSHED)).actions
    assert action == FastForward(branch="main", commit=M)


def test_who_pulled_main_into_the_branch_is_brought_to_main_and_proposes_nothing_more() -> None:
    there = merged(Brought(commit=M, tree=b.TREE, in_head=True))
    assert steps(judged(there, **ON_IT, remote=LACKING)) == [FastForward]


def test_the_clock_of_the_merge_goes_on_until_its_commit_is_told() -> None:
    open_, told_ = (judged(each, **ON_IT, remote=PUSHED) for each in (b.a_release_pull(b.a_pull()), merged()))
    assert isinstance(open_, Waiting)
    assert isinstance(told_, Waiting)
    assert told_.deadline_s > open_.deadline_s


def test_what_was_merged_is_taken_up_only_if_it_was_validated() -> None:
    other = Brought(commit=M, tree="ee" * 20, differing=("demo/other.py",))
    (found,) = findings(judged(merged(other), **ON_IT, remote=PUSHED))
    assert found.kind.endswith("is not what was validated")
    assert found.found == "these differ: demo/other.py"
    assert found.remedy == (
        "git switch main && git pull --ff-only origin main && python -m release_tasks validate"
    )
    elsewhere = Brought(commit=M, tree="ee" * 20)
    assert kinds(judged(merged(elsewhere), **ON_IT, remote=PUSHED)) == ["not validated"] * 2


def test_a_skip_stands_for_no_other_tree() -> None:
    skips = [
        b.an_entry("skip", "1.3.0", f"validate.{each}", reason="CI") for each in ("tests", "build", "smoke")
    ]
    other = Brought(commit=M, tree="ee" * 20, differing=("demo/other.py",))
    skipped: dict[str, Any] = {**ON_IT, "remote": PUSHED, "validation": b.a_validation(*skips)}
    assert len(findings(judged(merged(other), **skipped))) == 1
    tested = {**skipped, "validation": b.a_validation(*skips[1:], b.tests_passed("ee" * 20))}
    assert isinstance(judged(merged(other), **tested), Change)
    assert isinstance(judged(merged(Brought(commit=M, tree=b.TREE)), **skipped), Change)


@pytest.mark.parametrize("there", [NONE, merged(Brought(commit=b.HEAD, tree=b.TREE, in_head=True))])
def test_a_commit_that_the_branch_has_is_done_whoever_brought_it(there: ReleasePull) -> None:
    here: dict[str, Any] = {"tree": b.a_tree(), "remote": b.a_remote(behind=True)}
    outcome = judged(there, **here)
    assert isinstance(outcome, Done)
    assert "origin's main has it" in told(outcome)[0]
    assert ("#7" in told(outcome)[0]) == (there.pull is not None)
    assert (
        kinds(judged(there, **here, validation=b.a_validation(ledger=b.a_ledger()))) == ["not validated"] * 2
    )


def test_only_a_commit_that_the_branch_has_is_tagged_and_only_the_tag_is_pushed() -> None:
    protected, behind = by_pull_request(), b.a_remote(behind=True)
    assert isinstance(tagged(project=protected), Change)
    (action,) = change(pushed(project=protected, remote=behind)).actions
    assert isinstance(action, Push)
    assert action.refspecs == ("refs/tags/v1.3.0:refs/tags/v1.3.0",)
    for outcome in (
        tagged(project=protected, git=b.a_git(branch=BRANCH)),
        tagged(project=protected, remote=LACKING),
        pushed(project=protected, git=b.a_git(branch=BRANCH), remote=behind),
        pushed(project=protected, remote=LACKING),
    ):
        (found,) = findings(outcome)
        assert found.kind == "the release commit is not on the branch that releases are made on"
        assert found.after == "tag.commit"


def test_of_several_pull_requests_the_living_one_is_ours() -> None:
    over, gone = b.a_pull(number=1, state="closed"), b.a_pull(number=2, state="closed", merged_at=MERGED)
    text = "<!-- release-tasks: k -->"
    alive, keyed = b.a_pull(number=5), b.a_pull(number=4, body=text)
    assert of_release((over, gone, alive, keyed), "k", b.HEAD) == keyed
    copied = b.a_pull(number=3, body=text, author_association="CONTRIBUTOR")
    assert of_release((over, gone, alive, copied), "k", b.HEAD) == alive
    assert of_release((over, gone), "k", b.HEAD) == gone
    assert of_release((over,), "k", b.HEAD) == over
    assert of_release((over,), "k", M) is None
    assert of_release((), "k", M) is None
