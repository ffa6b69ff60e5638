"""The verdict over the run of a tag, and what is done about the jobs of it that failed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import builders as b
import pytest
import tag_runs as t
from judging import change, findings, kinds, told, verdict

from release_tasks.checklist import publish
from release_tasks.core.findings import Reach
from release_tasks.core.github.checks import WorkflowRun
from release_tasks.core.github.dispatching import Dispatch, DispatchedRun, DispatchWorkflow
from release_tasks.core.github.environments import DeploymentEnvironment, ReleaseEnvironments
from release_tasks.core.github.reruns import FailedLogs, LogTail, Rerun
from release_tasks.core.github.reviews import Review, RunReviews
from release_tasks.core.github.runs import Gate, Job, Step, TagRun, seconds
from release_tasks.core.given import Lazy
from release_tasks.core.model import Ask, Fail, Ok, Outcome, Skip, Waiting, Warn
from release_tasks.core.project import Project

BEGAN = "2026-01-01T00:00:00Z"
AT = (seconds(BEGAN) or 0.0) + 300.0
GATE = Gate(environment="pypi", id=1, reviewers=("ada", "@demo/core"))
GUARDED = ReleaseEnvironments(
    environments=(
        DeploymentEnvironment(name="testpypi", reviewers=("ada",)),
        DeploymentEnvironment(name="pypi", reviewers=("ada",)),
    )
)
OPEN = ReleaseEnvironments(
    environments=(
        DeploymentEnvironment(name="testpypi"),
        DeploymentEnvironment(name="pypi", reviewers=("ada",)),
    )
)
DISPATCHED = t.WORKFLOW.replace("on: {", "on: { workflow_dispatch: , ")
RED = t.a_job(
    "wheels (windows)",
    "failure",
    steps=(Step(name="Build", number=2, status="completed", conclusion="failure"),),
)
LOGS = FailedLogs(tails=(LogTail(job=RED.name, step="Build", lines=("no compiler", "error: exit code 1")),))


def ci(**hosting: Any) -> Project:
    project = b.a_project(publish="ci")
    return replace(project, hosting=replace(project.hosting, **hosting))


def run(seen: TagRun, **changes: Any) -> Outcome:
    facts: dict[str, Any] = {
        "request": b.a_request(task="publish"),
        "project": ci(),
        "github": b.a_github(),
        "workflow": Lazy(t.a_workflow),
        "run": seen,
    }
    return verdict(publish.run, facts | changes)


def rerun(seen: TagRun, *, hosting: dict[str, Any] | None = None, **changes: Any) -> Outcome:
    facts: dict[str, Any] = {
        "request": b.a_request(task="publish"),
        "project": ci(**(hosting or {})),
        "github": b.a_github(),
        "workflow": Lazy(t.a_workflow),
        "run": seen,
        "environments": Lazy(lambda: GUARDED),
        "logs": Lazy(lambda: LOGS),
        "dispatched": Lazy(DispatchedRun),
    }
    return verdict(publish.rerun, facts | changes)


def seen(*jobs: Job, conclusion: str | None = "success", attempt: int = 1, **changes: Any) -> TagRun:
    """The run with these jobs, five minutes after it began; over unless ``conclusion`` is None."""
    found = t.a_run(*jobs, conclusion=conclusion, **{"at": AT, **changes})
    numbered = replace(found.run, run_number=481, run_attempt=attempt)
    return t.a_tag_run(replace(found, run=numbered))


def failed(*jobs: Job, attempt: int = 1, **changes: Any) -> TagRun:
    return seen(*(jobs or (t.a_job("wheels (linux)"), RED)), conclusion="failure", attempt=attempt, **changes)


NO = Review(who="grace", state="rejected", environments=("pypi",), comment="not on a Friday")
YES = replace(NO, state="approved")
STEP = Step(name="Upload", number=1, status="completed", conclusion="failure")


def test_what_a_person_rejected_is_no_failure_to_be_run_again() -> None:
    ended = failed(t.a_job("wheels (linux)"), t.a_job("publish", "failure"))
    for item in (run, rerun):
        (found,) = findings(item(ended, reviews=RunReviews(found=(NO,))))
        assert (found.kind, found.after) == ("grace rejected pypi", "promote.approve")
        assert found.remedy.startswith("gh run rerun 1000 --failed asks anew")
    assert kinds(run(ended, reviews=RunReviews(found=(replace(NO, environments=("testpypi",)),)))) == [
        "did not pass (failed)"
    ]


def test_a_job_that_was_let_in_since_failed_by_itself() -> None:
    ran = failed(t.a_job("wheels (linux)"), t.a_job("publish", "failure", steps=(STEP,)), attempt=2)
    assert kinds(run(ran, reviews=RunReviews(found=(NO, YES)))) == ["failed at: Upload"]
    again = failed(t.a_job("wheels (linux)"), t.a_job("publish", "failure"), attempt=2)
    assert kinds(run(again, reviews=RunReviews(found=(YES, NO)))) == ["grace rejected pypi"]
    both = failed(RED, t.a_job("publish", "failure"))
    assert len(kinds(run(both))) == 2, "nobody asks who rejected what: the rest failed, too"


def held(name: str = "publish") -> Job:
    return t.a_job(name, None, status="waiting")


# The run.


def test_a_run_whose_jobs_all_passed() -> None:
    outcome = run(seen())
    assert isinstance(outcome, Ok)
    assert told(outcome) == ["release.yml #481: 6 jobs passed", "wheels: 2 of 2", t.WEB]
    assert outcome.evidence[0].seen_on == b.HEAD[:12]


def test_a_second_attempt_and_what_was_left_out_are_said() -> None:
    left_out = t.a_job("docs", "skipped")
    assert told(run(seen(t.a_job("sdist"), left_out, attempt=2))) == [
        "release.yml #481 (attempt 2): 1 job passed",
        "left out: docs",
        t.WEB,
    ]


def test_a_job_that_may_fail_and_did_is_told_of_a_green_run() -> None:
    outcome = run(seen(t.a_job("sdist"), RED))
    assert isinstance(outcome, Warn)
    assert [each.subject for each in findings(outcome)] == ["wheels (windows)"]


def test_failed_jobs_are_named_with_their_step_and_may_be_mended() -> None:
    cancelled = t.a_job("docs", "cancelled")
    outcome = run(failed(RED, cancelled))
    assert kinds(outcome) == ["failed at: Build", "did not pass (cancelled)"]
    assert isinstance(outcome, Fail)
    assert outcome.mended_by == "publish.rerun"
    assert outcome.findings[0].remedy == "python -m release_tasks publish"


def test_of_many_failed_jobs_some_are_named() -> None:
    jobs = tuple(t.a_job(f"wheels ({at})", "failure") for at in range(40))
    found = findings(run(failed(*jobs)))
    assert len(found) == 11
    assert found[-1].kind == "30 more jobs did not pass"


@pytest.mark.parametrize(
    ("conclusion", "remedy"),
    [
        ("startup_failure", "release.yml is not valid, or uses what it may not"),
        ("action_required", "a maintainer has to let it run"),
        ("stale", f"look at {t.WEB}"),
        ("a word of next year", f"look at {t.WEB}"),
    ],
)
def test_a_run_that_never_came_to_its_jobs_says_how_it_ended(conclusion: str, remedy: str) -> None:
    nothing = replace(t.a_run(conclusion=conclusion), jobs=())
    (found,) = findings(run(t.a_tag_run(nothing)))
    assert found.kind == f"ended with {conclusion}"
    assert remedy in found.remedy


def test_what_goes_on_is_followed_for_as_long_as_settings_say() -> None:
    some = (t.a_job("sdist"), RED, t.a_job("wheels (linux)", None))
    young = run(seen(*some, conclusion=None))
    assert isinstance(young, Waiting)
    assert young.fact is TagRun
    assert young.reason == "release.yml #481 goes on: 1 passed, 1 failed, 1 running, of 3 jobs"
    assert (young.every_s, young.deadline_s) == (4.0, 3 * 3600)
    hurried = run(seen(*some, conclusion=None), project=ci(follow_s=60.0))
    assert isinstance(hurried, Waiting)
    assert hurried.deadline_s == 60.0


def test_words_that_nobody_has_heard_of_are_shown() -> None:
    strange = t.a_job("sdist", None, status="paused")
    follows = seen(strange, conclusion=None)
    assert follows.found is not None
    follows = replace(
        follows, found=replace(follows.found, run=replace(follows.found.run, status="pondering"))
    )
    outcome = run(follows)
    assert isinstance(outcome, Waiting)
    assert outcome.reason == "release.yml #481 goes on (pondering): 0 passed, of 1 jobs"


def test_a_clock_that_is_behind_githubs_does_no_harm() -> None:
    assert isinstance(run(seen(t.a_job("sdist", None), conclusion=None, at=AT - 9999)), Waiting)


def test_a_run_that_has_no_job_yet_says_what_it_waits_for() -> None:
    none = replace(t.a_run(conclusion=None), jobs=())
    assert isinstance(run(seen(t.a_job("sdist"), conclusion=None, at=AT + 600)), Waiting), (
        "nor any further one"
    )
    outcome = run(t.a_tag_run(replace(none, run=replace(none.run, status="pending"))))
    assert isinstance(outcome, Waiting)
    assert outcome.reason.endswith("goes on (pending): no job has begun")


# Gates.


def gated(*jobs: Job, at: float = AT + 600) -> TagRun:
    return seen(*jobs, conclusion=None, gates=(GATE,), at=at)


BEFORE = tuple(t.a_job(each) for each in ("wheels (linux)", "wheels (windows)", "sdist", "docs", "try-out"))


def test_what_waits_for_a_person_belongs_to_the_next_stage() -> None:
    outcome = run(gated(*BEFORE, held()))
    assert isinstance(outcome, Ok)
    assert told(outcome) == [
        "release.yml #481: 5 jobs passed; the rest is behind a gate",
        "wheels: 2 of 2",
        "pypi waits: ada or @demo/core has to approve",
        t.WEB,
    ]


def test_what_runs_beside_the_gate_is_waited_for() -> None:
    assert isinstance(run(gated(*BEFORE[:-1], t.a_job("try-out", None), held())), Waiting)


def test_what_needs_a_held_job_is_behind_the_gate_too() -> None:
    text = t.WORKFLOW + "  thank: { needs: announce }\n  announce: { needs: publish }\n"
    workflow = Lazy(lambda: t.a_workflow(text))
    queued = [t.a_job(each, None, status="queued") for each in ("announce", "thank")]
    assert isinstance(run(gated(*BEFORE, held(), *queued), workflow=workflow), Ok)
    smoke = replace(t.a_job("smoke (ubuntu-latest, 3.12)"), completed_at="2026-01-01T00:04:50Z")
    assert isinstance(run(gated(*BEFORE, smoke, held(), at=AT), workflow=workflow), Ok), "not made yet"
    assert isinstance(run(gated(*BEFORE, held(), t.a_job("other", None, status="queued"))), Waiting)


def test_a_job_that_github_has_not_made_yet_is_waited_for_a_minute_and_no_longer() -> None:
    ended = tuple(replace(each, completed_at="2026-01-01T00:04:50Z") for each in BEFORE)
    assert isinstance(run(gated(*ended, held(), at=AT)), Waiting), "smoke needs wheels, and is not there"
    assert isinstance(run(gated(*ended, held(), at=AT + 60)), Ok), "a job that was renamed since never comes"
    smoke = replace(t.a_job("smoke (ubuntu-latest, 3.12)"), completed_at="2026-01-01T00:04:50Z")
    assert isinstance(run(gated(*ended, smoke, held(), at=AT)), Ok)


def test_a_failure_beside_a_gate_cannot_run_again_before_the_run_is_over() -> None:
    outcome = run(gated(RED, t.a_job("sdist"), held("other gate")))
    assert isinstance(outcome, Fail)
    assert outcome.mended_by == ""
    assert kinds(outcome)[-1].startswith("waits for a gate although jobs failed")
    assert all(each.remedy.startswith("gh run cancel 1000, then ") for each in findings(outcome))


# No run.


def no_run(**changes: Any) -> Fail:
    outcome = run(t.a_tag_run(**({"state": "active", "message": "chore: release"} | changes)))
    assert isinstance(outcome, Waiting)
    assert (outcome.fact, outcome.deadline_s) == (TagRun, 90.0)
    assert outcome.reason == "no run of release.yml has begun for v1.3.0"
    assert outcome.otherwise is not None
    assert findings(outcome.otherwise)
    return outcome.otherwise


def test_a_run_that_never_appears_names_what_may_be_the_cause_and_what_else_ran() -> None:
    other = WorkflowRun(
        id=7,
        path=".github/workflows/ci.yml",
        event="push",
        head_branch="main",
        head_sha=b.HEAD,
        status="completed",
        conclusion="success",
        html_url=t.WEB,
        created_at=BEGAN,
    )
    outcome = no_run(others=(other,))
    (found,) = outcome.findings
    assert found.kind == "started no workflow run"
    for words in ("switched off", "GITHUB_TOKEN", "more than three tags", "not started by this tag"):
        assert words in found.found
    assert found.remedy == "git push origin :refs/tags/v1.3.0, then python -m release_tasks tag"
    assert [each.what for each in outcome.evidence] == [
        "another run of that commit: ci.yml on main (push): success"
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"message": "chore: release\n\n[skip ci]"}, "its commit's message says [skip ci]"),
        ({"message": "chore: release\n\nskip-checks: true"}, "its commit's message says skip-checks: true"),
        ({"state": "disabled_manually"}, "GitHub has switched release.yml off"),
        ({"state": ""}, "GitHub knows no workflow release.yml"),
    ],
)
def test_a_cause_that_can_be_seen_is_named_alone(changes: dict[str, str], words: str) -> None:
    (found,) = no_run(**changes).findings
    assert words in found.kind
    assert "it may be" not in found.found


def test_a_workflow_that_the_tag_does_not_start() -> None:
    branches = t.WORKFLOW.replace('tags: ["v*"]', "branches: [main]")
    outcome = run(t.a_tag_run(state="active"), workflow=Lazy(lambda: t.a_workflow(branches)))
    assert isinstance(outcome, Waiting)
    assert outcome.otherwise is not None
    assert "on: in release.yml does not fit it" in kinds(outcome.otherwise)[0]


def test_where_a_person_may_start_it_that_is_named() -> None:
    outcome = run(t.a_tag_run(state="active"), workflow=Lazy(lambda: t.a_workflow(DISPATCHED)))
    assert isinstance(outcome, Waiting)
    assert outcome.otherwise is not None
    assert findings(outcome.otherwise)[0].remedy == "gh workflow run release.yml --ref v1.3.0"


def test_a_tag_that_was_not_pushed_is_the_tag_stages_affair_and_one_that_was_deleted_is_told() -> None:
    (found,) = findings(run(t.a_tag_run(commit="")))
    assert (found.after, found.subject) == ("tag.push", "v1.3.0")
    (found,) = findings(run(replace(seen(), commit="")))
    assert found.kind == "origin has the tag no more, but release.yml #481 ran for it"
    assert found.after == ""


# Again.


def test_failed_jobs_run_again_after_a_look_at_their_log() -> None:
    wanted = change(rerun(failed()))
    (action,) = wanted.actions
    assert isinstance(action, Rerun)
    assert (action.run, action.attempt, action.jobs) == (1000, 1, ("wheels (windows)",))
    assert action.describe() == (
        "run the failed jobs of release.yml #481 again, as attempt 2: wheels (windows)",
    )
    assert (action.reach, wanted.allowed) == (Reach.REMOTE, "")
    assert [each.what for each in wanted.evidence] == [
        "wheels (windows), step Build: its log ends so",
        "  no compiler",
        "  error: exit code 1",
    ]


def test_what_may_upload_without_a_further_question_cannot_be_undone() -> None:
    wanted = change(rerun(failed(), environments=Lazy(lambda: OPEN), hosting={"flaky": ("*",)}))
    (action,) = wanted.actions
    assert (action.reach, wanted.allowed) == (Reach.PUBLIC, "")
    assert action.describe()[1].endswith(": try-out")
    done = failed(RED, t.a_job("try-out"))
    assert change(rerun(done, environments=Lazy(lambda: OPEN))).actions[0].reach is Reach.REMOTE


def test_what_nobody_can_tell_counts_as_uploading() -> None:
    quiet = t.WORKFLOW.replace("pypa/gh-action-pypi-publish", "acme/publish")
    wanted = change(rerun(failed(), workflow=Lazy(lambda: t.a_workflow(quiet))))
    assert wanted.actions[0].reach is Reach.PUBLIC


def test_settings_name_jobs_that_need_no_question() -> None:
    assert change(rerun(failed(), hosting={"flaky": ("wheels (*)",)})).allowed == "flaky in the settings"
    both = failed(RED, t.a_job("docs", "failure"))
    assert change(rerun(both, hosting={"flaky": ("wheels (*)",)})).allowed == ""


def test_what_a_person_ended_is_asked_about_and_what_fell_with_a_flaky_job_is_not() -> None:
    beside = failed(RED, t.a_job("docs", "cancelled"))
    assert change(rerun(beside, hosting={"flaky": ("wheels (*)",)})).allowed == "flaky in the settings"
    assert beside.found is not None
    ended = replace(beside.found, run=replace(beside.found.run, conclusion="cancelled"))
    assert change(rerun(t.a_tag_run(ended), hosting={"flaky": ("*",)})).allowed == ""
    alone = failed(t.a_job("docs", "cancelled"))
    assert change(rerun(alone, hosting={"flaky": ("*",)})).allowed == ""


@pytest.mark.parametrize(("reruns", "attempt"), [(0, 1), (1, 2), (3, 4)])
def test_jobs_run_again_as_often_as_settings_say_whoever_let_them(reruns: int, attempt: int) -> None:
    outcome = rerun(failed(attempt=attempt), hosting={"reruns": reruns})
    assert kinds(outcome) == ["failed at: Build"]
    assert isinstance(outcome, Fail)
    assert f"reruns = {reruns + 1} in the settings" in outcome.findings[0].remedy
    assert outcome.evidence[1].what == "  no compiler"
    change(rerun(failed(attempt=attempt), hosting={"reruns": reruns + 1}))


def test_where_nothing_failed_nothing_runs_again() -> None:
    assert rerun(seen()) == Skip(reason="no job of release.yml #481 failed")
    assert isinstance(rerun(gated(*BEFORE, held())), Skip)


def test_what_ran_again_and_passed_is_done() -> None:
    at = "2026-01-01T00:09:00Z"
    kept = replace(t.a_job("sdist"), started_at=BEGAN, completed_at=at)
    again = replace(t.a_job("wheels (windows)"), started_at=at, completed_at=at)
    follows = seen(kept, again, attempt=2)
    assert follows.found is not None
    run = replace(follows.found.run, run_started_at="2026-01-01T00:08:00Z")
    assert told(rerun(replace(follows, found=replace(follows.found, run=run)))) == [
        "release.yml #481 (attempt 2): 2 jobs passed",
        "wheels (windows) passed in attempt 2",
    ]


def test_a_further_attempt_is_followed() -> None:
    assert isinstance(rerun(seen(t.a_job("sdist", None), conclusion=None, attempt=2)), Waiting)


def test_without_a_run_there_is_nothing_to_mend() -> None:
    for nothing in (t.a_tag_run(state="active"), t.a_tag_run(commit=""), gated(RED, held("other gate"))):
        (found,) = findings(rerun(nothing))
        assert found.after == "publish.run"


# Anew.

MONTH_S = 31 * 24 * 3600.0


def old() -> TagRun:
    return failed(at=AT + MONTH_S)


def test_what_cannot_run_again_names_the_way_out() -> None:
    found = findings(rerun(old()))
    assert found[-1].kind == "cannot run again: it was started more than a month ago"
    assert {each.remedy for each in found} == {
        "git push origin :refs/tags/v1.3.0, then python -m release_tasks tag"
    }
    broken = t.a_tag_run(replace(t.a_run(conclusion="startup_failure"), jobs=()))
    assert kinds(rerun(broken))[-1].startswith("cannot run again: a run that ended with startup_failure")
    assert kinds(rerun(failed(attempt=51)))[-1] == "cannot run again: it ran 51 times"


def test_where_it_may_be_dispatched_it_is_on_the_tag_and_once() -> None:
    workflow = Lazy(lambda: t.a_workflow(DISPATCHED))
    wanted = change(rerun(old(), workflow=workflow))
    (action,) = wanted.actions
    assert isinstance(action, DispatchWorkflow)
    assert (action.workflow, action.ref, action.bound_to) == ("release.yml", "v1.3.0", b.HEAD)
    assert action.reach is Reach.REMOTE
    unguarded = change(rerun(old(), workflow=workflow, environments=Lazy(lambda: OPEN)))
    assert unguarded.actions[0].reach is Reach.PUBLIC

    dispatch = Dispatch(
        purpose="tag",
        bound_to=b.HEAD,
        workflow="release.yml",
        ref="v1.3.0",
        since=BEGAN,
        run=1000,
        known=True,
    )
    same = DispatchedRun(dispatch=dispatch, found=old().found)
    assert kinds(rerun(old(), workflow=workflow, dispatched=Lazy(lambda: same))) == ["failed at: Build"]
    young = t.a_run()
    later = DispatchedRun(dispatch=dispatch, found=replace(young, run=replace(young.run, id=1001)))
    waiting = rerun(old(), workflow=workflow, dispatched=Lazy(lambda: later))
    assert isinstance(waiting, Waiting)
    unheard = DispatchedRun(dispatch=replace(dispatch, run=0, known=False), waited_s=999.0)
    assert isinstance(rerun(old(), workflow=workflow, dispatched=Lazy(lambda: unheard)), Ask)


def test_a_workflow_that_wants_inputs_is_left_to_a_person() -> None:
    asking = DISPATCHED.replace(
        "workflow_dispatch: ,", "workflow_dispatch: { inputs: { why: { required: true } } },"
    )
    outcome = rerun(old(), workflow=Lazy(lambda: t.a_workflow(asking)))
    assert findings(outcome)[-1].remedy == "gh workflow run release.yml --ref v1.3.0"


def test_a_run_says_nothing_of_another_attempt_before_it_does() -> None:
    found = failed().found
    assert found is not None
    followed = replace(found, jobs=(t.a_job("sdist", None, run_attempt=2),))
    assert not followed.over
