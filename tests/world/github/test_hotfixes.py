"""Open hotfixes on the local GitHub, merged for real in a bare repository."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from github_here import Fault
from hosting import git
from places import Place, place_of
from repositories import Listener

from release_tasks.core.errors import ActionError
from release_tasks.core.github.hotfixes import HotfixPulls, MergePulls
from release_tasks.core.github.refusals import GitHubError, GitHubRefusedError
from release_tasks.world.github.hotfixes import hotfix_pulls, merge_pulls


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with place_of(Place, tmp_path) as made:
        yield made


def found(place: Place) -> HotfixPulls:
    return hotfix_pulls(place.client, place.ours.project())


def merge_found(place: Place) -> str:
    listener = Listener()
    merge_pulls(MergePulls(pulls=found(place).found), listener.events, place.client)
    return listener.text


def test_open_hotfixes_are_found_with_what_keeps_them(place: Place) -> None:
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
