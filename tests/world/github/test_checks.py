"""The checks of a commit, gathered from the local GitHub as its runs go on."""

from __future__ import annotations

from collections.abc import Iterator

import builders as b
import pytest
from github_here import Clock, Fault, Watched, local_github

from release_tasks.core.errors import UnreachableError
from release_tasks.core.git import LastRelease
from release_tasks.core.github.checks import CommitChecks
from release_tasks.core.github.refusals import GitHubError
from release_tasks.rehearsal.github.routes import runs
from release_tasks.rehearsal.github.runs import Job, Run
from release_tasks.rehearsal.github.state import Check, Hosted, Status
from release_tasks.world.github import checks
from release_tasks.world.github.checks import commit_checks

NEVER = LastRelease()


@pytest.fixture
def github(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    monkeypatch.delenv("GITHUB_RUN_ID", raising=False)
    with local_github(Hosted(clock=clock)) as running:
        yield running


def look(
    github: Watched, task: str = "plan", last: LastRelease = NEVER, asked: str | None = None
) -> CommitChecks:
    target = b.a_target(asked=asked)
    return commit_checks(b.a_request(task=task), github.client(), b.a_git(), b.a_project(), target, last)


def standing(seen: CommitChecks) -> list[str]:
    return [f"{each.name}: {each.verdict} ({each.said})" for each in seen.checks]


def test_jobs_apps_and_statuses_are_one_list_that_the_clock_changes(github: Watched, clock: Clock) -> None:
    jobs = (
        Job(name="test (3.12)", seconds=60),
        Job(name="lint", seconds=5),
        Job(name="all", needs=("lint",)),
    )
    github.hosted.add_run(Run(sha=b.HEAD, jobs=jobs))
    github.hosted.checks.append(Check(sha=b.HEAD, name="coverage", until=clock.now + 90))
    github.hosted.statuses.append(Status(sha=b.HEAD, context="docs/site", state="pending"))
    github.hosted.statuses.append(Status(sha="1" * 40, context="of another commit", state="failure"))
    assert standing(look(github)) == [
        "all: running (queued)",
        "coverage: running (in_progress)",
        "docs/site: running (pending)",
        "lint: running (in_progress)",
        "test (3.12): running (in_progress)",
    ]
    clock.now += 100
    github.hosted.statuses[0].state = "error"
    assert standing(look(github)) == [
        "all: passed (success)",
        "coverage: passed (success)",
        "docs/site: failed (error)",
        "lint: passed (success)",
        "test (3.12): passed (success)",
    ]


def test_a_look_at_a_release_that_is_out_is_about_its_commit(github: Watched) -> None:
    then = "1" * 40
    github.hosted.statuses.append(Status(sha=then, context="tests", state="success"))
    github.hosted.statuses.append(Status(sha=b.HEAD, context="tests", state="failure"))
    out = LastRelease(version="1.3.0", tag=b.a_tag("v1.3.0", commit=then))
    assert [look(github, "status", out).commit, *standing(look(github, "status", out))] == [
        then, "tests: passed (success)",
    ]  # fmt: skip
    for task, last, asked in (
        ("plan", out, None),
        ("status", b.a_last("1.2.0"), None),
        ("status", out, "1.3.0"),
    ):
        assert standing(look(github, task, last, asked)) == ["tests: failed (failure)"]


@pytest.mark.parametrize("name", ["verify-release.yml", "verify-release-recorder.yml"])
def test_what_tried_released_files_says_nothing_of_the_commit(github: Watched, name: str) -> None:
    red = (Job(name="Windows, Python 3.12", conclusions=("failure",)),)
    github.hosted.add_run(
        Run(sha=b.HEAD, event="workflow_dispatch", path=f".github/workflows/{name}", jobs=red)
    )
    assert standing(look(github)) == []
    github.hosted.add_run(Run(sha=b.HEAD, event="workflow_dispatch", jobs=red))
    assert standing(look(github)) == ["Windows, Python 3.12: failed (failure)"]


def test_every_page_of_statuses_counts(github: Watched) -> None:
    for at in range(130):
        github.hosted.statuses.append(Status(sha=b.HEAD, context=f"status {at:03}"))
    github.hosted.statuses.append(Status(sha=b.HEAD, context="the last one", state="failure"))
    seen = look(github)
    assert len(seen.checks) == 131
    assert standing(seen)[-1] == "the last one: failed (failure)"


def test_of_a_workflows_runs_for_one_event_the_newest_counts(github: Watched, clock: Clock) -> None:
    github.hosted.add_run(Run(sha=b.HEAD, jobs=(Job(name="test", conclusions=("failure",)),)))
    clock.now += 10
    assert standing(look(github)) == ["test: failed (failure)"]
    github.hosted.add_run(Run(sha=b.HEAD))
    clock.now += 10
    assert standing(look(github)) == ["test: passed (success)"]
    github.hosted.add_run(
        Run(sha=b.HEAD, event="pull_request", jobs=(Job(name="test", conclusions=("cancelled",)),))
    )
    clock.now += 10
    assert sorted(standing(look(github))) == ["test: failed (cancelled)", "test: passed (success)"]


def test_what_the_push_started_counts_behind_many_runs_by_a_timetable(
    github: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (checks, runs):
        monkeypatch.setattr(module, "MOST_LISTED", 3)
    github.hosted.readable.clear()
    red = Job(name="test", conclusions=("failure",))
    github.hosted.add_run(Run(sha=b.HEAD, jobs=(red,)))
    for _ in range(4):
        nightly = Run(sha=b.HEAD, title="nightly", path=".github/workflows/n.yml", event="schedule")
        github.hosted.add_run(nightly)
    assert standing(look(github)) == ["CI: failed (failure)", "nightly: passed (success)"]


@pytest.mark.parametrize(
    ("conclusion", "verdict"),
    [
        *((each, "passed") for each in ("success", "skipped", "neutral")),
        *((each, "failed") for each in ("failure", "cancelled", "timed_out", "action_required")),
    ],
)
def test_what_was_left_out_or_has_no_opinion_is_no_failure(
    github: Watched, conclusion: str, verdict: str
) -> None:
    github.hosted.checks.append(Check(sha=b.HEAD, name="coverage", conclusion=conclusion))
    assert standing(look(github)) == [f"coverage: {verdict} ({conclusion})"]


def test_a_job_that_passes_in_a_second_attempt_is_passed(github: Watched, clock: Clock) -> None:
    run = github.hosted.add_run(
        Run(sha=b.HEAD, jobs=(Job(name="flaky", conclusions=("failure", "success")),))
    )
    clock.now += 1
    assert standing(look(github)) == ["flaky: failed (failure)"]
    run.rerun_failed(clock.now)
    clock.now += 1
    assert standing(look(github)) == ["flaky: passed (success)"]


def test_a_run_that_never_got_to_its_jobs_has_a_line_of_its_own(github: Watched) -> None:
    github.hosted.add_run(Run(sha=b.HEAD, refused="startup_failure", title="CI"))
    assert standing(look(github)) == ["CI: failed (startup_failure)"]


def test_the_run_of_the_release_itself_is_another_items_affair(
    github: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = (Job(name="publish", environment="pypi"),)
    gates = frozenset({"pypi"})
    github.hosted.add_run(
        Run(sha=b.HEAD, branch="v1.3.0", path=".github/workflows/release.yml", jobs=waiting, gates=gates)
    )
    ours = github.hosted.add_run(Run(sha=b.HEAD, path=".github/workflows/plan.yml"))
    monkeypatch.setenv("GITHUB_RUN_ID", str(ours.id))
    assert look(github).checks == ()
    monkeypatch.delenv("GITHUB_RUN_ID")
    assert standing(look(github)) == ["test: passed (success)"]


def test_what_protection_and_rulesets_require(github: Watched) -> None:
    github.hosted.required["main"] = ["tests", "lint"]
    github.hosted.ruled["main"] = ["lint", "docs"]
    assert look(github).required == ("tests", "lint", "docs")


def test_required_names_that_may_not_be_read_are_none(github: Watched) -> None:
    github.faults.append(Fault(to="/branches/main", status=403))
    assert look(github).required == ()


def test_a_token_that_may_not_read_check_runs_sees_the_runs_of_actions(github: Watched) -> None:
    github.hosted.readable.clear()
    github.hosted.add_run(Run(sha=b.HEAD))
    seen = look(github)
    assert standing(seen) == ["CI: passed (success)"]
    assert "may not read check runs" in seen.unseen


def test_a_commit_that_github_does_not_have(github: Watched) -> None:
    github.hosted.known = {"1" * 40}.__contains__
    assert look(github) == CommitChecks(commit=b.HEAD, pushed=False)


def test_a_repository_that_is_hidden_is_no_commit_that_is_missing(github: Watched) -> None:
    github.faults.append(Fault(to="GET", status=404, message="Not Found", times=9))
    with pytest.raises(GitHubError, match="hides it from the token"):
        look(github)


def test_a_commit_of_now_is_fresh(github: Watched, clock: Clock) -> None:
    assert look(github).fresh  # a clock that is ahead of ours
    clock.now = 1_700_000_000.0
    assert not look(github).fresh


def test_words_that_nobody_has_heard_of_are_shown(github: Watched) -> None:
    github.hosted.checks.append(Check(sha=b.HEAD, name="new", conclusion="splendid"))
    github.exchanges.clear()
    seen = look(github)
    assert standing(seen) == ["new: failed (splendid)"]
    assert any("splendid" in each.answer.body.decode() for each in github.exchanges)
    github.exchanges.clear()  # GitHub's description does not know that word, either


def test_a_server_that_gives_up_half_way_is_an_error_and_not_an_empty_list(github: Watched) -> None:
    github.faults.append(Fault(to="check-runs", status=502, times=9))
    with pytest.raises(UnreachableError, match="has trouble"):
        look(github)
