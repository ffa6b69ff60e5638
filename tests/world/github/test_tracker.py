"""Blockers and releases, gathered from the local GitHub."""

from __future__ import annotations

import builders as b
import pytest
from github_here import Watched

from release_tasks.core.github import Hosting
from release_tasks.core.github.tracker import Blockers
from release_tasks.world.github.tracker import blockers


def look(github: Watched, *labels: str) -> Blockers:
    project = b.a_project(hosting=Hosting(blocker_labels=labels or None))
    return blockers(github.client(), project, b.a_target())


def named(seen: Blockers) -> dict[int, tuple[str, ...]]:
    return {each.issue.number: each.because for each in seen.found}


def test_issues_with_any_of_the_labels_and_those_of_the_milestone(github: Watched) -> None:
    other = github.hosted.add_milestone("2.0")
    ours = github.hosted.add_milestone("v1.3.0")
    github.hosted.add_issue("one label", "blocker")
    github.hosted.add_issue("both", "release-blocker", "blocker", milestone=ours)
    github.hosted.add_issue("a pull request", milestone=ours, head="fix")
    github.hosted.add_issue("later", "bug", milestone=other)
    github.hosted.add_issue("closed", "blocker", milestone=ours).state = "closed"
    seen = look(github)
    assert named(seen) == {
        1: ("label blocker",),
        2: ("label release-blocker", "label blocker", "milestone v1.3.0"),
        3: ("milestone v1.3.0",),
    }
    assert seen.unknown == ("release blocker",)
    assert seen.found[2].issue.pull_request


def test_stated_labels_are_the_only_ones(github: Watched) -> None:
    github.hosted.add_issue("x", "blocker")
    github.hosted.add_issue("y", "must fix/now")
    seen = look(github, "must fix/now", "absent")
    assert named(seen) == {2: ("label must fix/now",)}
    assert (seen.labels, seen.unknown) == (("must fix/now", "absent"), ("absent",))


@pytest.mark.parametrize("title", ["1.3.0", "v1.3.0", " V1.3.0", "demo 1.3.0"])
def test_a_milestone_is_called_like_the_release(github: Watched, title: str) -> None:
    github.hosted.add_milestone(title).state = "closed"
    found = look(github).milestone
    assert found is not None
    assert found.state == "closed"
