"""Pull requests in commit messages and in histories."""

from __future__ import annotations

import pytest

from release_tasks.core.pulls import LoggedCommit, Merged, PullRequest, merged, pull_request


@pytest.mark.parametrize(
    ("message", "name", "title"),
    [
        ("Merge pull request #12 from ada/faster\n\nMake it faster\n\nMore.", "#12", "Make it faster"),
        ("Merge pull request #12 from ada/faster", "#12", "Merge pull request #12 from ada/faster"),
        ("Make it faster (#12)\n\n* one\n* two", "#12", "Make it faster"),
        ('Revert "Make it faster (#12)" (#13)', "#13", 'Revert "Make it faster (#12)"'),
        (
            "Merge branch 'faster' into 'main'\n\nMake it faster\n\nSee merge request group/demo!12",
            "!12",
            "Make it faster",
        ),
        ("Make it faster\n\nSee merge request group/sub/demo!12\n", "!12", "Make it faster"),
        (
            "Merge branch 'faster' into 'main'\n\nSee merge request demo!3",
            "!3",
            "Merge branch 'faster' into 'main'",
        ),
        ("Merged in faster (pull request #12)\n\nMake it faster", "#12", "Make it faster"),
        ("Make it faster (pull request #12)", "#12", "Make it faster"),
        ("Merge pull request 'Make it faster' (#12) from ada/faster into main", "#12", "Make it faster"),
        ("Pull request #12: Make it faster", "#12", "Make it faster"),
        ("Merge pull request #12 in DEMO/demo from faster to main\n\n* commit", "#12", "* commit"),
        ("Merged PR 12: Make it faster", "#12", "Make it faster"),
    ],
)
def test_what_a_message_says_that_it_merges(message: str, name: str, title: str) -> None:
    assert pull_request(message) == PullRequest(name=name, title=title)


@pytest.mark.parametrize(
    "message", ["fix: faster, closes #12", "fix (#12) twice", "Merge branch 'main' into faster", "(#12)", ""]
)
def test_other_messages_merge_nothing(message: str) -> None:
    assert pull_request(message) is None


def commit(name: str, parents: str, message: str = "", *, touches: bool = True) -> LoggedCommit:
    return LoggedCommit(
        name=name, parents=tuple(parents), message=message or f"commit {name}", touches=touches
    )


def told(*log: LoggedCommit) -> tuple[list[str], list[str]]:
    """The names of pull requests, and the subjects of the other commits."""
    found = merged(log)
    return [each.name for each in found.pulls], list(found.subjects)


PULL = "Merge pull request #{} from ada/x\n\nTitle {}"


def test_a_merge_brings_its_branch_and_no_more() -> None:
    log = (
        commit("f", "ed", PULL.format(2, 2)),
        commit("e", "c"),
        commit("d", "c"),
        commit("c", "ab", PULL.format(1, 1)),
        commit("b", "0"),
        commit("a", "0"),
    )
    assert told(*log) == (["#2", "#1"], ["commit e", "commit a"])


def test_a_pull_request_that_touches_nothing_of_the_package_is_not_told() -> None:
    log = (
        commit("d", "ac", PULL.format(1, 1)),
        commit("c", "b", touches=False),
        commit("b", "0", touches=False),
        commit("a", "0"),
    )
    assert told(*log) == ([], ["commit a"])
    assert told(commit("b", "a", "Other (#2)", touches=False), commit("a", "0", "Mine (#1)")) == (["#1"], [])


def test_several_commits_of_a_pull_request_are_one_line() -> None:
    log = (commit("b", "a", "Part (#1)"), commit("a", "0", "Part (#1)"))
    assert told(*log) == (["#1"], [])


def test_what_a_branch_merged_into_itself_is_its_own() -> None:
    # main: a - e; branch: b - d, where d merged main's a
    log = (
        commit("e", "ad", PULL.format(1, 1)),
        commit("d", "ba", "Merge branch 'main' into x"),
        commit("b", "0"),
        commit("a", "0"),
    )
    assert told(*log) == (["#1"], ["commit a"])


def test_what_a_pull_request_merged_before_came_with_it() -> None:
    log = (
        commit("e", "ad", PULL.format(1, 1)),
        commit("d", "bc", "Merge branch 'y' into x"),
        commit("c", "0"),
        commit("b", "0"),
        commit("a", "0"),
    )
    assert told(*log) == (["#1"], ["commit a"])


def test_pull_requests_into_a_branch_that_was_merged_without_one() -> None:
    log = (
        commit("e", "ad", "Merge branch 'develop'"),
        commit("d", "bc", PULL.format(1, 1)),
        commit("c", "0"),
        commit("b", "0"),
        commit("a", "0"),
    )
    assert told(*log) == (["#1"], ["commit b", "commit a"])


def test_an_empty_history() -> None:
    assert merged(()) == Merged(pulls=(), subjects=())


def test_a_long_history_is_no_deep_one() -> None:
    log = [
        commit("0" * 9, "", ""),
        *(
            LoggedCommit(
                name=str(at),
                parents=(str(at - 1), f"side-{at}"),
                message=PULL.format(at, at),
                touches=False,
            )
            for at in range(3000, 0, -1)
        ),
    ]
    assert told(*log) == ([], [f"commit {'0' * 9}"])
