"""Pull requests of a release on the local GitHub, whose merges are real ones in a bare repository."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from github_here import Fault
from hosting import git
from places import Place, place_of
from repositories import Listener

from release_tasks.core.branches import Fetch, Ref
from release_tasks.core.errors import UnreachableError
from release_tasks.core.github.keys import hidden
from release_tasks.core.github.pulls import OpenPull, Pull, ReleasePull
from release_tasks.core.github.refusals import GitHubError, GitHubRefusedError
from release_tasks.core.target import Target
from release_tasks.rehearsal.github.state import Check, Issue
from release_tasks.world.git.branches import fetch
from release_tasks.world.git.origin import remote_refs
from release_tasks.world.github.pulls import open_pull, release_pull

BRANCH = "prepare/v1.3.0"
OPENING = OpenPull(head=BRANCH, base="main", title="chore(release): demo 1.3.0", body=hidden("x"))
POSTS = "POST .*/pulls$"


class ReleasePlace(Place):
    """One whose clone has a release commit on its branch."""

    def look(self) -> ReleasePull:
        state = self.ours.state
        target = Target(version="1.3.0", why="given")
        return release_pull(
            self.client, self.github.github, self.ours.project(), target, state, remote_refs(state)
        )

    def fetched(self) -> ReleasePull:
        """The same, after main was fetched."""
        ref = Ref(name="refs/heads/main", target=git(self.origin, "rev-parse", "main"))
        fetch(Fetch(refs=(ref,)), Listener().events, self.ours.state)
        return self.look()

    def open(self) -> Issue:
        open_pull(OPENING, Listener().events, self.client, self.github.github)
        (pull,) = (each for each in self.github.hosted.issues if each.head == BRANCH and each.state == "open")
        return pull

    def merge(self, number: int, method: str = "merge") -> str:
        body = {"merge_method": method}
        sha: str = self.client.send(dict, "PUT", "pulls", number, "merge", body=body)["sha"]
        return sha

    def main_goes_on(self) -> None:
        self.theirs.git("switch", "--quiet", "main")
        self.theirs.git("pull", "--quiet", "--ff-only")
        self.theirs.write("more", "more" * len(self.theirs.git("log", "--format=%h")))
        self.theirs.commit("feat: more")
        self.theirs.git("push", "--quiet", "origin", "main")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[ReleasePlace]:
    with place_of(ReleasePlace, tmp_path) as made:
        made.ours.git("switch", "--quiet", "--create", BRANCH)
        made.ours.write("CHANGELOG.md", "# Changes\n\n## 1.3.0\n")
        made.ours.commit("chore(release): demo 1.3.0")
        made.ours.git("push", "--quiet", "origin", BRANCH)
        yield made


def test_before_it_is_opened_there_is_none(place: ReleasePlace) -> None:
    place.github.hosted.add_issue("another", head="topic")
    assert place.look() == ReleasePull(branch=BRANCH, base="main")


def test_it_is_opened_once(place: ReleasePlace) -> None:
    pull = place.open()
    place.open()
    assert (pull.title, pull.body, pull.base) == (OPENING.title, OPENING.body, "main")
    assert len([each for each in place.github.asked if each == "POST /pulls"]) == 1


def test_an_open_one_is_seen_with_its_checks_and_what_keeps_it(place: ReleasePlace) -> None:
    pull = place.open()
    head = place.ours.state.head
    place.github.hosted.checks.append(Check(sha=head, name="docs", conclusion="failure"))
    pull.mergeable = "behind"
    seen = place.look()
    assert seen.pull is not None
    assert (seen.pull.number, seen.pull.head.sha) == (pull.number, head)
    assert seen.pull.obstacle == "its branch lacks commits that main requires it to have"
    assert [(each.name, each.verdict) for each in seen.checks] == [("docs", "failed")]
    place.github.hosted.readable.clear()
    assert "may not read check runs" in place.look().unseen


def test_one_that_was_opened_unheard_is_found(place: ReleasePlace) -> None:
    place.github.faults.append(Fault(to=POSTS, after=True))
    pull = place.open()
    assert [each.number for each in place.github.hosted.issues] == [pull.number]
    seen = place.look()
    assert seen.pull is not None


def test_one_of_which_nobody_knows_whether_it_was_opened_is_looked_for_next_time(place: ReleasePlace) -> None:
    place.github.faults.append(Fault(to=POSTS, after=True, status=201, body=b"{}" * 9, shown=3))
    with pytest.raises(UnreachableError, match="nobody knows whether it got our POST"):
        place.open()
    assert place.look().pull is not None
    place.open()
    assert len(place.github.hosted.issues) == 1


def test_one_that_somebody_else_opens_meanwhile_is_ours(place: ReleasePlace) -> None:
    refusal = Fault(to=POSTS, status=422, message="A pull request already exists for ada:prepare/v1.3.0.")
    place.github.faults.append(replace(refusal, after=True))
    place.open()
    place.client.send(dict, "PATCH", "pulls", 1, body={"state": "closed"})
    place.github.faults.append(refusal)
    with pytest.raises(GitHubRefusedError, match="already exists"):
        place.open()


def test_a_token_that_may_not_open_one_says_so(place: ReleasePlace) -> None:
    place.github.hosted.writable.clear()
    with pytest.raises(GitHubError, match="403") as raised:
        place.open()
    assert raised.value.remedy == "set GH_TOKEN to a token with pull_requests: write"
    place.github.faults.append(Fault(to=POSTS, status=404, message="Not Found"))
    with pytest.raises(GitHubError, match="hides it from the token"):
        place.open()


def test_a_text_of_ours_on_another_branch_is_ours(place: ReleasePlace) -> None:
    moved = place.hotfix("moved", title="Release")
    moved.body = f"text {hidden('pull-request Demo_Pkg 1.3.0')}"
    moved.association = "NONE"
    assert place.look().pull is None
    moved.association = "MEMBER"
    seen = place.look()
    assert seen.pull is not None
    assert seen.pull.number == moved.number
    commit = place.merge(moved.number)
    brought = place.fetched().brought
    assert brought is not None
    assert brought.commit == commit
    moved.merged_at = None
    assert place.look().pull is None


@pytest.mark.parametrize(("method", "deleted"), [("merge", False), ("squash", True), ("rebase", False)])
def test_what_came_of_a_merged_one_is_found_while_main_goes_on(
    method: str, deleted: bool, place: ReleasePlace
) -> None:
    pull = place.open()
    commit = place.merge(pull.number, method)
    if deleted:
        git(place.origin, "branch", "-D", BRANCH)
    place.merge(place.hotfix("other").number, "squash")
    place.main_goes_on()
    seen = place.look()
    assert seen.unfetched == Ref(name="refs/heads/main", target=git(place.origin, "rev-parse", "main"))
    assert seen.brought is None
    brought = place.fetched().brought
    assert brought is not None
    assert brought.commit == commit
    assert (brought.tree, brought.differing) == (place.ours.state.head_tree, ())
    assert not brought.in_head
    place.ours.git("switch", "--quiet", "--detach", "origin/main")
    brought = place.look().brought
    assert brought is not None
    assert brought.in_head


def test_what_else_came_to_main_before_it_is_named(place: ReleasePlace) -> None:
    pull = place.open()
    place.main_goes_on()
    place.merge(pull.number)
    brought = place.fetched().brought
    assert brought is not None
    assert brought.differing == ("more",)


def test_what_others_put_on_its_branch_is_named_too(place: ReleasePlace) -> None:
    pull = place.open()
    place.theirs.git("fetch", "--quiet")
    place.theirs.git("switch", "--quiet", BRANCH)
    place.theirs.write("typo", "mended")
    place.theirs.commit("docs: typo")
    place.theirs.git("push", "--quiet", "origin", BRANCH)
    place.merge(pull.number)
    brought = place.fetched().brought
    assert brought is not None
    assert brought.differing == ("typo",)


def test_of_several_rebased_commits_the_newest_is_it(place: ReleasePlace) -> None:
    place.ours.write("b", "b")
    place.ours.commit("docs: b")
    place.ours.git("push", "--quiet", "origin", BRANCH)
    place.main_goes_on()
    commit = place.merge(place.open().number, "rebase")
    assert git(place.origin, "rev-list", "--count", f"{place.ours.state.head}..main") == "3"
    brought = place.fetched().brought
    assert brought is not None
    assert brought.commit == commit == git(place.origin, "rev-parse", "main")


def test_a_merge_that_github_does_not_tell_of_yet_is_not_guessed(place: ReleasePlace) -> None:
    pull = place.open()
    place.merge(pull.number)
    pull.brought = ()
    pull.head_sha = "0" * 40
    seen = place.fetched()
    assert (seen.unfetched, seen.brought) == (None, None)


def test_one_that_was_closed_counts_only_for_the_same_commit(place: ReleasePlace) -> None:
    pull = place.open()
    place.client.send(dict, "PATCH", "pulls", pull.number, body={"state": "closed"})
    seen = place.look()
    assert seen.pull is not None
    assert not seen.pull.open
    place.ours.git("commit", "--quiet", "--amend", "--message", "chore(release): another try")
    assert place.look().pull is None


def test_a_pull_of_github_s_full_form_is_read(place: ReleasePlace) -> None:
    number = place.open().number
    pull = place.client.read(Pull, "pulls", number)
    assert (pull.open, pull.merged, pull.mergeable_state) == (True, False, "clean")
