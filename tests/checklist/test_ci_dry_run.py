"""Item tag.ci-dry-run: what it pushes and dispatches, how public that is, and what it makes of the run."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import builders as b
import pytest
from judging import change, findings, kinds, question, told, verdict

from release_tasks.checklist import tag
from release_tasks.core.actions import Push
from release_tasks.core.findings import Reach
from release_tasks.core.git import Tag
from release_tasks.core.github import Hosting
from release_tasks.core.github.checks import Actor, WorkflowRun
from release_tasks.core.github.dispatching import Dispatch, DispatchedRun, DispatchWorkflow
from release_tasks.core.github.environments import DeploymentEnvironment, RefPattern, ReleaseEnvironments
from release_tasks.core.github.runs import FollowedRun, Gate, Job
from release_tasks.core.github.trial import RemoveBranch, TrialRun
from release_tasks.core.github.workflow import DispatchInput, ReleaseWorkflow, WorkflowJob
from release_tasks.core.given import Lazy
from release_tasks.core.ledger import Record
from release_tasks.core.model import Done, Outcome, Skip, Waiting, Warn

BRANCH = "release/v1.3.0"
FILE = ".github/workflows/release.yml"
BUILD = WorkflowJob(name="build", file=FILE, title="build")
SEND = WorkflowJob(
    name="publish", file=FILE, title="publish", uploads=True, environment="pypi", needs=("build",)
)
AT_TAGS = replace(SEND, condition="startsWith(github.ref, 'refs/tags/')")
WORKFLOW = ReleaseWorkflow(file=FILE, events=("push", "workflow_dispatch"), fires=True, jobs=(BUILD, AT_TAGS))
STARTED = Dispatch(
    purpose="ci-dry-run",
    bound_to=b.HEAD,
    workflow="release.yml",
    ref=BRANCH,
    since="2026-11-21T00:00:00Z",
    run=7,
    known=True,
    at="2026-11-21T00:00:05+00:00",
)
IN_LEDGER = b.an_entry("dispatch", STARTED.subject, "tag.ci-dry-run", **STARTED.data())


def a_run(status: str = "completed", conclusion: str | None = "success", **changes: Any) -> WorkflowRun:
    run = WorkflowRun(
        id=7,
        path=FILE,
        event="workflow_dispatch",
        head_branch=BRANCH,
        head_sha=b.HEAD,
        status=status,
        conclusion=conclusion,
        html_url="https://github.example/ada/demo/actions/runs/7",
        created_at="2026-11-21T00:00:04Z",
    )
    return replace(run, **changes)


def a_job(name: str, status: str = "completed", conclusion: str | None = "success") -> Job:
    return Job(id=1, name=name, status=status, conclusion=conclusion, html_url=None)


def seen(run: WorkflowRun | None, *jobs: Job, gates: tuple[Gate, ...] = (), **changes: Any) -> DispatchedRun:
    found = FollowedRun(run=run, jobs=jobs, gates=gates) if run else None
    return DispatchedRun(**{"dispatch": STARTED, "found": found, **changes})


def judged(dispatched: DispatchedRun | None = None, *entries: Any, **changes: Any) -> Outcome:
    facts: dict[str, Any] = {
        "request": b.a_request(ci_dry_run=True),
        "project": b.a_project(),
        "target": b.a_target(),
        "git": b.a_git(),
        "tree": b.a_tree(),
        "remote": b.a_remote(),
        "last": b.a_last(),
        "ledger": b.a_ledger(*(entries or ((IN_LEDGER,) if dispatched else ()))),
        "github": b.a_github(),
        "workflow": Lazy(lambda: WORKFLOW),
        "environments": Lazy(ReleaseEnvironments),
        "seen": Lazy(lambda: dispatched or DispatchedRun()),
        "elsewhere": Lazy(lambda: TrialRun(branch=BRANCH)),
    }
    return verdict(tag.ci_dry_run, facts | changes)


def at_origin(commit: str = b.HEAD) -> Any:
    return b.a_remote(branches={"main": b.HEAD, BRANCH: commit})


def test_nobody_asked_for_it() -> None:
    outcome = judged(request=b.a_request(), seen=Lazy(b.never))
    assert outcome == Skip(reason="not asked for (--ci-dry-run, or ci-dry-run = true in the settings)")
    asked = b.a_project(hosting=Hosting(ci_dry_run=True))
    assert len(change(judged(request=b.a_request(), project=asked)).actions) == 2


def test_an_earlier_trial_of_another_commit_asks_for_none_of_this_one() -> None:
    earlier = b.an_entry("dispatch", f"ci-dry-run:{'d' * 40}", **STARTED.data())
    assert isinstance(judged(None, earlier, request=b.a_request(), seen=Lazy(b.never)), Skip)


def test_a_trial_that_was_left_behind_is_cleared_away_after_the_tag() -> None:
    remote = replace(at_origin(), tags={"v1.3.0": b.a_tag()})
    (remove,) = change(judged(seen(a_run()), remote=remote)).actions
    assert isinstance(remove, RemoveBranch)


def test_without_github_and_after_the_tag_is_out_there_is_nothing_to_try() -> None:
    assert judged(github=b.a_github(absent="no token"), seen=Lazy(b.never)) == Skip(reason="no token")
    outcome = judged(remote=b.a_remote(b.a_tag()), seen=Lazy(b.never))
    assert outcome == Skip(reason="origin has v1.3.0 already: its own run tells more")


def test_the_release_has_to_be_committed() -> None:
    outcome = judged(tree=b.a_tree(changed=("pyproject.toml",)), seen=Lazy(b.never))
    assert kinds(outcome) == ["the work tree differs from HEAD"]
    assert findings(outcome)[0].after == "tag.commit"


def test_the_branch_is_pushed_and_the_workflow_dispatched_there() -> None:
    project = b.a_project(hosting=Hosting(dispatch_inputs={"version": "{version}"}))
    workflow = replace(WORKFLOW, inputs=(DispatchInput(name="version", required=True),))
    push, dispatch = change(judged(project=project, workflow=Lazy(lambda: workflow))).actions
    assert push == Push(refspecs=(f"{b.HEAD}:refs/heads/{BRANCH}",), url="/srv/demo.git", reach=Reach.REMOTE)
    assert isinstance(dispatch, DispatchWorkflow)
    assert (dispatch.bound_to, dispatch.ref, dispatch.inputs) == (b.HEAD, BRANCH, {"version": "1.3.0"})
    assert dispatch.reach is Reach.REMOTE
    assert dispatch.describe() == (
        "dispatch release.yml on release/v1.3.0 with version=1.3.0",
        "that run uploads nothing",
        "job publish uploads nothing there (if: startsWith(github.ref, 'refs/tags/'))",
        "then the branch release/v1.3.0 is removed at origin",
    )


def test_an_input_with_a_default_and_one_that_only_tells_runs_apart_need_not_be_given() -> None:
    inputs = (
        DispatchInput(name="level", required=True, default="info"),
        DispatchInput(name="distinct_id", required=True),
    )
    workflow = replace(WORKFLOW, inputs=inputs, run_name="release ${{ inputs.distinct_id }}")
    dispatch = change(judged(workflow=Lazy(lambda: workflow))).actions[-1]
    assert isinstance(dispatch, DispatchWorkflow)
    assert (dispatch.key_input, dispatch.inputs) == ("distinct_id", {})


def test_a_branch_that_is_there_is_not_pushed_again() -> None:
    (dispatch,) = change(judged(remote=at_origin())).actions
    assert isinstance(dispatch, DispatchWorkflow)


def reach_of(
    *jobs: WorkflowJob, protected: dict[str, Any] | None = None, **changes: Any
) -> tuple[Reach, Reach, str]:
    there = ReleaseEnvironments(environments=(DeploymentEnvironment(name="pypi", **(protected or {})),))
    workflow = replace(WORKFLOW, jobs=jobs, **changes)
    push, dispatch = change(judged(workflow=Lazy(lambda: workflow), environments=Lazy(lambda: there))).actions
    return push.reach, dispatch.reach, dispatch.describe()[1]


def test_a_run_that_would_upload_is_public_unless_somebody_has_to_approve() -> None:
    assert reach_of(BUILD, SEND) == (Reach.REMOTE, Reach.PUBLIC, "job publish of that run would upload")
    assert reach_of(BUILD, replace(SEND, test_index=True))[1:] == (
        Reach.PUBLIC,
        "job publish of that run would upload to the test index",
    )
    said = "job publish of that run would upload, once ada or bob approved pypi"
    assert reach_of(SEND, protected={"reviewers": ("ada", "bob")}) == (Reach.REMOTE, Reach.REMOTE, said)


def test_an_environment_that_bars_the_branch_is_said_beforehand() -> None:
    for_tags, for_it = RefPattern(name="v*", type="tag"), RefPattern(name="release/*")
    _, reach, said = reach_of(SEND, protected={"refs": "chosen", "patterns": (for_tags,)})
    assert reach is Reach.REMOTE
    assert "fails: environment pypi does not let that branch in" in said
    for lets in ({"refs": "chosen", "patterns": (for_tags, for_it)}, {"refs": "protected branches"}):
        assert reach_of(SEND, protected=lets)[1:] == (Reach.PUBLIC, "job publish of that run would upload")


def test_what_nobody_can_tell_counts_as_public() -> None:
    said = "job publish of that run may upload: whether (vars.UPLOAD) holds only the run can tell"
    assert reach_of(replace(SEND, condition="vars.UPLOAD"))[1:] == (Reach.PUBLIC, said)
    elsewhere = WorkflowJob(name="all", file=FILE, elsewhere="acme/ci/.github/workflows/x.yml@v1")
    said = (
        "job all of that run may upload: it is acme/ci/.github/workflows/x.yml@v1, which nobody can read here"
    )
    assert reach_of(elsewhere)[1:] == (Reach.PUBLIC, said)


def test_a_push_of_the_branch_that_starts_the_upload_is_public_itself() -> None:
    assert reach_of(SEND, tried=True)[0] is Reach.PUBLIC
    assert reach_of(AT_TAGS, tried=True)[0] is Reach.REMOTE


@pytest.mark.parametrize(
    ("changes", "hosting", "kind", "remedy"),
    [
        ({"file": ""}, {}, "there is no release workflow to try", "write it"),
        ({"broken": "it is no YAML"}, {}, "it is no YAML", "write it"),
        (
            {"events": ("push",)},
            {},
            "the release workflow cannot be started by hand, so it cannot be tried",
            "add workflow_dispatch to the triggers (on:) in .github/workflows/release.yml",
        ),
        (
            {},
            {"dispatch_inputs": {"color": "red"}},
            "dispatch-inputs gives an input that the workflow does not take",
            "mend dispatch-inputs",
        ),
        (
            {"inputs": (DispatchInput(name="level", required=True),)},
            {},
            "the release workflow wants an input that nobody gives",
            'state dispatch-inputs = { level = "…" }',
        ),
    ],
)
def test_a_workflow_that_cannot_be_tried(
    changes: dict[str, Any], hosting: dict[str, Any], kind: str, remedy: str
) -> None:
    workflow = replace(WORKFLOW, **changes)
    outcome = judged(workflow=Lazy(lambda: workflow), project=b.a_project(hosting=Hosting(**hosting)))
    assert kinds(outcome) == [kind]
    assert findings(outcome)[0].remedy.startswith(remedy)


def test_a_branch_of_that_name_on_another_commit() -> None:
    assert kinds(judged(remote=at_origin("d" * 40))) == [
        "origin has a branch of that name, and it is not the release commit"
    ]
    earlier = b.an_entry("dispatch", f"ci-dry-run:{'d' * 40}", **STARTED.data())
    (remove,) = change(judged(None, earlier, remote=at_origin("d" * 40))).actions
    assert remove == RemoveBranch(branch=BRANCH, commit="d" * 40, url="/srv/demo.git")


def test_a_run_that_goes_on_is_waited_for_even_where_nobody_asks_this_time() -> None:
    outcome = judged(seen(a_run("in_progress", None)), request=b.a_request(), remote=at_origin())
    assert isinstance(outcome, Waiting)
    assert (outcome.fact, outcome.subject) == (DispatchedRun, "ci-dry-run")
    assert outcome.deadline_s == Hosting().follow_s
    outcome = judged(seen(a_run("in_progress", None)), request=b.a_request(wait_s=60.0))
    assert isinstance(outcome, Waiting)
    assert outcome.deadline_s == 60.0


def test_after_the_run_the_branch_goes_and_only_then_it_is_done() -> None:
    ran = seen(a_run(), a_job("build"), a_job("publish", conclusion="skipped"))
    removal = change(judged(ran, remote=at_origin()))
    assert removal.actions == (RemoveBranch(branch=BRANCH, commit=b.HEAD, url="/srv/demo.git"),)
    assert removal.allowed
    outcome = judged(ran)
    assert isinstance(outcome, Done)
    assert told(outcome) == [
        "release.yml ran on release/v1.3.0: https://github.example/ada/demo/actions/runs/7",
        "1 job passed; left out: publish",
    ]
    moved = judged(ran, remote=at_origin("d" * 40))
    assert isinstance(moved, Done)


def test_a_run_that_failed_names_its_jobs() -> None:
    ran = seen(a_run(conclusion="failure"), a_job("build"), a_job("smoke (3.12)", conclusion="failure"))
    outcome = judged(ran)
    assert kinds(outcome) == ["a job of the trial did not pass (failure)"]
    (finding,) = findings(outcome)
    assert finding.subject == "smoke (3.12)"
    assert "gh run rerun 7 --failed" in finding.remedy
    assert kinds(judged(seen(a_run(conclusion="startup_failure")))) == [
        "the trial did not succeed (startup_failure)"
    ]


def test_a_gate_is_left_closed_and_said() -> None:
    gate = Gate(environment="pypi", id=1, reviewers=("ada",))
    workflow = replace(WORKFLOW, jobs=(BUILD, SEND))
    jobs = a_job("build"), a_job("publish", "waiting", None)
    outcome = judged(seen(a_run("waiting", None), *jobs, gates=(gate,)), workflow=Lazy(lambda: workflow))
    assert isinstance(outcome, Warn)
    (finding,) = findings(outcome)
    assert finding.kind == "the run waits before the environment pypi (ada has to approve)"
    assert finding.remedy == "gh run cancel 7 --repo ada/demo"
    failed = a_job("build", conclusion="failure"), a_job("publish", "waiting", None)
    outcome = judged(seen(a_run("waiting", None), *failed, gates=(gate,)), workflow=Lazy(lambda: workflow))
    assert kinds(outcome) == ["a job of the trial did not pass (failure)"]
    early = a_job("build", "in_progress", None), a_job("publish", "queued", None)
    outcome = judged(seen(a_run("in_progress", None), *early), workflow=Lazy(lambda: workflow))
    assert isinstance(outcome, Waiting)


def test_a_run_whose_number_nobody_was_told() -> None:
    lost = replace(STARTED, run=0, known=False)
    opened = b.an_entry("dispatch-intent", lost.subject, **lost.data())
    found = seen(a_run(), dispatch=lost, candidates=(a_run(),))
    (record,) = change(judged(found, opened)).actions
    assert record == Record(kind="dispatch", bound_to=lost.subject, data={**lost.data(), "run": 7})
    nothing_yet = seen(None, dispatch=lost, waited_s=59)
    assert isinstance(judged(nothing_yet, opened), Waiting)


def test_nobody_guesses_and_nothing_is_dispatched_twice() -> None:
    lost = replace(STARTED, run=0, known=False)
    opened = b.an_entry("dispatch-intent", lost.subject, **lost.data())
    never_seen = judged(seen(None, dispatch=lost, waited_s=61), opened)
    assert question(never_seen).startswith("release.yml on release/v1.3.0 was about to be dispatched")
    theirs = a_run(id=8, actor=Actor(login="bob"))
    several = judged(seen(None, dispatch=replace(lost, known=True), candidates=(a_run(), theirs)), opened)
    assert "#8 of 2026-11-21T00:00:04Z by bob" in question(several)
    assert "Which of these runs is it?" in question(several)


def test_a_dispatch_for_another_commit_does_not_count_nor_one_whose_run_was_deleted() -> None:
    other = replace(STARTED, bound_to="d" * 40)
    assert isinstance(change(judged(seen(a_run(), dispatch=other))).actions[-1], DispatchWorkflow)
    assert isinstance(change(judged(seen(None))).actions[-1], DispatchWorkflow)


def test_a_trial_that_was_begun_on_another_machine_is_followed_from_here() -> None:
    def theirs(run: WorkflowRun) -> Lazy[TrialRun]:
        found = FollowedRun(run=run, jobs=(a_job("build"),))
        return Lazy(lambda: TrialRun(branch=BRANCH, found=found))

    outcome = judged(elsewhere=theirs(a_run("in_progress", None)), remote=at_origin())
    assert isinstance(outcome, Waiting)
    assert (outcome.fact, outcome.subject) == (TrialRun, None)
    (remove,) = change(judged(elsewhere=theirs(a_run()), remote=at_origin())).actions
    assert isinstance(remove, RemoveBranch)
    assert isinstance(judged(elsewhere=theirs(a_run())), Done)


def test_a_release_from_an_earlier_commit_is_over() -> None:
    there = Tag(name="v1.3.0", object="0b" * 20, commit="d" * 40, tree=b.TREE)
    last = b.a_last("1.3.0", tag=there)
    assert isinstance(judged(last=last, remote=b.a_remote(there)), Done)
