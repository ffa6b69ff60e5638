"""Items that wait for GitHub, from beginning to end: the runner, real git, and the local GitHub by a clock of ours.

A trial of the release workflow, and the approval of its gates; killed, refused, and overtaken by others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import builders as b
import pytest
from github_here import Fault, Watched, hosted_at, local_github
from hosting import git
from repositories import Repository, a_repository, an_origin

from release_tasks import waits
from release_tasks.core.errors import ExitCode
from release_tasks.core.findings import Reach
from release_tasks.core.github import GitHub
from release_tasks.core.index import Indexes
from release_tasks.core.model import Ask, Change, Done, Fail, Item, Ok, Outcome, Waiting
from release_tasks.core.person import Consent
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.rehearsal.github.runs import Job, Review, Run
from release_tasks.rehearsal.github.state import Environment, Workflow
from release_tasks.runner import run
from release_tasks.walk import Mode

PATH = ".github/workflows/release.yml"
WORKFLOW = """\
on:
  push: { tags: ["v*"] }
  workflow_dispatch: {}
jobs:
  build:
    steps: [{ run: make }]
  try:
    needs: build
    environment: testpypi
    if: github.event_name == 'push'
    steps: [{ run: twine upload --repository testpypi dist/* }]
  publish:
    needs: try
    environment: pypi
    steps: [{ run: twine upload dist/* }]
"""
BRANCH = "release/v1.3.0"


class Nobody:
    """A terminal without a person."""

    def consent(self, item: Item, change: Change, reach: Reach) -> Consent | None:
        return None

    def answer(self, item: Item, ask: Ask) -> str | None:
        return None


@dataclass
class Clock:
    """GitHub's clock, and ours: it goes on while something waits, and then ``meanwhile`` happens."""

    now: float = 1_800_000_000.0
    meanwhile: Callable[[], None] = lambda: None

    def __call__(self) -> float:
        return self.now

    def sleep(self, length_s: float) -> None:
        self.now += length_s
        self.meanwhile()

    def monotonic(self) -> float:
        return self.now


@dataclass
class Desk:
    repository: Repository
    origin: Path
    github: Watched
    clock: Clock
    answers: Mapping[str, str] = field(default_factory=dict)

    def does(self, item: str, mode: Mode = Mode.ACT, **changes: Any) -> tuple[Outcome, ExitCode]:
        request = Request(
            **{
                "task": item.partition(".")[0],
                "root": self.repository.root,
                "version": "1.3.0",
                "yes_public": True,
                "ci_dry_run": True,
                "answers": self.answers,
                **changes,
            }
        )
        given = {
            Project: self.repository.project(name="demo", publish="ci"),
            GitHub: self.github.github,
            Indexes: b.some_indexes(testpypi=False),
        }
        report = run(request, [item], mode, emit=lambda _: None, person=Nobody(), given=given)
        return report.settled[0].outcome, report.exit_code

    @property
    def ledger(self) -> Path:
        return self.repository.root / ".git/release-tasks/demo/1.3.0.jsonl"

    @property
    def written(self) -> list[str]:
        """What GitHub was asked to change."""
        return [each.partition("?")[0] for each in self.github.asked if not each.startswith("GET")]

    @property
    def branches(self) -> list[str]:
        return git(self.origin, "branch", "--format=%(refname:short)").split()


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    clock = Clock()
    monkeypatch.setattr(waits, "time", clock)
    repository = a_repository(tmp_path / "demo")
    repository.write(PATH, WORKFLOW)
    repository.commit("chore(release): demo 1.3.0")
    origin = an_origin(repository)
    hosted = hosted_at(origin, clock=clock)
    jobs = Job(name="build", seconds=60), Job(name="publish", needs=("build",), conclusions=("skipped",))
    hosted.workflows.append(Workflow(path=PATH, jobs=jobs, inputs=()))
    with local_github(hosted) as running:
        yield Desk(repository, origin, running, clock)


TRIAL = "tag.ci-dry-run"
DISPATCHED = "POST /actions/workflows/release.yml/dispatches"


def test_a_trial_from_the_branch_to_its_removal(desk: Desk) -> None:
    there: list[list[str]] = []
    desk.clock.meanwhile = lambda: there.append(desk.branches)
    outcome, code = desk.does(TRIAL)
    assert isinstance(outcome, Done)
    assert code is ExitCode.FINE
    assert there[0] == ["main", BRANCH]
    assert desk.branches == ["main"]
    assert desk.written == [DISPATCHED]
    assert desk.github.hosted.runs[0].sha == desk.repository.git("rev-parse", "HEAD")
    again, _ = desk.does(TRIAL, ci_dry_run=False)
    assert again == outcome
    assert desk.written == [DISPATCHED]


def test_a_look_and_a_show_begin_nothing(desk: Desk) -> None:
    for mode in (Mode.LOOK, Mode.SHOW):
        outcome, _ = desk.does(TRIAL, mode)
        assert isinstance(outcome, Change)
        assert [type(each).__name__ for each in outcome.actions] == ["Push", "DispatchWorkflow"]
    assert (desk.written, desk.branches) == ([], ["main"])


def test_without_a_yes_nothing_begins(desk: Desk) -> None:
    outcome, code = desk.does(TRIAL, yes_public=False)
    assert isinstance(outcome, Ask)
    assert "job publish uploads nothing there (a job" in outcome.question
    assert code is ExitCode.NEEDS_PERSON
    assert (desk.written, desk.branches) == ([], ["main"])


def test_a_lost_answer_is_made_good_within_the_run(desk: Desk) -> None:
    desk.github.hosted.workflows[0].appears_after_s = 20
    desk.github.faults.append(Fault(to="POST .*dispatches", after=True))
    outcome, _ = desk.does(TRIAL)
    assert isinstance(outcome, Done)
    assert desk.written == [DISPATCHED]


def test_a_run_that_is_killed_after_its_dispatch_goes_on_with_the_same_run(desk: Desk) -> None:
    def killed() -> None:
        raise KeyboardInterrupt

    desk.clock.meanwhile = killed
    with pytest.raises(KeyboardInterrupt):
        desk.does(TRIAL)
    lines = desk.ledger.read_bytes().splitlines(keepends=True)
    assert b'"dispatch"' in lines[-1]
    desk.ledger.write_bytes(b"".join(lines[:-1]))
    desk.clock.meanwhile = lambda: None
    outcome, _ = desk.does(TRIAL, ci_dry_run=False)
    assert isinstance(outcome, Done)
    assert desk.written == [DISPATCHED]
    assert desk.branches == ["main"]


def test_another_machine_sees_the_trial_and_begins_none_of_its_own(desk: Desk) -> None:
    def killed() -> None:
        raise KeyboardInterrupt

    desk.clock.meanwhile = killed
    with pytest.raises(KeyboardInterrupt):
        desk.does(TRIAL)
    desk.ledger.unlink()
    desk.clock.meanwhile = lambda: None
    outcome, _ = desk.does(TRIAL)
    assert isinstance(outcome, Done)
    assert (desk.written, desk.branches) == ([DISPATCHED], ["main"])


def test_a_dispatch_that_never_was_is_asked_about_and_then_made(desk: Desk) -> None:
    desk.github.faults.append(Fault(to="POST .*dispatches"))
    outcome, code = desk.does(TRIAL)
    assert isinstance(outcome, Ask)
    assert code is ExitCode.NEEDS_PERSON
    assert "GitHub's answer is not known. GitHub shows no such run" in outcome.question
    desk.answers = {"ci-dry-run": "none"}
    outcome, _ = desk.does(TRIAL)
    assert isinstance(outcome, Done)
    assert desk.written == [DISPATCHED, DISPATCHED]
    assert len(desk.github.hosted.runs) == 1


def test_a_trial_that_fails_and_passes_when_it_runs_again(desk: Desk) -> None:
    build = desk.github.hosted.workflows[0].jobs
    assert not callable(build)
    build[0].conclusions = ("failure", "success")
    outcome, code = desk.does(TRIAL)
    assert isinstance(outcome, Fail)
    assert code is ExitCode.FAILED
    assert outcome.findings[0].subject == "build"
    assert desk.branches == ["main"]
    desk.github.hosted.runs[0].rerun_failed(desk.clock())
    outcome, _ = desk.does(TRIAL)
    assert isinstance(outcome, Done)
    assert desk.written == [DISPATCHED]


GATES = "promote.approve"
REVIEWED = "POST /actions/runs/1000/pending_deployments"


@pytest.fixture
def gated(desk: Desk) -> Desk:
    """The release's tag is out, and its run builds."""
    desk.repository.git("tag", "--annotate", "v1.3.0", "--message", "demo")
    desk.repository.git("push", "--quiet", "origin", "v1.3.0")
    hosted = desk.github.hosted
    for name in ("testpypi", "pypi"):
        hosted.environments[name] = Environment(name=name, reviewers=("ada", "bob"))
    jobs = (
        Job(name="build", seconds=60),
        Job(name="try", seconds=60, needs=("build",), environment="testpypi"),
        Job(name="publish", seconds=60, needs=("try",), environment="pypi"),
    )
    commit = desk.repository.git("rev-parse", "HEAD")
    hosted.add_run(Run(sha=commit, branch="v1.3.0", path=PATH, jobs=jobs))
    desk.answers = {"approve": "yes"}
    return desk


def approve(desk: Desk, environment: str, who: str = "bob", state: str = "approved") -> None:
    said = Review(environment=environment, state=state, comment="go", at=desk.clock(), who=who)
    desk.github.hosted.runs[0].reviews.append(said)


def test_gates_are_opened_one_after_the_other_as_they_come(gated: Desk) -> None:
    outcome, code = gated.does(GATES)
    assert isinstance(outcome, Done)
    assert code is ExitCode.FINE
    assert gated.written == [REVIEWED, REVIEWED]
    first, second = gated.github.hosted.runs[0].reviews
    assert (first.environment, second.environment) == ("testpypi", "pypi")
    assert first.comment.startswith(
        "Ada Maintainer approved testpypi for demo 1.3.0. Verified: build, passed."
    )
    assert second.at - first.at >= 60
    assert gated.does(GATES)[0] == outcome
    assert gated.written == [REVIEWED, REVIEWED]


def test_a_yes_beforehand_is_no_yes_to_what_nobody_verified(gated: Desk) -> None:
    gated.github.hosted.runs[0].jobs = (*gated.github.hosted.runs[0].jobs, Job(name="smoke"))
    gated.github.hosted.runs[0].attempts[0].jobs["smoke"] = 1  # type: ignore[index]  # a dictionary
    gated.github.hosted.runs[0].jobs[-1].conclusions = ("failure",)
    outcome, code = gated.does(GATES)
    assert isinstance(outcome, Ask)
    assert "NOT VERIFIED: smoke failed" in outcome.question
    assert (code, gated.written) == (ExitCode.NEEDS_PERSON, [])


def test_the_public_yes_is_asked_for_besides_the_answer(gated: Desk) -> None:
    outcome, code = gated.does(GATES, yes_public=False)
    assert isinstance(outcome, Ask)
    assert outcome.hint == "pass --yes-public"
    assert (code, gated.written) == (ExitCode.NEEDS_PERSON, [])


def test_a_token_that_may_not_waits_and_sees_what_others_do(gated: Desk) -> None:
    gated.github.hosted.viewer = "eve"

    def bob() -> None:
        for name, _ in list(gated.github.hosted.runs[0].waiting(gated.clock())):
            approve(gated, name)

    gated.clock.meanwhile = bob
    outcome, _ = gated.does(GATES)
    assert isinstance(outcome, Done)
    assert [each.what for each in outcome.evidence] == [
        "bob approved testpypi",
        "bob approved pypi",
        "bob said: go",
        "bob said: go",
    ]
    assert gated.written == []


def test_nobody_comes_in_time(gated: Desk) -> None:
    gated.github.hosted.viewer = "eve"
    outcome, code = gated.does(GATES, wait_s=90.0)
    assert isinstance(outcome, Waiting)
    assert "testpypi: ada or bob has to approve; this token may not: open http://" in outcome.reason
    assert code is ExitCode.NEEDS_PERSON
    assert gated.clock.now - 1_800_000_000.0 < 120


def test_a_token_that_github_refuses_waits_and_a_better_one_goes_on(gated: Desk) -> None:
    gated.github.hosted.writable.discard("deployments")
    outcome, code = gated.does(GATES, wait_s=90.0)
    assert isinstance(outcome, Waiting)
    assert "this token may not (GitHub does not let the token do this (403)" in outcome.reason
    assert (code, gated.written) == (ExitCode.NEEDS_PERSON, [REVIEWED])
    gated.github.hosted.writable.add("deployments")
    outcome, _ = gated.does(GATES)
    assert isinstance(outcome, Done)


def test_trouble_after_the_effect_approves_nothing_twice(gated: Desk) -> None:
    gated.github.faults.append(Fault(to="POST .*pending_deployments", after=True, times=2))
    outcome, _ = gated.does(GATES)
    assert isinstance(outcome, Done)
    assert gated.written == [REVIEWED, REVIEWED]
    assert len(gated.github.hosted.runs[0].reviews) == 2


def test_a_rejection_ends_it(gated: Desk) -> None:
    gated.answers = {"approve": "reject"}
    outcome, code = gated.does(GATES)
    assert isinstance(outcome, Fail)
    assert code is ExitCode.FAILED
    assert outcome.findings[0].kind == "ada rejected testpypi"


def test_a_timer_is_waited_out(gated: Desk) -> None:
    for each in ("testpypi", "pypi"):
        gated.github.hosted.environments[each] = Environment(name=each, wait_minutes=60)
    hosted_run = gated.github.hosted.runs.pop()
    gated.github.hosted.add_run(Run(sha=hosted_run.sha, branch="v1.3.0", path=PATH, jobs=hosted_run.jobs))
    outcome, _ = gated.does(GATES)
    assert isinstance(outcome, Ok)
    assert "environment testpypi, pypi has no reviewers" in outcome.evidence[0].what
    assert gated.written == []
