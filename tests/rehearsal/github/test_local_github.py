"""The local GitHub as a release meets it: all of it asked by our client, and held to GitHub's own description."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from github_here import TOKEN, Clock, Fault, Watched, local_github

from release_tasks.core.errors import UnreachableError
from release_tasks.core.github.refusals import GitHubError, GitHubRefusedError
from release_tasks.rehearsal.github.bodies.place import STORAGE
from release_tasks.rehearsal.github.runs import Job, Run, Step
from release_tasks.rehearsal.github.state import Environment, Hosted, Issue, Workflow
from release_tasks.world.github.client import Client
from release_tasks.world.github.patience import Limits

COMMIT = "a1" * 20
DAY_S = 24 * 3600.0
Json = dict[str, Any]


@pytest.fixture
def clock() -> Clock:
    return Clock()


def zipped(**files: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


WHEELS = zipped(wheel=b"bytes of a wheel")


@pytest.fixture
def github(clock: Clock) -> Iterator[Watched]:
    """A repository whose tags start a release: two builds of one minute each, and a gate before the upload."""
    jobs = (
        Job(name="wheels (linux)", seconds=60, artifacts={"wheels-linux": WHEELS}),
        Job(
            name="wheels (windows)",
            seconds=60,
            conclusions=("failure", "success"),
            log="one\ntwo\nno compiler",
        ),
        Job(
            name="publish",
            seconds=10,
            needs=("wheels (linux)", "wheels (windows)"),
            environment="pypi",
            log="Uploading demo",
        ),
    )
    refs = {"refs/heads/main": COMMIT}
    hosted = Hosted(
        clock=clock,
        refs=lambda: refs,
        workflows=[Workflow(jobs=jobs, on_tags=("v*",), inputs=("dry-run",), appears_after_s=5.0)],
        environments={"pypi": Environment(name="pypi", reviewers=("ada",), wait_minutes=2)},
    )
    with local_github(hosted) as running:
        running.client().read(dict)  # the first look: what is there already starts nothing
        running.refs = refs
        yield running


@pytest.fixture
def client(github: Watched) -> Client:
    return github.client()


def runs(client: Client, **query: str) -> list[Json]:
    return list(client.listed(dict, "actions", "runs", key="workflow_runs", query=query))


def jobs_of(client: Client, run: int, **query: str) -> dict[str, tuple[str, str | None]]:
    found = client.listed(dict, "actions", "runs", run, "jobs", key="jobs", query=query)
    return {each["name"]: (each["status"], each["conclusion"]) for each in found}


def pushed(github: Watched, client: Client, clock: Clock, tag: str = "v1.0") -> int:
    github.refs[f"refs/tags/{tag}"] = COMMIT
    assert runs(client, event="push", head_sha=COMMIT) == []
    clock.now += 5
    (run,) = runs(client, event="push", head_sha=COMMIT)
    assert (run["head_branch"], run["path"]) == (tag, ".github/workflows/release.yml")
    return int(run["id"])


def test_a_tag_starts_a_run_that_appears_a_little_later(
    github: Watched, client: Client, clock: Clock
) -> None:
    run = pushed(github, client, clock)
    assert client.read(dict, "actions", "runs", run)["status"] == "in_progress"
    github.refs["refs/tags/w1"] = COMMIT
    clock.now += 5
    assert len(runs(client)) == 1


def test_jobs_go_on_by_the_clock_and_fail_what_needs_them(
    github: Watched, client: Client, clock: Clock
) -> None:
    run = pushed(github, client, clock)
    assert "publish" not in jobs_of(client, run), "a job is made when those that it needs are over"
    clock.now += 60
    assert jobs_of(client, run) == {
        "wheels (linux)": ("completed", "success"),
        "wheels (windows)": ("completed", "failure"),
        "publish": ("completed", "skipped"),
    }
    assert client.read(dict, "actions", "runs", run)["conclusion"] == "failure"


def test_failed_jobs_run_again_as_a_second_attempt(github: Watched, client: Client, clock: Clock) -> None:
    run = pushed(github, client, clock)
    with pytest.raises(GitHubError, match="This workflow is already running"):
        client.send(dict, "POST", "actions", "runs", run, "rerun-failed-jobs")
    clock.now += 60
    client.send(dict, "POST", "actions", "runs", run, "rerun-failed-jobs")
    assert client.read(dict, "actions", "runs", run)["run_attempt"] == 2
    assert jobs_of(client, run)["wheels (windows)"] == ("in_progress", None)
    assert jobs_of(client, run)["wheels (linux)"] == ("completed", "success")
    first = client.listed(dict, "actions", "runs", run, "attempts", 1, "jobs", key="jobs")
    assert [each["conclusion"] for each in first] == ["success", "failure", "skipped"]
    assert len(client.listed(dict, "actions", "runs", run, "jobs", key="jobs", query={"filter": "all"})) == 5
    assert client.find(dict, "actions", "runs", run, "attempts", 3, "jobs") is None


def test_what_is_too_old_and_what_ran_often_does_not_run_again(
    github: Watched, client: Client, clock: Clock
) -> None:
    run = pushed(github, client, clock)
    clock.now += 31 * DAY_S
    with pytest.raises(GitHubError, match="created over a month ago"):
        client.send(dict, "POST", "actions", "runs", run, "rerun-failed-jobs")
    clock.now -= 30 * DAY_S
    (of,) = github.hosted.runs
    of.attempts *= 51
    with pytest.raises(GitHubError, match="more than 50 times"):
        client.send(dict, "POST", "actions", "runs", run, "rerun-failed-jobs")
    github.hosted.writable.remove("actions")
    with pytest.raises(GitHubError, match="not accessible"):
        client.send(dict, "POST", "actions", "runs", run, "rerun-failed-jobs")


def test_steps_go_on_by_the_clock_and_print_with_their_time(
    github: Watched, client: Client, clock: Clock
) -> None:
    steps = (Step(name="Set up"), Step(name="Test", log="1 failed", fails=True), Step(name="Clean up"))
    job = Job(name="test", seconds=30, conclusions=("failure",), steps=steps)
    run = github.hosted.add_run(Run(sha=COMMIT, jobs=(job,)))
    clock.now += 15
    (seen,) = client.listed(dict, "actions", "runs", run.id, "jobs", key="jobs")
    assert [(each["name"], each["status"]) for each in seen["steps"]] == [
        ("Set up", "completed"),
        ("Test", "in_progress"),
        ("Clean up", "queued"),
    ]
    clock.now += 15
    (seen,) = client.listed(dict, "actions", "runs", run.id, "jobs", key="jobs")
    assert [each["conclusion"] for each in seen["steps"]] == ["success", "failure", "skipped"]
    log = io.BytesIO()
    client.download("actions", "jobs", seen["id"], "logs", to=log)
    assert [line.partition(" ")[2] for line in log.getvalue().decode().splitlines()[2:]] == [
        "##[group]Test",
        "##[endgroup]",
        "1 failed",
        "##[error]Process completed with exit code 1.",
    ]


def at_the_gate(github: Watched, client: Client, clock: Clock) -> int:
    run = pushed(github, client, clock)
    clock.now += 60
    client.send(dict, "POST", "actions", "runs", run, "rerun-failed-jobs")
    clock.now += 60
    assert jobs_of(client, run)["publish"] == ("waiting", None)
    return run


def said(client: Client, run: int, state: str, comment: str = "tested") -> list[Json]:
    (waiting,) = client.read(list[Json], "actions", "runs", run, "pending_deployments")
    body = {"environment_ids": [waiting["environment"]["id"]], "state": state, "comment": comment}
    return client.send(list[Json], "POST", "actions", "runs", run, "pending_deployments", body=body)


def test_an_approval_lets_the_job_go_after_its_timer(github: Watched, client: Client, clock: Clock) -> None:
    run = at_the_gate(github, client, clock)
    (waiting,) = client.read(list[Json], "actions", "runs", run, "pending_deployments")
    assert (waiting["wait_timer"], waiting["current_user_can_approve"]) == (2, True)
    with pytest.raises(GitHubRefusedError, match="comment is empty"):
        said(client, run, "approved", "")
    assert said(client, run, "approved")[0]["environment"] == "pypi"
    assert jobs_of(client, run)["publish"] == ("waiting", None)
    clock.now += 120
    assert jobs_of(client, run)["publish"] == ("in_progress", None)
    clock.now += 10
    assert client.read(dict, "actions", "runs", run)["conclusion"] == "success"
    (review,) = client.read(list[Json], "actions", "runs", run, "approvals")
    assert (review["state"], review["comment"], review["user"]["login"]) == ("approved", "tested", "ada")


def test_a_rejection_fails_the_job_and_only_reviewers_may(
    github: Watched, client: Client, clock: Clock
) -> None:
    run = at_the_gate(github, client, clock)
    github.hosted.viewer = "mallory"
    with pytest.raises(GitHubError, match="Resource not accessible") as raised:
        said(client, run, "approved")
    assert raised.value.remedy == "set GH_TOKEN to a token with deployments: write"
    github.hosted.viewer = "ada"
    said(client, run, "rejected")
    assert jobs_of(client, run)["publish"] == ("completed", "failure")
    assert client.read(list, "actions", "runs", run, "pending_deployments") == []


def test_logs_come_from_elsewhere_without_our_token(github: Watched, client: Client, clock: Clock) -> None:
    run = pushed(github, client, clock)
    windows = next(
        each["id"]
        for each in client.listed(dict, "actions", "runs", run, "jobs", key="jobs")
        if each["name"] == "wheels (windows)"
    )
    with pytest.raises(GitHubError, match="knows nothing there"):
        client.download("actions", "jobs", windows, "logs", to=io.BytesIO())
    clock.now += 60
    target = io.BytesIO(b"what was there before, and is longer than all that comes now: " * 9)
    client.download("actions", "jobs", windows, "logs", to=target)
    assert target.getvalue().decode().endswith("Z no compiler\r\n")
    stored = [each.asked for each in github.exchanges if each.asked.path.startswith(STORAGE)]
    assert len(stored) == 1
    assert "authorization" not in stored[0].headers


def wheels_of(client: Client, run: int) -> list[Json]:
    return list(client.listed(dict, "actions", "runs", run, "artifacts", key="artifacts"))


def test_artifacts_are_there_when_their_job_is_done_and_gone_in_time(
    github: Watched, client: Client, clock: Clock
) -> None:
    run = pushed(github, client, clock)
    assert wheels_of(client, run) == []
    clock.now += 60
    (wheels,) = wheels_of(client, run)
    target = io.BytesIO()
    came = client.download("actions", "artifacts", wheels["id"], "zip", to=target)
    assert target.getvalue() == WHEELS
    assert (f"sha256:{came.sha256}", came.size) == (wheels["digest"], wheels["size_in_bytes"])
    clock.now += 90 * DAY_S
    (wheels,) = wheels_of(client, run)
    assert wheels["expired"]
    with pytest.raises(GitHubError, match="does not have it any more") as raised:
        client.download("actions", "artifacts", wheels["id"], "zip", to=target)
    assert raised.value.status == 410


def test_a_job_that_ran_twice_leaves_two_artifacts_of_one_name(
    github: Watched, client: Client, clock: Clock
) -> None:
    (workflow,) = github.hosted.workflows
    flaky = Job(name="test", conclusions=("failure", "success"))
    twice = Job(name="build", needs=("test",), artifacts={"dist": WHEELS})
    workflow.jobs = (Job(name="sdist", artifacts={"dist": WHEELS}), flaky, twice)
    run = pushed(github, client, clock)
    clock.now += 1
    client.send(dict, "POST", "actions", "runs", run, "rerun-failed-jobs")
    clock.now += 1
    found = wheels_of(client, run)
    assert [each["name"] for each in found] == ["dist", "dist"]
    assert len({each["created_at"] for each in found}) == 2


@pytest.mark.parametrize("fault", [{"shown": 20}, {"status": 503}])
def test_a_download_that_breaks_off_is_made_again(
    github: Watched, client: Client, clock: Clock, fault: Json
) -> None:
    run = pushed(github, client, clock)
    clock.now += 60
    (wheels,) = wheels_of(client, run)
    github.faults.append(Fault(to=STORAGE, **{"status": 200, "body": b"x" * 999, **fault}))
    target = io.BytesIO()
    client.download("actions", "artifacts", wheels["id"], "zip", to=target)
    assert target.getvalue() == WHEELS


def test_a_download_that_never_comes_whole_is_no_file(github: Watched, client: Client, clock: Clock) -> None:
    run = pushed(github, client, clock)
    clock.now += 60
    (wheels,) = wheels_of(client, run)
    github.faults.append(Fault(to=STORAGE, status=200, body=b"x" * 999, shown=20, times=99))
    with pytest.raises(UnreachableError, match="broke off before its end") as raised:
        client.download("actions", "artifacts", wheels["id"], "zip", to=io.BytesIO())
    assert "a-secret" not in str(raised.value)
    small = github.client(Limits(file_bytes=10))
    github.faults.clear()
    with pytest.raises(UnreachableError, match="more than 10 bytes"):
        small.download("actions", "artifacts", wheels["id"], "zip", to=io.BytesIO())


def dispatch(client: Client, ref: str, workflow: str = "release.yml", **inputs: str) -> Json:
    body = {"ref": ref, "inputs": inputs}
    return client.send(dict, "POST", "actions", "workflows", workflow, "dispatches", body=body)


def test_a_dispatch_names_the_run_that_it_started(github: Watched, client: Client) -> None:
    github.refs["refs/heads/release/v1"] = COMMIT
    started = dispatch(client, "release/v1", **{"dry-run": "true"})
    run = client.read(dict, "actions", "runs", started["workflow_run_id"])
    assert (run["event"], run["head_branch"], run["head_sha"]) == ("workflow_dispatch", "release/v1", COMMIT)
    (workflow,) = client.listed(dict, "actions", "workflows", key="workflows")
    assert client.read(dict, "actions", "workflows", workflow["id"])["path"] == run["path"]


@pytest.mark.parametrize(
    ("call", "why"),
    [
        ({"ref": "main", "workflow": "absent.yml"}, "knows nothing there"),
        ({"ref": "gone"}, "No ref found for: gone"),
        ({"ref": "main", "color": "red"}, "Unexpected inputs provided"),
    ],
)
def test_a_dispatch_that_github_refuses(client: Client, call: Json, why: str) -> None:
    with pytest.raises((GitHubError, GitHubRefusedError), match=why):
        dispatch(client, **call)


def test_a_workflow_that_cannot_be_dispatched(github: Watched, client: Client) -> None:
    github.hosted.workflows[0].inputs = None
    with pytest.raises(GitHubRefusedError, match="does not have 'workflow_dispatch' trigger"):
        dispatch(client, "main")


def test_a_dispatch_whose_answer_is_lost_is_not_made_twice(github: Watched, client: Client) -> None:
    github.faults.append(Fault(to="POST .*dispatches", status=502, after=True, times=9))
    with pytest.raises(GitHubRefusedError, match="nobody knows"):
        dispatch(client, "main")
    assert len(github.hosted.runs) == 1


def test_a_run_that_somebody_cancels(github: Watched, client: Client, clock: Clock) -> None:
    run = pushed(github, client, clock)
    clock.now += 10
    github.hosted.runs[0].cancelled = clock.now
    assert client.read(dict, "actions", "runs", run)["conclusion"] == "cancelled"
    assert jobs_of(client, run)["wheels (linux)"] == ("completed", "cancelled")


def draft(client: Client, tag: str = "v1.0", **more: Any) -> Json:
    return client.send(dict, "POST", "releases", body={"tag_name": tag, "draft": True, **more})


def test_a_release_is_a_draft_first_and_cannot_be_changed_afterwards(github: Watched, client: Client) -> None:
    github.hosted.immutable_releases = True
    made = draft(client, name="demo 1.0", body="Notes.")
    assert client.find(dict, "releases", "tags", "v1.0") is None
    asset = client.upload(dict, made["upload_url"], "demo-1.0+local.tar.gz", io.BytesIO(b"sdist"))
    assert (asset["name"], asset["size"]) == ("demo-1.0.local.tar.gz", 5)
    with pytest.raises(GitHubRefusedError, match="already_exists"):
        client.upload(dict, made["upload_url"], "demo-1.0+local.tar.gz", io.BytesIO(b"sdist"))
    client.send(dict, "PATCH", "releases", made["id"], body={"draft": False, "make_latest": "true"})
    released = client.read(dict, "releases", "tags", "v1.0")
    assert (released["immutable"], released["body"]) == (True, "Notes.")
    assert [each["name"] for each in released["assets"]] == ["demo-1.0.local.tar.gz"]
    with pytest.raises(GitHubRefusedError, match="immutable release"):
        client.upload(dict, made["upload_url"], "late.whl", io.BytesIO(b"wheel"))
    with pytest.raises(GitHubRefusedError, match="already_exists"):
        client.send(dict, "POST", "releases", body={"tag_name": "v1.0"})


def test_a_tag_that_an_immutable_release_had_is_burnt(github: Watched, client: Client) -> None:
    github.hosted.burnt_tags.add("v0.9")
    with pytest.raises(GitHubRefusedError, match="was used by an immutable release"):
        draft(client, "v0.9")


def test_files_of_a_draft_can_be_taken_away(github: Watched, client: Client) -> None:
    made = draft(client)
    asset = client.upload(dict, made["upload_url"], "a.whl", io.BytesIO(b"wheel"))
    assert client.read(dict, "releases", "assets", asset["id"])["digest"].startswith("sha256:")
    client.send(object, "DELETE", "releases", "assets", asset["id"])
    assert client.listed(dict, "releases", made["id"], "assets") == ()


def test_files_go_to_no_other_host(github: Watched, client: Client) -> None:
    with pytest.raises(UnreachableError, match="the address for uploads is not at GitHub"):
        client.upload(dict, "http://localhost:9/assets{?name}", "a.whl", io.BytesIO(b"wheel"))


def test_a_limit_before_an_upload_sends_the_whole_file_again(github: Watched, client: Client) -> None:
    made = draft(client)
    github.faults.append(Fault(to="POST .*assets", status=429, headers={"Retry-After": "0"}))
    assert client.upload(dict, made["upload_url"], "a.whl", io.BytesIO(b"wheel"))["size"] == 5


def test_issues_milestones_and_comments(github: Watched, client: Client) -> None:
    plan = client.send(dict, "POST", "milestones", body={"title": "1.0"})
    with pytest.raises(GitHubRefusedError, match="already_exists"):
        client.send(dict, "POST", "milestones", body={"title": "1.0"})
    body = {"title": "Follow up", "body": "- [ ] a", "labels": ["bug"], "milestone": plan["number"]}
    made = client.send(dict, "POST", "issues", body=body)
    changed = {"body": "- [x] a", "state": "closed", "state_reason": "completed"}
    client.send(dict, "PATCH", "issues", made["number"], body=changed)
    issue = client.read(dict, "issues", made["number"])
    assert (issue["body"], issue["state"], issue["milestone"]["title"]) == ("- [x] a", "closed", "1.0")
    client.send(dict, "POST", "issues", made["number"], "comments", body={"body": "released"})
    (comment,) = client.listed(dict, "issues", made["number"], "comments")
    assert comment["body"] == "released"
    client.send(dict, "PATCH", "milestones", plan["number"], body={"state": "closed"})
    assert client.listed(dict, "milestones", query={"state": "open"}) == ()


def test_a_tag_as_github_sees_it(github: Watched, client: Client) -> None:
    assert client.find(dict, "git", "ref", "tags/v1.0") is None
    github.refs["refs/tags/v1.0"] = COMMIT
    found = client.read(dict, "git", "ref", "tags/v1.0")
    assert found["object"]["sha"] == COMMIT
    assert github.asked[-1] == "GET /git/ref/tags%2Fv1.0"
    assert all(each.asked.headers["authorization"] == f"Bearer {TOKEN}" for each in github.exchanges)


def test_a_pull_request_is_merged_once_and_only_as_it_was_seen(github: Watched, client: Client) -> None:
    merged: list[tuple[int, str]] = []

    def merge(pull: Issue, method: str) -> tuple[str, ...]:
        merged.append((pull.number, method))
        return ("d4" * 20,)

    github.hosted.merge, github.hosted.merge_methods = merge, ("squash",)
    wanted = {"title": "Release 1.0", "head": "release-1.0", "base": "main"}
    with pytest.raises(GitHubRefusedError, match="PullRequest head invalid"):
        client.send(dict, "POST", "pulls", body=wanted)
    github.refs["refs/heads/release-1.0"] = "b2" * 20
    made = client.send(dict, "POST", "pulls", body=wanted)
    with pytest.raises(GitHubRefusedError, match="already exists for ada:release-1"):
        client.send(dict, "POST", "pulls", body=wanted)
    (listed,) = client.listed(dict, "pulls", query={"head": "ada:release-1.0"})
    assert (listed["number"], listed["head"]["sha"]) == (made["number"], "b2" * 20)
    assert [each["number"] for each in client.listed(dict, "commits", "b2" * 20, "pulls")] == [made["number"]]
    number = made["number"]
    with pytest.raises(GitHubRefusedError, match="Head branch was modified") as raised:
        client.send(dict, "PUT", "pulls", number, "merge", body={"sha": COMMIT})
    assert raised.value.status == 409
    with pytest.raises(GitHubRefusedError, match="Merge commits are not allowed"):
        client.send(dict, "PUT", "pulls", number, "merge", body={"sha": "b2" * 20, "merge_method": "merge"})
    client.send(dict, "PUT", "pulls", number, "merge", body={"sha": "b2" * 20, "merge_method": "squash"})
    with pytest.raises(GitHubRefusedError, match="not mergeable"):
        client.send(dict, "PUT", "pulls", number, "merge", body={"merge_method": "squash"})
    assert merged == [(number, "squash")]
    assert [each["number"] for each in client.listed(dict, "commits", "d4" * 20, "pulls")] == [number]
    pull = client.read(dict, "pulls", number)
    assert (pull["state"], pull["merged"]) == ("closed", True)


def test_a_job_has_its_effect_once_and_when_it_succeeds(github: Watched, clock: Clock) -> None:
    acted: list[str] = []

    def jobs(sha: str) -> tuple[Job, ...]:
        def effect() -> str:
            acted.append(sha)
            return "uploaded\n"

        return (Job(name="upload", seconds=60, conclusions=("failure", "success"), effect=effect),)

    workflow = Workflow(path=".github/workflows/up.yml", jobs=jobs)
    run = github.hosted.start(workflow, event="push", branch="v1.3.0", sha=COMMIT)
    client = github.client()
    for _ in range(2):
        clock.now += 61
        client.read(dict, "actions", "runs", run.id)
    assert (acted, run.status(clock.now)) == ([], ("completed", "failure"))
    client.send(dict, "POST", "actions", "runs", run.id, "rerun-failed-jobs")
    for _ in range(3):
        clock.now += 61
        client.read(dict, "actions", "runs", run.id)
    assert (acted, run.jobs[0].log) == ([COMMIT], "uploaded\n")


def test_a_branch_that_moves_starts_what_its_pushes_start(github: Watched) -> None:
    workflow = Workflow(path=".github/workflows/ci.yml", on_branches=("main",), jobs=(Job(name="test"),))
    github.hosted.workflows.append(workflow)
    refs = {"refs/heads/main": COMMIT, "refs/heads/other": COMMIT}
    github.hosted.refs = lambda: refs
    client = github.client()
    client.read(dict, "actions", "runs")
    assert github.hosted.runs == []
    refs["refs/heads/main"] = refs["refs/heads/other"] = "b2" * 20
    client.read(dict, "actions", "runs")
    client.read(dict, "actions", "runs")
    assert [(each.branch, each.sha, each.event) for each in github.hosted.runs] == [
        ("main", "b2" * 20, "push")
    ]
