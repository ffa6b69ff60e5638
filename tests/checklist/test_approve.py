"""Item promote.approve: what is asked before a gate is opened, who may open it, and what nobody has to open."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import builders as b
import pytest
from judging import change, findings, kinds, question, told, verdict

from release_tasks.checklist import promote
from release_tasks.core.findings import Reach
from release_tasks.core.github import Hosting
from release_tasks.core.github.checks import WorkflowRun
from release_tasks.core.github.environments import DeploymentEnvironment, ReleaseEnvironments
from release_tasks.core.github.reviews import Review, ReviewDeployment, RunReviews
from release_tasks.core.github.runs import FollowedRun, Gate, Job, TagRun
from release_tasks.core.github.workflow import ArtifactStep, ReleaseWorkflow, WorkflowJob
from release_tasks.core.given import Lazy
from release_tasks.core.ledger import EarlierRuns, Entry
from release_tasks.core.model import Ask, Done, Ok, Outcome, Skip, Waiting
from release_tasks.core.validation import digest_of

FILE = ".github/workflows/release.yml"
URL = "https://github.example/ada/demo/actions/runs/7"
BUILD = WorkflowJob(
    name="wheels", title="wheels (*)", file=FILE, artifacts=(ArtifactStep(uploads=True, name="w-*"),)
)
SEND = WorkflowJob(name="publish", title="publish", file=FILE, uploads=True, environment="pypi")
TRY = replace(SEND, name="try", title="try", environment="testpypi", test_index=True)
WORKFLOW = ReleaseWorkflow(file=FILE, events=("push",), fires=True, jobs=(BUILD, SEND))
GATE = Gate(environment="pypi", id=5, reviewers=("ada", "release-team"), ours=True)
NOW = 1_800_000_000.0
SUBJECT = "7/pypi/20"
LOOKED_INTO = b.an_entry(
    "ci-files",
    digest_of(b.FILES),
    "publish.ci-artifacts",
    run=7,
    artifacts=[1],
    files=[{"name": each.name, "sha256": each.sha256, "size": each.size} for each in b.FILES],
)
INSTALLED = b.installs("index-install", f"testpypi:{digest_of(b.FILES)}", "3.12")
VERIFIED = (LOOKED_INTO, INSTALLED)
PROTECTED = DeploymentEnvironment(name="pypi", reviewers=("ada",))


def a_job(name: str, number: int, status: str = "completed", conclusion: str | None = "success") -> Job:
    return Job(id=number, name=name, status=status, conclusion=conclusion, html_url=None)


WHEELS = a_job("wheels (linux)", 10), a_job("wheels (windows)", 11)
HELD = a_job("publish", 20, "waiting", None)


def a_run(*jobs: Job, gates: tuple[Gate, ...] = (), **changes: Any) -> FollowedRun:
    said = {"status": "waiting" if gates else "in_progress", "conclusion": None, **changes}
    run = WorkflowRun(
        id=7,
        path=FILE,
        event="push",
        head_branch="v1.3.0",
        head_sha=b.HEAD,
        html_url=URL,
        created_at="2027-01-15T07:00:00Z",
        **said,
    )
    return FollowedRun(run=run, jobs=jobs or (*WHEELS, HELD), gates=gates, at=NOW)


def judged(seen: FollowedRun | None, *entries: Entry, **changes: Any) -> Outcome:
    facts: dict[str, Any] = {
        "request": b.a_request(task="promote"),
        "project": b.a_project(publish="ci"),
        "target": b.a_target(),
        "github": b.a_github(),
        "workflow": Lazy(lambda: WORKFLOW),
        "environments": Lazy(lambda: ReleaseEnvironments(environments=(PROTECTED,))),
        "run": Lazy(lambda: TagRun(tag="v1.3.0", commit=b.HEAD, workflow=FILE, found=seen)),
        "reviews": Lazy(RunReviews),
        "indexes": b.some_indexes(),
        "ledger": b.a_ledger(*entries),
        "earlier": EarlierRuns(ledger=b.a_ledger()),
    }
    return verdict(promote.approve, facts | changes)


def said(*reviews: Review) -> Any:
    return Lazy(lambda: RunReviews(found=reviews))


def approved(environment: str = "pypi", comment: str = "ship it") -> Review:
    return Review(who="bob", state="approved", environments=(environment,), comment=comment)


def test_nothing_to_follow() -> None:
    assert isinstance(judged(None, project=b.a_project(publish="local"), run=Lazy(b.never)), Skip)
    assert judged(None, github=b.a_github(absent="no token")) == Skip(reason="no token")
    (finding,) = findings(judged(None))
    assert finding.after == "publish.run"


def test_the_question_shows_who_may_and_what_was_verified() -> None:
    outcome = judged(a_run(gates=(GATE,)), *VERIFIED)
    assert question(outcome).splitlines() == [
        f"pypi waits in the run of 1.3.0: {URL}",
        "may approve: ada, release-team",
        "verified: 2 files of the run, looked into",
        "verified: 2 of them by sha256 on the test index, and installed from there",
        "verified: wheels, passed (2 of 2)",
        "Approve pypi? yes or reject; any other answer leaves it waiting",
    ]
    assert isinstance(outcome, Ask)
    assert outcome.bound_to == SUBJECT
    assert outcome.hint == "pass --answer approve=yes, or --answer approve=reject"


def test_who_said_no_before_is_told_to_who_is_asked_now() -> None:
    no = Review(who="grace", state="rejected", environments=("pypi",), comment="the notes lack an option")
    silent = Review(who="bob", state="rejected", environments=("pypi",))
    asked = question(judged(a_run(gates=(GATE,)), *VERIFIED, reviews=said(no, silent))).splitlines()
    assert asked[2:4] == ["rejected before, by grace: the notes lack an option", "rejected before, by bob"]


def test_a_yes_is_an_approval_with_a_comment_and_nobody_can_take_it_back() -> None:
    yes = b.an_answer("promote.approve", "Yes", SUBJECT)
    (action,) = change(judged(a_run(gates=(GATE,)), *VERIFIED, yes)).actions
    assert isinstance(action, ReviewDeployment)
    assert (action.run, action.id, action.state, action.reach) == (7, 5, "approved", Reach.PUBLIC)
    assert action.comment == (
        "Ada approved pypi for demo 1.3.0. Verified: 2 files of the run, looked into;"
        " 2 of them by sha256 on the test index, and installed from there; wheels, passed (2 of 2)."
        " [release-tasks 7/pypi/20]"
    )


def test_a_rejection_and_an_answer_that_is_neither() -> None:
    no = b.an_answer("promote.approve", "reject", SUBJECT)
    (action,) = change(judged(a_run(gates=(GATE,)), *VERIFIED, no)).actions
    assert isinstance(action, ReviewDeployment)
    assert (action.state, action.reach) == ("rejected", Reach.REMOTE)
    assert action.comment.startswith("Ada rejected pypi for demo 1.3.0.")
    for text in ("no", "", "later", "unverified"):
        answer = b.an_answer("promote.approve", text, SUBJECT)
        assert isinstance(judged(a_run(gates=(GATE,)), *VERIFIED, answer), Ask)


def test_an_answer_holds_for_its_own_job_and_attempt() -> None:
    for other in ("6/pypi/20", "7/testpypi/20", "7/pypi/19"):
        yes = b.an_answer("promote.approve", "yes", other)
        assert isinstance(judged(a_run(gates=(GATE,)), *VERIFIED, yes), Ask)


@pytest.mark.parametrize(
    ("entries", "jobs", "doubt"),
    [
        ((), (), "the files of the run were not looked into"),
        ((LOOKED_INTO,), (), f"{b.WHEEL.name} was not installed from"),
        ((INSTALLED,), (), "the files of the run were not looked into"),
        (VERIFIED, (a_job("smoke", 9, conclusion="failure"),), "smoke failed"),
        (
            (*VERIFIED, b.an_entry("skip", "1.3.0", "publish.run", reason="seen by eye")),
            (),
            "publish.run was left out: seen by eye",
        ),
        (
            (INSTALLED, b.an_entry("skip", "1.3.0", "publish.ci-artifacts", reason="seen by eye")),
            (),
            "publish.ci-artifacts was left out: seen by eye",
        ),
        (
            (LOOKED_INTO, b.an_entry("defer", "1.3.0", "publish.testpypi", reason="it is down")),
            (),
            "publish.testpypi was left out: it is down",
        ),
    ],
)
def test_what_was_not_verified_is_said_and_needs_another_word(
    entries: tuple[Entry, ...], jobs: tuple[Job, ...], doubt: str
) -> None:
    run = a_run(*jobs, *WHEELS, HELD, gates=(GATE,))
    outcome = judged(run, *entries)
    assert f"NOT VERIFIED: {doubt}" in question(outcome)
    assert question(outcome).count("NOT VERIFIED") == (2 if entries in ((), (LOOKED_INTO,)) else 1)
    assert "to verify it first: python -m release_tasks publish" in question(outcome)
    assert "Approve pypi? unverified or reject" in question(outcome)
    assert isinstance(outcome, Ask)
    assert outcome.hint.endswith("approve=reject; to verify it first: python -m release_tasks publish")
    for text in ("yes", "y"):
        assert isinstance(judged(run, *entries, b.an_answer("promote.approve", text, SUBJECT)), Ask)
    word = b.an_answer("promote.approve", "unverified", SUBJECT)
    (action,) = change(judged(run, *entries, word)).actions
    assert isinstance(action, ReviewDeployment)
    assert f"Not verified: {doubt}" in action.comment


def test_a_workflow_that_hands_nothing_on_has_no_files_to_look_into() -> None:
    workflow = replace(WORKFLOW, jobs=(replace(BUILD, artifacts=()), SEND))
    outcome = judged(a_run(gates=(GATE,)), INSTALLED, workflow=Lazy(lambda: workflow))
    assert "NOT VERIFIED" not in question(outcome)
    assert "verified: 2 files, installed from the test index" in question(outcome)


def test_a_comment_is_no_novel() -> None:
    jobs = tuple(a_job(f"a job with a name of its own, number {each}", each) for each in range(90))
    yes = b.an_answer("promote.approve", "yes", SUBJECT)
    (action,) = change(judged(a_run(*jobs, HELD, gates=(GATE,)), *VERIFIED, yes)).actions
    assert isinstance(action, ReviewDeployment)
    assert len(action.comment) < 1000
    assert action.comment.endswith(" [release-tasks 7/pypi/20]")


def test_a_further_job_of_the_environment_is_asked_for_by_itself() -> None:
    workflow = replace(WORKFLOW, jobs=(BUILD, replace(SEND, title="publish (*)")))
    jobs = a_job("publish (sdist)", 15), a_job("publish (wheels)", 25, "waiting", None)
    outcome = judged(a_run(*WHEELS, *jobs, gates=(GATE,)), *VERIFIED, workflow=Lazy(lambda: workflow))
    assert isinstance(outcome, Ask)
    assert outcome.bound_to == "7/pypi/25"


def test_files_of_another_run_are_no_evidence() -> None:
    other = replace(LOOKED_INTO, data={**LOOKED_INTO.data, "run": 6})
    assert "the files of the run were not looked into" in question(
        judged(a_run(gates=(GATE,)), other, INSTALLED)
    )


def test_the_gate_of_the_test_index_comes_before_what_is_verified_there() -> None:
    workflow = replace(WORKFLOW, jobs=(BUILD, TRY, SEND))
    gate = replace(GATE, environment="testpypi", id=4)
    run = a_run(*WHEELS, a_job("try", 15, "waiting", None), gates=(gate,))
    outcome = judged(run, workflow=Lazy(lambda: workflow))
    assert "NOT VERIFIED" not in question(outcome)
    assert "Approve testpypi? yes or reject" in question(outcome)


def test_several_gates_are_taken_one_after_the_other() -> None:
    workflow = replace(WORKFLOW, jobs=(BUILD, TRY, SEND))
    gates = replace(GATE, environment="testpypi", id=4), GATE
    run = a_run(*WHEELS, a_job("try", 15, "waiting", None), HELD, gates=gates)
    first = judged(run, *VERIFIED, workflow=Lazy(lambda: workflow))
    assert question(first).startswith("testpypi waits")
    done = b.an_entry("review", "7/testpypi/15", "promote.approve", state="approved")
    second = judged(run, *VERIFIED, done, workflow=Lazy(lambda: workflow))
    assert question(second).startswith("pypi waits")


def test_a_token_that_may_not_is_told_who_may_and_where() -> None:
    outcome = judged(a_run(gates=(replace(GATE, ours=False),)), *VERIFIED)
    assert isinstance(outcome, Waiting)
    assert outcome.reason == f"pypi: ada or release-team has to approve; this token may not: open {URL}"
    assert (outcome.fact, outcome.deadline_s) == (TagRun, 1800.0)
    quick = judged(a_run(gates=(replace(GATE, ours=False),)), request=b.a_request(wait_s=0.0))
    assert isinstance(quick, Waiting)
    assert quick.deadline_s == 0.0


def test_a_token_that_github_refuses_waits_too_and_another_one_may_try_again() -> None:
    yes = b.an_answer("promote.approve", "yes", SUBJECT)
    no = b.an_entry("review-refused", SUBJECT, "promote.approve", because="GitHub says no (403)")
    outcome = judged(a_run(gates=(GATE,)), *VERIFIED, yes, no)
    assert isinstance(outcome, Waiting)
    assert "this token may not (GitHub says no (403))" in outcome.reason
    later = EarlierRuns(ledger=b.a_ledger(yes, no))
    assert change(judged(a_run(gates=(GATE,)), *VERIFIED, yes, no, earlier=later)).actions


def test_a_timer_is_waited_for_and_nobody_approves_it() -> None:
    timer = replace(GATE, reviewers=(), minutes=120, since="2027-01-15T07:30:00Z")
    outcome = judged(a_run(gates=(timer,)), *VERIFIED)
    assert isinstance(outcome, Waiting)
    assert outcome.reason == "pypi waits for its timer until 2027-01-15 09:30 UTC, which nobody can shorten"
    assert outcome.deadline_s == 5400.0 + 60.0
    both = replace(GATE, minutes=120, since="2027-01-15T07:30:00Z")
    assert isinstance(judged(a_run(gates=(both,)), *VERIFIED), Ask)
    outcome = judged(a_run(gates=(both,)), *VERIFIED, reviews=said(approved()))
    assert isinstance(outcome, Waiting)
    assert "waits for its timer" in outcome.reason
    again = judged(a_run(gates=(both,), run_attempt=2), *VERIFIED, reviews=said(approved()))
    assert isinstance(again, Ask)
    impatient = judged(a_run(gates=(timer,)), request=b.a_request(wait_s=5.0))
    assert isinstance(impatient, Waiting)
    assert impatient.deadline_s == 5.0
    rules = judged(a_run(gates=(replace(GATE, reviewers=()),)), *VERIFIED)
    assert isinstance(rules, Waiting)
    assert rules.reason == f"pypi waits for its protection rules: {URL}"


def test_an_approval_that_github_does_not_show_yet_is_not_given_twice() -> None:
    ours = b.an_entry("review", SUBJECT, "promote.approve", state="approved")
    outcome = judged(a_run(gates=(GATE,)), *VERIFIED, ours)
    assert isinstance(outcome, Waiting)
    assert outcome.reason == f"pypi is approved, and goes on in a moment: {URL}"
    written = approved(comment="Ada approved pypi. [release-tasks 7/pypi/20]")
    assert isinstance(judged(a_run(gates=(GATE,)), *VERIFIED, reviews=said(written)), Waiting)
    before = approved(comment="Ada approved pypi. [release-tasks 7/pypi/19]")
    assert isinstance(judged(a_run(gates=(GATE,)), *VERIFIED, reviews=said(before)), Ask)


def test_somebody_approved() -> None:
    begun = a_run(*WHEELS, a_job("publish", 20, "in_progress", None))
    outcome = judged(begun, reviews=said(approved()))
    assert isinstance(outcome, Done)
    assert told(outcome) == ["bob approved pypi", "bob said: ship it"]
    over = a_run(*WHEELS, a_job("publish", 20), status="completed", conclusion="success")
    assert told(judged(over, reviews=said(approved(comment="")))) == ["bob approved pypi"]


def test_what_was_approved_stays_so_whatever_came_of_its_job() -> None:
    failed = a_job("publish", 20, conclusion="failure")
    over = a_run(*WHEELS, failed, status="completed", conclusion="failure")
    assert told(judged(over, reviews=said(approved()))) == ["bob approved pypi", "bob said: ship it"]
    assert kinds(judged(over)) == ["the run of the tag failed, so there is nothing to approve"]
    left_out = a_run(
        a_job("wheels (linux)", 10, conclusion="failure"),
        a_job("publish", 20, conclusion="skipped"),
        status="completed",
        conclusion="failure",
    )
    assert findings(judged(left_out, reviews=said(approved())))[0].after == "publish.run"
    workflow = Lazy(lambda: replace(WORKFLOW, jobs=(BUILD, TRY, SEND)))
    tried = a_run(*WHEELS, a_job("try", 15, conclusion="failure"), status="completed", conclusion="failure")
    assert findings(judged(tried, reviews=said(approved("testpypi")), workflow=workflow))
    assert isinstance(judged(over, reviews=said(approved()), workflow=workflow), Done)


def test_a_further_attempt_asks_anew() -> None:
    queued = a_run(*WHEELS, a_job("publish", 30, "queued", None), run_attempt=2)
    outcome = judged(queued, reviews=said(approved()))
    assert isinstance(outcome, Waiting)
    assert outcome.reason == f"the run has not come to pypi yet: {URL}"


def test_the_gate_has_not_come_yet() -> None:
    building = a_run(a_job("wheels (linux)", 10, "in_progress", None))
    outcome = judged(building)
    assert isinstance(outcome, Waiting)
    assert outcome.deadline_s == Hosting().follow_s
    unknown = ReleaseEnvironments(environments=(DeploymentEnvironment(name="pypi", known=False),))
    assert isinstance(judged(building, environments=Lazy(lambda: unknown)), Waiting)


def test_no_approval_is_asked_for() -> None:
    building = a_run(a_job("wheels (linux)", 10, "in_progress", None))
    free = ReleaseEnvironments(environments=(DeploymentEnvironment(name="pypi"),))
    outcome = judged(building, environments=Lazy(lambda: free))
    assert isinstance(outcome, Ok)
    began = f"the push of v1.3.0 started {URL}"
    assert told(outcome) == [f"no approval is asked for: environment pypi has no reviewers; {began}"]
    bare = replace(WORKFLOW, jobs=(BUILD, replace(SEND, environment="")))
    none = Lazy(lambda: bare)
    assert told(judged(building, workflow=none, environments=Lazy(b.never))) == [
        f"no approval is asked for: no uploading job names an environment; {began}"
    ]
    over = a_run(*WHEELS, status="completed", conclusion="success")
    assert isinstance(judged(over, environments=Lazy(b.never)), Ok)
    stated = b.a_project(publish="ci", hosting=Hosting(environment="pypi"))
    assert isinstance(judged(building, workflow=none, project=stated), Waiting)


def test_a_rejection_is_a_failure_with_its_words() -> None:
    over = a_run(
        *WHEELS, a_job("publish", 20, conclusion="failure"), status="completed", conclusion="failure"
    )
    rejected = Review(who="bob", state="rejected", environments=("pypi",), comment="not on a Friday")
    outcome = judged(over, reviews=said(rejected))
    assert kinds(outcome) == ["bob rejected pypi"]
    (finding,) = findings(outcome)
    assert finding.found == "not on a Friday"
    assert finding.remedy.startswith("gh run rerun 7 --failed")


def test_nobody_came_for_thirty_days() -> None:
    late = replace(a_job("publish", 20, conclusion="failure"), completed_at="2027-02-14T07:00:01Z")
    over = a_run(*WHEELS, late, status="completed", conclusion="failure")
    assert kinds(judged(over)) == ["nobody approved pypi within 30 days, so GitHub gave up"]
    soon = replace(late, completed_at="2027-01-16T07:00:01Z")
    failed = judged(a_run(*WHEELS, soon, status="completed", conclusion="failure"))
    assert kinds(failed) == ["the run of the tag failed, so there is nothing to approve"]
    assert findings(failed)[0].after == "publish.run"
