"""Pull requests of a release on the local GitHub, whose merges are real ones in a bare repository."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from github_here import Fault, Watched, local_github
from hosting import git
from repositories import Listener, Repository, a_clone, a_repository, an_origin

from release_tasks.core.branches import Fetch, Ref
from release_tasks.core.errors import ActionError, UnreachableError
from release_tasks.core.github.keys import hidden
from release_tasks.core.github.pulls import HotfixPulls, MergePulls, OpenPull, Pull, ReleasePull
from release_tasks.core.github.refusals import GitHubError, GitHubRefusedError
from release_tasks.core.target import Target
from release_tasks.rehearsal.github.merging import merging_in
from release_tasks.rehearsal.github.state import Check, Hosted, Issue
from release_tasks.world.git.branches import fetch
from release_tasks.world.git.origin import remote_refs
from release_tasks.world.github.client import Client
from release_tasks.world.github.pulls import hotfix_pulls, merge_pulls, open_pull, release_pull

BRANCH = "prepare/v1.3.0"
OPENING = OpenPull(head=BRANCH, base="main", title="chore(release): demo 1.3.0", body=hidden("x"))
POSTS = "POST .*/pulls$"


@dataclass(frozen=True, slots=True)
class Place:
    """A clone with a release commit on its branch, the bare origin, and GitHub in front of it."""

    ours: Repository
    theirs: Repository
    origin: Path
    github: Watched
    client: Client

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

    def hotfix(self, name: str, title: str = "Crash") -> Issue:
        """A branch at origin with a commit, and a pull request from it."""
        self.theirs.git("switch", "--quiet", "--create", name, "main")
        self.theirs.write(name, name)
        self.theirs.commit(f"fix: {name}")
        self.theirs.git("push", "--quiet", "origin", name)
        return self.github.hosted.add_issue(title, head=name)

    def main_goes_on(self) -> None:
        self.theirs.git("switch", "--quiet", "main")
        self.theirs.git("pull", "--quiet", "--ff-only")
        self.theirs.write("more", "more" * len(self.theirs.git("log", "--format=%h")))
        self.theirs.commit("feat: more")
        self.theirs.git("push", "--quiet", "origin", "main")


def _refs(origin: Path) -> dict[str, str]:
    listed = git(origin, "for-each-ref", "--format=%(refname) %(objectname)").splitlines()
    return dict(line.split() for line in listed)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    ours = a_repository(tmp_path / "demo")
    origin = an_origin(ours)
    theirs = a_clone(origin, tmp_path / "theirs")
    ours.git("switch", "--quiet", "--create", BRANCH)
    ours.write("CHANGELOG.md", "# Changes\n\n## 1.3.0\n")
    ours.commit("chore(release): demo 1.3.0")
    ours.git("push", "--quiet", "origin", BRANCH)
    hosted = Hosted(
        refs=lambda: _refs(origin),
        known=lambda sha: sha in git(origin, "rev-list", "--all").split(),
        merge=merging_in(origin),
    )
    with local_github(hosted) as running:
        client = running.client()
        yield Place(ours, theirs, origin, running, client)
        client.close()


def test_before_it_is_opened_there_is_none(place: Place) -> None:
    place.github.hosted.add_issue("another", head="topic")
    assert place.look() == ReleasePull(branch=BRANCH, base="main")


def test_it_is_opened_once(place: Place) -> None:
    pull = place.open()
    place.open()
    assert (pull.title, pull.body, pull.base) == (OPENING.title, OPENING.body, "main")
    assert len([each for each in place.github.asked if each == "POST /pulls"]) == 1


def test_an_open_one_is_seen_with_its_checks_and_what_keeps_it(place: Place) -> None:
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


def test_one_that_was_opened_unheard_is_found(place: Place) -> None:
    place.github.faults.append(Fault(to=POSTS, after=True))
    pull = place.open()
    assert [each.number for each in place.github.hosted.issues] == [pull.number]
    seen = place.look()
    assert seen.pull is not None


def test_one_of_which_nobody_knows_whether_it_was_opened_is_looked_for_next_time(place: Place) -> None:
    place.github.faults.append(Fault(to=POSTS, after=True, status=201, body=b"{}" * 9, shown=3))
    with pytest.raises(UnreachableError, match="nobody knows whether it got our POST"):
        place.open()
    assert place.look().pull is not None
    place.open()
    assert len(place.github.hosted.issues) == 1


def test_one_that_somebody_else_opens_meanwhile_is_ours(place: Place) -> None:
    refusal = Fault(to=POSTS, status=422, message="A pull request already exists for ada:prepare/v1.3.0.")
    place.github.faults.append(replace(refusal, after=True))
    place.open()
    place.client.send(dict, "PATCH", "pulls", 1, body={"state": "closed"})
    place.github.faults.append(refusal)
    with pytest.raises(GitHubRefusedError, match="already exists"):
        place.open()


def test_a_token_that_may_not_open_one_says_so(place: Place) -> None:
    place.github.hosted.writable.clear()
    with pytest.raises(GitHubError, match="403") as raised:
        place.open()
    assert raised.value.remedy == "set GH_TOKEN to a token with pull_requests: write"
    place.github.faults.append(Fault(to=POSTS, status=404, message="Not Found"))
    with pytest.raises(GitHubError, match="hides it from the token"):
        place.open()


def test_a_text_of_ours_on_another_branch_is_ours(place: Place) -> None:
    moved = place.hotfix("moved", title="Release")
    moved.body = f"text {hidden('pull-request Demo_Pkg 1.3.0')}"
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
    method: str, deleted: bool, place: Place
) -> None:
    pull = place.open()
    commit = place.merge(pull.number, method)
    if deleted:
        git(place.origin, "branch", "-D", BRANCH)
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


def test_what_else_came_to_main_before_it_is_named(place: Place) -> None:
    pull = place.open()
    place.main_goes_on()
    place.merge(pull.number)
    brought = place.fetched().brought
    assert brought is not None
    assert brought.differing == ("more",)


def test_of_several_rebased_commits_the_newest_is_it(place: Place) -> None:
    place.ours.write("b", "b")
    place.ours.commit("docs: b")
    place.ours.git("push", "--quiet", "origin", BRANCH)
    place.main_goes_on()
    commit = place.merge(place.open().number, "rebase")
    assert git(place.origin, "rev-list", "--count", f"{place.ours.state.head}..main") == "3"
    brought = place.fetched().brought
    assert brought is not None
    assert brought.commit == commit == git(place.origin, "rev-parse", "main")


def test_a_merge_that_github_does_not_tell_of_yet_is_not_guessed(place: Place) -> None:
    pull = place.open()
    place.merge(pull.number)
    pull.brought = ()
    pull.head_sha = "0" * 40
    seen = place.fetched()
    assert (seen.unfetched, seen.brought) == (None, None)


def test_one_that_was_closed_counts_only_for_the_same_commit(place: Place) -> None:
    pull = place.open()
    place.client.send(dict, "PATCH", "pulls", pull.number, body={"state": "closed"})
    seen = place.look()
    assert seen.pull is not None
    assert not seen.pull.open
    place.ours.git("commit", "--quiet", "--amend", "--message", "chore(release): another try")
    assert place.look().pull is None


# Hotfixes.


def found(place: Place) -> HotfixPulls:
    return hotfix_pulls(place.client, place.ours.project())


def merge_found(place: Place) -> str:
    listener = Listener()
    merge_pulls(MergePulls(pulls=found(place).found), listener.events, place.client)
    return listener.text


def test_open_hotfixes_are_found_with_what_keeps_them(place: Place) -> None:
    place.open()
    crash = place.hotfix("hotfix/crash")
    crash.mergeable = "dirty"
    labelled = place.hotfix("topic")
    labelled.labels = ("hotfix",)
    place.hotfix("other")
    place.hotfix("hotfix/over").state = "closed"
    by_number = {each.number: each for each in found(place).found}
    assert by_number.keys() == {crash.number, labelled.number}
    assert by_number[crash.number].obstacle == "it conflicts with main"
    assert by_number[labelled.number].obstacle == ""


def test_hotfixes_are_merged_by_a_way_that_the_repository_allows(place: Place) -> None:
    place.github.hosted.merge_methods = ("rebase",)
    pulls = [place.hotfix(f"hotfix/{each}") for each in "ab"]
    said = merge_found(place)
    assert all(each.merged_at for each in pulls)
    assert "#1 is merged" in said
    assert git(place.origin, "ls-tree", "--name-only", "main", "hotfix/") == "hotfix/a\nhotfix/b"


def test_one_that_changed_since_it_was_seen_is_not_merged_and_keeps_no_other_from_it(place: Place) -> None:
    changed, fine = place.hotfix("hotfix/a"), place.hotfix("hotfix/b")
    seen = found(place)
    place.theirs.git("switch", "--quiet", "hotfix/a")
    place.theirs.commit("fix: more")
    place.theirs.git("push", "--quiet", "origin", "hotfix/a")
    listener = Listener()
    with pytest.raises(ActionError, match=r"\(409\): Head branch was modified") as raised:
        merge_pulls(MergePulls(pulls=seen.found), listener.events, place.client)
    assert "run the same command again" in raised.value.remedy
    assert fine.merged_at
    assert not changed.merged_at
    assert "#1 was not merged" in listener.text
    assert merge_found(place) == "#1 is merged"


def test_one_that_conflicts_after_all_says_so(place: Place) -> None:
    place.hotfix("hotfix/a").mergeable = "clean"
    place.theirs.git("switch", "--quiet", "main")
    place.theirs.write("hotfix/a", "other")
    place.theirs.commit("feat: other")
    place.theirs.git("push", "--quiet", "origin", "main")
    with pytest.raises(ActionError, match=r"\(405\): Pull Request is not mergeable"):
        merge_found(place)


def test_one_that_was_merged_unheard_is_done(place: Place) -> None:
    pull = place.hotfix("hotfix/a")
    place.github.faults.append(Fault(to="PUT .*/merge", after=True))
    assert merge_found(place) == "#1 is merged"
    assert pull.merged_at
    assert found(place) == HotfixPulls()
    place.hotfix("hotfix/b")
    place.github.faults.append(Fault(to="PUT .*/merge"))
    with pytest.raises(GitHubRefusedError, match="nobody knows whether it did"):
        merge_found(place)


def test_a_token_that_may_not_merge_stops_at_the_first(place: Place) -> None:
    place.hotfix("hotfix/a")
    place.hotfix("hotfix/b")
    place.github.hosted.writable.clear()
    with pytest.raises(GitHubError, match="403"):
        merge_found(place)
    assert len([each for each in place.github.asked if each.startswith("PUT")]) == 1


def test_a_pull_of_github_s_full_form_is_read(place: Place) -> None:
    number = place.open().number
    pull = place.client.read(Pull, "pulls", number)
    assert (pull.open, pull.merged, pull.mergeable_state) == (True, False, "clean")
