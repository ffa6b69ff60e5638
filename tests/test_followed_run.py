"""The run of a tag followed to its end on the local GitHub, by a clock that goes on whenever somebody waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import builders as b
import pytest
import tag_runs as t
from github_here import TOKEN, Fault, Watched, local_github
from judging import findings, kinds, told
from somebody import Somebody

from release_tasks import waits
from release_tasks.checklist import publish
from release_tasks.core.events import Event, Events, OutputLine, RunFollowed
from release_tasks.core.findings import Reach
from release_tasks.core.git import RemoteRefs, Tags
from release_tasks.core.github import GitHub, GitHubApi
from release_tasks.core.github.following import changes
from release_tasks.core.github.runs import Following
from release_tasks.core.github.workflow import ReleaseWorkflow
from release_tasks.core.model import (
    Ask,
    Blocked,
    Change,
    Done,
    Fail,
    Item,
    Ok,
    Outcome,
    Skip,
    Unreachable,
    Waiting,
)
from release_tasks.core.person import Consent
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.core.target import Target
from release_tasks.gathering import Facts
from release_tasks.rehearsal.github.runs import Job, Run, Step
from release_tasks.rehearsal.github.state import Environment, Hosted, Workflow
from release_tasks.walk import Mode, Walk
from release_tasks.world.github import patience, reruns

TAG = b.a_tag()
DISPATCHED = t.WORKFLOW.replace("on: {", "on: { workflow_dispatch: , ")
NOBODY = GitHub(absent="no token")
RERUN = "POST /actions/runs/1000/rerun-failed-jobs"


@dataclass
class Clock:
    """A clock that goes on while somebody sleeps; ``then`` is what happens at which moment after the beginning."""

    began: float = 1_800_000_000.0
    now: float = 1_800_000_000.0
    then: dict[float, Callable[[], None]] = field(default_factory=dict)

    def __call__(self) -> float:
        return self.now

    monotonic = __call__

    def sleep(self, length_s: float) -> None:
        self.now += length_s
        for at in [each for each in self.then if self.began + each <= self.now]:
            self.then.pop(at)()


@dataclass
class Release:
    """A release whose tag is at origin, and what walks through its items saw."""

    github: Watched
    clock: Clock
    folder: Path
    hosting: Mapping[str, Any] = field(default_factory=dict)
    workflow: str = t.WORKFLOW
    person: Somebody = field(default_factory=lambda: Somebody(Consent.YES))
    told: list[Event] = field(default_factory=list)

    def walks(self, *items: Item, mode: Mode = Mode.ACT) -> tuple[Outcome, ...]:
        """Settle these items, ``run`` and ``rerun`` if none is given."""
        project = b.a_project(publish="ci", records=self.folder)
        client = self.github.client()
        given: dict[type, object] = {
            Request: b.a_request(task="publish"),
            Events: Events(self.told.append),
            Project: replace(project, hosting=replace(project.hosting, **self.hosting)),
            Target: b.a_target(),
            Tags: b.some_tags(TAG),
            RemoteRefs: b.a_remote(TAG),
            ReleaseWorkflow: t.a_workflow(self.workflow),
            GitHub: self.github.github,
            GitHubApi: client,
        }
        walk = Walk(
            request=b.a_request(task="publish"),
            mode=mode,
            events=Events(self.told.append),
            person=self.person,
            facts=Facts(given, offline=False),
            left_out={},
            answers={},
        )
        return tuple(each.outcome for each in walk.through(items or (publish.run, publish.rerun)))

    def starts(self, *jobs: Job, **changed: Any) -> Run:
        """Let the tag start a run."""
        run = Run(sha=TAG.commit, branch=TAG.name, path=t.FILE, jobs=jobs or WHEELS, **changed)
        return self.github.hosted.add_run(run)

    @property
    def asked_for(self) -> list[str]:
        """What GitHub was asked to change."""
        return [each for each in self.github.asked if not each.startswith("GET")]

    @property
    def lines(self) -> list[str]:
        """What was told in lines."""
        return [each.text for each in self.told if isinstance(each, OutputLine)]

    @property
    def news(self) -> list[str]:
        """What was told of the run."""
        before: Following | None = None
        found = []
        for each in self.told:
            if isinstance(each, RunFollowed):
                found += [f"{one.name}: {one.said}" for one in changes(before, each.following)]
                before = each.following
        return found


BUILD = Step(name="Build", log="E   no compiler", fails=True)
LINUX = Job(name="wheels (linux)", seconds=12, steps=(BUILD,))
WINDOWS = replace(LINUX, name="wheels (windows)", conclusions=("failure", "success"))
PUBLISH = Job(name="publish", needs=(LINUX.name, WINDOWS.name), environment="pypi", seconds=10)
WHEELS = (LINUX, WINDOWS, PUBLISH)
GREEN = (LINUX, replace(WINDOWS, conclusions=("success",)), PUBLISH)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    for module in (waits, reruns, patience):
        monkeypatch.setattr(module, "time", made)
    return made


@pytest.fixture
def release(clock: Clock, tmp_path: Path) -> Iterator[Release]:
    hosted = Hosted(clock=clock, token=TOKEN, refs=lambda: {f"refs/tags/{TAG.name}": TAG.commit})
    for name in ("pypi", "testpypi"):
        hosted.environments[name] = Environment(name=name, reviewers=("ada",))
    hosted.workflows = [Workflow(path=t.FILE, jobs=GREEN, inputs=())]
    with local_github(hosted) as github:
        yield Release(github=github, clock=clock, folder=tmp_path)


# To its end.


def test_a_run_is_followed_to_its_gate_however_long_a_person_takes(release: Release) -> None:
    release.starts(*GREEN)
    run, rerun = release.walks()
    assert isinstance(run, Ok)
    assert told(run)[0] == "release.yml #1: 2 jobs passed; the rest is behind a gate"
    assert rerun == Skip(reason="no job of release.yml #1 failed")
    assert release.news == [
        "release.yml #1: the run of v1.3.0 at c0c0c0c",
        "wheels (linux): running",
        "wheels (windows): running",
        "wheels (linux): passed after 00:12",
        "wheels (windows): passed after 00:12",
        "pypi: ada has to approve",
    ]
    release.clock.now += 5 * 24 * 3600
    assert isinstance(release.walks()[0], Ok)


def test_a_run_that_ended_well(release: Release) -> None:
    release.starts(*GREEN[:2])
    run, _ = release.walks()
    assert isinstance(run, Ok)
    assert release.news[-1] == "release.yml #1: success"


def test_how_long_it_may_take_is_learnt_from_earlier_runs_once(release: Release) -> None:
    for minutes in (2, 3, 10):
        job = replace(LINUX, seconds=60.0 * minutes)
        earlier = release.github.hosted.add_run(Run(sha="e" * 40, branch="v1", path=t.FILE, jobs=(job,)))
        earlier.begin(release.clock.now - 99_999)
    release.starts(*GREEN)
    release.walks(publish.run)
    shown = [each.following.usual_s for each in release.told if isinstance(each, RunFollowed)]
    assert set(shown) == {180.0}
    assert sum("/workflows/" in each for each in release.github.asked) == 1


def test_failed_jobs_run_again_once_and_the_new_attempt_is_followed(release: Release) -> None:
    release.starts()
    run, rerun = release.walks()
    assert isinstance(run, Ok)
    assert isinstance(rerun, Done)
    assert told(rerun) == [
        "release.yml #1 (attempt 2): 2 jobs passed; the rest is behind a gate",
        "wheels (windows) passed in attempt 2",
    ]
    assert release.asked_for == [RERUN]
    assert release.person.asked == [Reach.REMOTE]
    assert release.lines == [
        "wheels (windows), step Build: its log ends so",
        "  Build",
        "  E   no compiler",
        "  error: Process completed with exit code 1.",
    ]
    assert "release.yml #1: attempt 2 was started" in release.news
    assert isinstance(release.walks()[1], Done)
    assert release.asked_for == [RERUN]


def test_jobs_that_fail_each_time_are_a_failure_that_is_told_once(release: Release) -> None:
    release.starts(replace(LINUX, conclusions=("failure",)))
    run, rerun = release.walks()
    assert run == Blocked(by="publish.rerun")
    assert kinds(rerun) == ["failed at: Build"]
    assert release.asked_for == [RERUN]
    release.hosting = {"reruns": 3}
    assert isinstance(release.walks()[1], Fail)
    assert release.asked_for == [RERUN] * 3


def test_flaky_jobs_need_no_question_and_others_do(release: Release) -> None:
    release.person = Somebody(None)
    release.starts()
    run, rerun = release.walks()
    assert run == Blocked(by="publish.rerun")
    assert isinstance(rerun, Ask)
    assert rerun.hint == "pass --yes"
    assert release.asked_for == []
    release.hosting = {"flaky": ("wheels (windows*)",)}
    assert isinstance(release.walks()[1], Done)
    assert release.person.asked == [Reach.REMOTE]


def test_what_would_upload_behind_no_review_is_asked_as_what_cannot_be_undone(release: Release) -> None:
    release.github.hosted.environments["testpypi"].reviewers = ()
    release.hosting = {"flaky": ("*",)}
    release.person = Somebody(None)
    release.starts()
    asked = release.walks()[1]
    assert isinstance(asked, Ask)
    assert asked.hint == "pass --yes-public"
    assert "may upload to an index without a further question: try-out" in asked.question


def test_to_a_look_a_failed_run_is_a_failure_and_to_a_dry_run_it_is_pending(release: Release) -> None:
    release.starts()
    release.clock.now += 60
    run, rerun = release.walks(mode=Mode.LOOK)
    assert (type(run), type(rerun)) == (Fail, Change)
    run, rerun = release.walks(mode=Mode.SHOW)
    assert (type(run).__name__, type(rerun)) == ("Pending", Change)
    assert release.asked_for == []


def test_a_look_at_a_run_that_goes_on_does_not_wait(release: Release) -> None:
    release.starts()
    before = release.clock.now
    run, rerun = release.walks(mode=Mode.LOOK)
    assert (type(run), type(rerun)) == (Waiting, Waiting)
    assert release.clock.now == before


# What may go wrong on the way.


def test_a_run_that_never_appears_fails_after_a_while(release: Release) -> None:
    before = release.clock.now
    run, rerun = release.walks()
    assert [each.subject for each in findings(run)] == ["v1.3.0"]
    assert rerun == Blocked(by="publish.run")
    assert 90 <= release.clock.now - before < 95
    assert release.lines == ["no run of release.yml has begun for v1.3.0; for 90 s at most"]


def test_a_run_that_appears_late_is_followed(release: Release) -> None:
    release.starts(*GREEN, appears=release.clock.now + 20)
    assert isinstance(release.walks(publish.run)[0], Ok)


def test_a_workflow_that_is_switched_off_is_seen(release: Release) -> None:
    release.github.hosted.workflows[0].state = "disabled_inactivity"
    release.github.hosted.messages[TAG.commit] = "chore: release [skip ci]"
    (run,) = release.walks(publish.run)
    assert [each.partition(": ")[2] for each in kinds(run)] == [
        "its commit's message says [skip ci]",
        "GitHub has switched release.yml off",
    ]


def test_patience_ends_and_the_run_goes_on(release: Release) -> None:
    release.hosting = {"follow_s": 6.0}
    release.starts()
    (run,) = release.walks(publish.run)
    assert isinstance(run, Waiting)
    assert release.asked_for == []


def test_a_cancelled_run_may_run_again(release: Release) -> None:
    run = release.starts(*GREEN)
    release.clock.then[6] = lambda: setattr(run, "cancelled", release.clock.now)
    release.person = Somebody(Consent.NO)
    found, rerun = release.walks()
    assert found == Blocked(by="publish.rerun")
    assert isinstance(rerun, Ask)
    assert "wheels (linux), wheels (windows)" in rerun.question
    (alone,) = release.walks(publish.run)
    assert "did not pass (cancelled)" in kinds(alone)


def test_a_rerun_of_somebody_else_is_followed_and_said(release: Release) -> None:
    run = release.starts(replace(LINUX, seconds=30), WINDOWS)
    release.clock.then[18] = lambda: setattr(run, "cancelled", release.clock.now)
    release.clock.then[19] = lambda: run.rerun_failed(release.clock.now)
    found, rerun = release.walks()
    assert isinstance(found, Ok)
    assert isinstance(rerun, Done)
    assert "release.yml #1: attempt 2 was started" in release.news
    assert release.asked_for == []


def test_what_somebody_let_run_again_while_we_asked_is_not_let_run_twice(release: Release) -> None:
    run = release.starts(*WHEELS[:2])

    class Slow(Somebody):
        def consent(self, item: Item, change: Change, reach: Reach) -> Consent | None:
            run.rerun_failed(release.clock.now)
            return Consent.YES

    release.person = Slow(None)
    assert isinstance(release.walks()[1], Done)
    assert release.asked_for == []
    assert "somebody ran release.yml #1 again already" in release.lines


@pytest.mark.parametrize("status", [pytest.param(500, marks=pytest.mark.slow), 502])
def test_an_answer_that_was_lost_is_no_second_rerun(release: Release, status: int) -> None:
    release.starts(*WHEELS[:2])
    release.github.faults.append(Fault(to="POST", status=status, after=True))
    assert isinstance(release.walks()[1], Done)
    assert release.asked_for == [RERUN]
    assert any(each.endswith("; but attempt 2 began") for each in release.lines)


@pytest.mark.parametrize("answer", [Fault(to="POST", status=201, body=b"{}"), Fault(to="POST", status=502)])
def test_an_attempt_that_shows_late_is_waited_for(release: Release, answer: Fault) -> None:
    run = release.starts(*WHEELS[:2])
    release.github.faults.append(replace(answer))
    release.clock.then[25] = lambda: run.rerun_failed(release.clock.now)
    assert isinstance(release.walks()[1], Done)
    assert release.asked_for == [RERUN]


def test_an_attempt_that_never_shows_is_told(release: Release) -> None:
    release.starts(*WHEELS[:2])
    release.github.faults.append(Fault(to="POST", status=201, body=b"{}"))
    rerun = release.walks()[1]
    assert isinstance(rerun, Unreachable)
    assert rerun.reason == "release.yml #1: GitHub took it, and shows no attempt 2 yet"


def test_a_limit_on_the_way_to_a_rerun_is_no_refusal_of_it(release: Release) -> None:
    release.starts(*WHEELS[:2])
    release.github.faults.append(Fault(to="POST", status=403, headers={"Retry-After": "900"}))
    rerun = release.walks()[1]
    assert isinstance(rerun, Unreachable)
    assert "has had enough of us" in rerun.reason


def test_a_rerun_that_did_not_take_place_is_told_and_done_the_next_time(release: Release) -> None:
    release.starts(*WHEELS[:2])
    release.github.faults.append(Fault(to="POST", status=502))
    rerun = release.walks()[1]
    assert isinstance(rerun, Fail)
    (found,) = findings(rerun)
    assert "nobody knows whether it did what we asked" in found.kind
    assert found.remedy.endswith("then run this again, which looks before it acts")
    assert release.asked_for == [RERUN]
    assert isinstance(release.walks()[1], Done)
    assert release.asked_for == [RERUN] * 2


def test_a_kill_after_the_rerun_lets_nothing_run_twice(release: Release) -> None:
    run = release.starts(*WHEELS[:2])
    release.clock.now += 60
    run.rerun_failed(release.clock.now)
    assert isinstance(release.walks()[1], Done)
    assert release.asked_for == []


@pytest.mark.parametrize(
    "words",
    [
        "This workflow run cannot be retried",
        *(
            pytest.param(each, marks=pytest.mark.slow)
            for each in (
                "Unable to retry this workflow run because it was created over a month ago",
                "Unable to retry this workflow run more than 50 times",
                "This workflow is already running",
            )
        ),
    ],
)
def test_githubs_refusal_is_told_in_its_words_with_another_way(release: Release, words: str) -> None:
    release.workflow = DISPATCHED
    release.starts(*WHEELS[:2])
    release.github.faults.append(Fault(to="POST", status=403, message=words))
    (found,) = findings(release.walks()[1])
    assert words in found.kind
    assert found.remedy == "gh workflow run release.yml --ref v1.3.0"


def test_a_token_that_may_not_is_told_what_it_lacks(release: Release) -> None:
    release.github.hosted.writable.clear()
    release.starts(*WHEELS[:2])
    rerun = release.walks()[1]
    assert isinstance(rerun, Unreachable)
    assert "Resource not accessible" in rerun.reason
    assert "actions: write" in rerun.remedy
    assert release.asked_for == [RERUN]


def test_a_run_that_is_too_old_is_dispatched_anew_once(release: Release) -> None:
    release.workflow = DISPATCHED
    release.starts(*WHEELS[:2])
    release.clock.now += 40 * 24 * 3600
    run, rerun = release.walks()
    assert isinstance(run, Ok)
    assert rerun == Skip(reason="no job of release.yml #2 failed")
    assert release.asked_for == ["POST /actions/workflows/release.yml/dispatches"]
    assert release.person.asked == [Reach.REMOTE]
    release.walks()
    assert len(release.asked_for) == 1


def test_a_dispatch_whose_answer_was_lost_is_not_sent_again(release: Release) -> None:
    release.workflow = DISPATCHED
    release.starts(*WHEELS[:2])
    release.clock.now += 40 * 24 * 3600
    release.github.faults.append(Fault(to="dispatches", status=502, after=True))
    assert isinstance(release.walks()[0], Ok)
    assert isinstance(release.walks()[0], Ok)
    assert release.asked_for == ["POST /actions/workflows/release.yml/dispatches"]


@pytest.mark.parametrize(
    ("status", "words"), [(404, "no log of it yet"), (410, "does not keep its log any more")]
)
def test_a_log_that_is_not_to_be_had_is_no_obstacle(release: Release, status: int, words: str) -> None:
    release.starts(*WHEELS[:2])
    release.github.faults.append(Fault(to="/logs", status=status, times=99))
    assert isinstance(release.walks()[1], Done)
    assert words in release.lines[0]


@pytest.mark.parametrize(
    "status", [500, *(pytest.param(each, marks=pytest.mark.slow) for each in (502, 503))]
)
def test_trouble_on_the_way_is_waited_out(release: Release, status: int) -> None:
    release.starts(*GREEN)
    release.clock.then[8] = lambda: release.github.faults.append(Fault(to="GET", status=status, times=9))
    (run,) = release.walks(publish.run)
    assert isinstance(run, Ok)
    assert any("GitHub has trouble" in each for each in release.lines)


def test_trouble_that_does_not_end_ends_with_the_deadline(release: Release) -> None:
    release.hosting = {"follow_s": 20.0}
    release.starts(*GREEN)
    release.clock.then[8] = lambda: release.github.faults.append(Fault(to="GET", status=500, times=9999))
    (run,) = release.walks(publish.run)
    assert isinstance(run, Unreachable)
    assert 20 <= release.clock.now - release.clock.began < 30


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(to="GET", status=401, message="Bad credentials", times=99), "does not accept the token"),
        (Fault(to="GET", status=403, message="Resource not accessible", times=99), "does not let the token"),
        (
            Fault(
                to="GET", status=403, headers={"X-GitHub-SSO": "required; url=https://sso.example"}, times=99
            ),
            "does not let the token",
        ),
        (Fault(to="GET", status=404, times=99), "or hides it from the token"),
    ],
)
@pytest.mark.parametrize("after_s", [pytest.param(0, marks=pytest.mark.slow), 8])
def test_a_no_that_lasts_ends_it_at_once(release: Release, fault: Fault, words: str, after_s: float) -> None:
    fault = replace(fault)
    release.starts(*GREEN)
    if after_s:
        release.clock.then[after_s] = lambda: release.github.faults.append(fault)
    else:
        release.github.faults.append(fault)
    (run,) = release.walks(publish.run)
    assert isinstance(run, Unreachable)
    assert words in run.reason
    assert run.remedy
    assert release.clock.now - release.clock.began <= 12


def test_a_limit_is_waited_out(release: Release) -> None:
    release.starts(*GREEN)
    limited = Fault(to="GET", status=403, message="You have exceeded a secondary rate limit", times=2)
    release.clock.then[8] = lambda: release.github.faults.append(limited)
    (run,) = release.walks(publish.run)
    assert isinstance(run, Ok)
    assert any("has had enough of us" in each for each in release.lines)


def test_while_a_limit_lasts_github_is_not_asked(release: Release) -> None:
    release.starts(*GREEN)
    limited = Fault(to="GET", status=429, headers={"Retry-After": "1800"})
    release.clock.then[8] = lambda: release.github.faults.append(limited)
    asked: list[int] = []
    release.clock.then[1700] = lambda: asked.append(len(release.github.asked))
    release.clock.then[9] = lambda: asked.append(len(release.github.asked))
    assert isinstance(release.walks(publish.run)[0], Ok)
    assert asked[1] - asked[0] <= 1
    assert release.clock.now - release.clock.began >= 1808


def test_a_run_that_was_deleted_meanwhile_is_looked_for_anew(release: Release) -> None:
    run = release.starts(*GREEN)
    release.clock.then[6] = lambda: release.github.hosted.runs.remove(run)
    (found,) = release.walks(publish.run)
    assert isinstance(found, Fail)
    assert "started no workflow run" in kinds(found)[0]


def test_a_deleted_tag_is_told_with_its_run(release: Release) -> None:
    release.starts(*GREEN)
    project = b.a_project(publish="ci")
    client = release.github.client()
    facts = Facts(
        {
            Request: b.a_request(),
            Events: Events(lambda _: None),
            Project: project,
            Target: b.a_target(),
            Tags: b.some_tags(TAG),
            RemoteRefs: b.a_remote(),
            ReleaseWorkflow: t.a_workflow(),
            GitHub: release.github.github,
            GitHubApi: client,
        },
        offline=False,
    )
    (found,) = findings(publish.run.judge(**facts.arguments(publish.run.judge)))
    assert found.kind == "origin has the tag no more, but release.yml #1 ran for it"
