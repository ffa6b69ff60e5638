"""The run of a tag, found and looked at on the local GitHub while it goes on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import builders as b
import pytest
from github_here import Clock, Fault, Watched, local_github

from release_tasks.core.git import Tag
from release_tasks.core.github.runs import Gate, TagRun
from release_tasks.core.github.runs import Job as FollowedJob
from release_tasks.core.github.workflow import ReleaseWorkflow
from release_tasks.core.given import Lazy
from release_tasks.rehearsal.github.routes import runs as runs_here
from release_tasks.rehearsal.github.runs import Job, Run
from release_tasks.rehearsal.github.state import Environment, Hosted, Workflow
from release_tasks.world.github import runs
from release_tasks.world.github.runs import tag_run, usual_length

COMMIT = "c" * 40
PATH = ".github/workflows/release.yml"


@pytest.fixture
def github(clock: Clock) -> Iterator[Watched]:
    hosted = Hosted(clock=clock)
    hosted.environments["pypi"] = Environment(name="pypi", reviewers=("ada", "bob"), wait_minutes=1)
    with local_github(hosted) as running:
        yield running


def look(github: Watched, *, pushed: bool = True, here: bool = False) -> TagRun:
    tag = Tag(name="v1.3.0", object="b" * 40, commit=COMMIT)
    remote = b.a_remote(tags={tag.name: tag} if pushed else {})
    tags = b.some_tags(*((tag,) if here else ()))
    client = github.client()
    workflow = ReleaseWorkflow(file=PATH, events=("push",), fires=True)
    usual = Lazy(lambda: usual_length(client, workflow))
    return tag_run(client, b.a_project(), b.a_target(), remote, tags, workflow, usual)


def of_tag(*jobs: Job, **changed: Any) -> Run:
    return Run(**{"sha": COMMIT, "branch": "v1.3.0", "path": PATH, "jobs": jobs, **changed})


def test_a_tag_that_is_not_at_origin_has_no_run(github: Watched) -> None:
    assert look(github, pushed=False) == TagRun(tag="v1.3.0", commit="", workflow=PATH)
    assert github.asked == []


def test_runs_of_the_branch_another_workflow_and_another_commit_are_not_it(github: Watched) -> None:
    branch = github.hosted.add_run(of_tag(Job(name="test"), branch="main"))
    other = github.hosted.add_run(of_tag(Job(name="test"), path=".github/workflows/ci.yml"))
    github.hosted.add_run(of_tag(Job(name="test"), sha="d" * 40))
    seen = look(github)
    assert seen.found is None
    assert [each.id for each in seen.others] == [other.id, branch.id]


def test_of_two_runs_of_the_tag_the_younger_is_followed(github: Watched, clock: Clock) -> None:
    github.hosted.add_run(of_tag(Job(name="test", conclusions=("failure",))))
    clock.now += 60
    younger = github.hosted.add_run(of_tag(Job(name="test"), event="workflow_dispatch"))
    seen = look(github)
    assert seen.found is not None
    assert seen.found.run.id == younger.id


def test_a_run_beyond_what_github_lists_is_found_all_the_same(
    github: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (runs, runs_here):
        monkeypatch.setattr(module, "MOST_LISTED", 3)
    ours = github.hosted.add_run(of_tag(Job(name="test")))
    for _ in range(4):
        github.hosted.add_run(of_tag(Job(name="nightly"), branch="main", event="schedule"))
    seen = look(github)
    assert seen.found is not None
    assert seen.found.run.id == ours.id
    assert len(seen.others) == 3


def test_jobs_and_gates_while_time_goes_by(github: Watched, clock: Clock) -> None:
    build, upload = (
        Job(name="build (linux)", seconds=60),
        Job(name="upload", environment="pypi", needs=("build (linux)",)),
    )
    run = github.hosted.add_run(of_tag(build, upload))
    assert [(each.name, each.status) for each in _jobs(look(github))] == [("build (linux)", "in_progress")]
    clock.now += 61
    seen = look(github).found
    assert seen is not None
    assert seen.gates == (
        Gate(
            environment="pypi",
            id=seen.gates[0].id,
            reviewers=("ada", "bob"),
            ours=True,
            minutes=1,
            since=seen.gates[0].since,
        ),
    )
    assert (seen.over, seen.green) == (False, False)
    github.hosted.viewer = "somebody else"
    seen = look(github).found
    assert seen is not None
    assert [each.ours for each in seen.gates] == [False]
    assert any("pending_deployments" in each for each in github.asked)
    run.refused = "cancelled"
    seen = look(github).found
    assert seen is not None
    assert (seen.over, seen.green, seen.gates) == (True, False, ())


def test_a_gate_beside_jobs_that_run_is_seen(github: Watched) -> None:
    github.hosted.add_run(of_tag(Job(name="build", seconds=600), Job(name="upload", environment="pypi")))
    seen = look(github).found
    assert seen is not None
    assert seen.run.status == "in_progress"
    assert [each.environment for each in seen.gates] == ["pypi"]


def test_a_status_that_nobody_has_heard_of_is_no_error(github: Watched) -> None:
    github.hosted.add_run(of_tag(Job(name="test", seconds=60)))
    look(github)
    (known,) = (each.answer.body for each in github.exchanges if each.asked.path.endswith("/runs/1000"))
    strange = known.replace(b'"status": "in_progress"', b'"status": "pondering"')
    assert strange != known
    github.faults.append(Fault(to=r"GET .*/actions/runs/1000$", status=200, body=strange))
    seen = look(github).found
    assert seen is not None
    assert (seen.run.status, seen.over) == ("pondering", False)


def test_a_tag_that_origin_lost_is_looked_for_by_what_it_marks_here(github: Watched) -> None:
    run = github.hosted.add_run(of_tag(Job(name="test")))
    seen = look(github, pushed=False, here=True)
    assert seen.commit == ""
    assert seen.found is not None
    assert seen.found.run.id == run.id


def test_where_there_is_no_run_it_says_what_github_knows(github: Watched) -> None:
    assert (look(github).state, look(github).message) == ("", "a commit")
    github.hosted.workflows.append(Workflow(path=PATH, state="disabled_manually"))
    github.hosted.messages[COMMIT] = "chore: release [no ci]"
    seen = look(github)
    assert (seen.state, seen.message) == ("disabled_manually", "chore: release [no ci]")


def test_earlier_runs_that_cannot_be_read_are_no_obstacle(github: Watched) -> None:
    github.hosted.add_run(of_tag(Job(name="test", seconds=60)))
    github.faults.append(Fault(to="/workflows/", status=403, message="no", times=9))
    seen = look(github)
    assert seen.found is not None
    assert seen.usual_s is None


def _jobs(seen: TagRun) -> list[FollowedJob]:
    assert seen.found is not None
    return list(seen.found.jobs)
