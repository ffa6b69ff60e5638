"""A workflow is dispatched once, whatever becomes of the answer, and its own run is found among all others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from github_here import Clock, Fault, Watched, local_github
from repositories import a_repository

from release_tasks.core.errors import ActionError, UnreachableError
from release_tasks.core.events import Events
from release_tasks.core.findings import Reach
from release_tasks.core.github.dispatching import DispatchedRun, DispatchWorkflow, last_dispatch
from release_tasks.core.github.refusals import GitHubError
from release_tasks.core.ledger import Entry, Ledger
from release_tasks.core.project import Project
from release_tasks.core.target import Target
from release_tasks.rehearsal.github.runs import Job, Run
from release_tasks.rehearsal.github.state import Hosted, Workflow
from release_tasks.world.github.dispatching import dispatch_workflow, dispatched_run
from release_tasks.world.ledger.ledger import append, ledger

TARGET = Target(version="1.3.0", why="given")
COMMIT = "c" * 40
BRANCH = "release/v1.3.0"
PATH = ".github/workflows/release.yml"
ACTION = DispatchWorkflow(
    purpose="ci-dry-run",
    workflow="release.yml",
    ref=BRANCH,
    bound_to=COMMIT,
    reach=Reach.REMOTE,
    inputs={"dry-run": "true"},
    commit=COMMIT,
)


@dataclass
class Desk:
    """One maintainer's checkout and GitHub."""

    project: Project
    github: Watched
    clock: Clock

    def dispatch(self, action: DispatchWorkflow = ACTION) -> None:
        """As the runner does it: what the performer gives goes to the ledger."""
        entry = dispatch_workflow(action, Events(lambda _: None), self.github.client(), self.project, TARGET)
        if entry is not None:
            append(self.project, TARGET.version, replace(entry, item="tag.ci-dry-run"))

    def look(self, purpose: str = "ci-dry-run") -> DispatchedRun:
        client = self.github.client()
        client.find(dict, "actions", "workflows", "release.yml")
        return dispatched_run(purpose, client, self.ledger)

    @property
    def ledger(self) -> Ledger:
        return ledger(self.project, TARGET)

    @property
    def dispatches(self) -> int:
        return sum(each.startswith("POST") for each in self.github.asked)

    def somebody_dispatches(self, **changed: Any) -> Run:
        made = {"sha": COMMIT, "branch": BRANCH, "path": PATH, "event": "workflow_dispatch", **changed}
        return self.github.hosted.add_run(Run(**made))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    clock = Clock()
    hosted = Hosted(clock=clock, refs=lambda: {f"refs/heads/{BRANCH}": COMMIT})
    workflow = Workflow(path=PATH, jobs=(Job(name="test", seconds=60),), inputs=("dry-run", "distinct_id"))
    hosted.workflows.append(replace(workflow, run_name="release {distinct_id}"))
    with local_github(hosted) as running:
        yield Desk(a_repository(tmp_path / "demo").project(), running, clock)


def numbers(seen: DispatchedRun) -> list[int]:
    return [each.id for each in seen.candidates]


def test_nothing_was_dispatched(desk: Desk) -> None:
    assert desk.look() == DispatchedRun()


def test_github_names_the_run_and_that_one_is_followed(desk: Desk) -> None:
    desk.somebody_dispatches()
    desk.dispatch()
    desk.somebody_dispatches()
    seen = desk.look()
    assert (seen.dispatch, seen.found) != (None, None)
    assert seen.found is not None
    assert seen.found.run.id == 1001
    assert seen.dispatch is not None
    assert (seen.dispatch.known, seen.dispatch.bound_to) == (True, COMMIT)
    assert not seen.found.over
    desk.clock.now += 61
    seen = desk.look()
    assert seen.found is not None
    assert seen.found.green
    assert desk.look("rerun") == DispatchedRun()


def test_what_we_say_to_github(desk: Desk) -> None:
    desk.dispatch(replace(ACTION, key_input="distinct_id"))
    (sent,) = (each.asked.value for each in desk.github.exchanges if each.asked.method == "POST")
    assert sent["ref"] == BRANCH
    assert sent["inputs"]["dry-run"] == "true"
    dispatch = last_dispatch(desk.ledger, "ci-dry-run")
    assert dispatch is not None
    assert sent["inputs"]["distinct_id"] == dispatch.key
    assert len(dispatch.key) == 8


def test_an_old_server_names_no_run_so_it_is_looked_for(desk: Desk) -> None:
    desk.github.hosted.oldest = True
    desk.github.hosted.workflows[0].appears_after_s = 10
    early = desk.somebody_dispatches()
    desk.clock.now += 6
    desk.dispatch()
    desk.somebody_dispatches(branch="main")
    desk.somebody_dispatches(sha="d" * 40)
    desk.somebody_dispatches(event="push")
    desk.somebody_dispatches(path=".github/workflows/ci.yml")
    seen = desk.look()
    assert seen.dispatch is not None
    assert (seen.dispatch.known, seen.dispatch.run, numbers(seen), seen.found) == (True, 0, [], None)
    assert seen.waited_s == 5
    desk.clock.now += 10
    seen = desk.look()
    assert numbers(seen) == [early.id + 1]
    assert seen.found is not None
    assert seen.found.run.id == early.id + 1


def test_a_lost_answer_is_made_good_by_looking(desk: Desk) -> None:
    desk.github.faults.append(Fault(to="POST .*dispatches", after=True))
    desk.dispatch()
    seen = desk.look()
    assert seen.dispatch is not None
    assert not seen.dispatch.known
    assert numbers(seen) == [1000]
    assert desk.dispatches == 1


def test_silence_and_a_kill_leave_the_question_open(desk: Desk) -> None:
    desk.github.faults.append(Fault(to="POST .*dispatches", after=True, shown=0))
    with pytest.raises(UnreachableError, match="nobody knows"):
        desk.dispatch()
    assert numbers(desk.look()) == [1000]
    assert desk.dispatches == 1


def test_of_several_that_fit_none_is_taken_for_ours(desk: Desk) -> None:
    desk.github.hosted.oldest = True
    desk.dispatch()
    theirs = desk.somebody_dispatches()
    seen = desk.look()
    assert seen.found is None
    assert numbers(seen) == [theirs.id, 1000]
    dispatch = seen.dispatch
    assert dispatch is not None
    answer = Entry(kind="answer", item="x", bound_to=dispatch.question, data={"text": f"#{theirs.id}"})
    append(desk.project, TARGET.version, answer)
    seen = desk.look()
    assert seen.found is not None
    assert seen.found.run.id == theirs.id


def test_a_number_that_is_not_of_such_a_run_leaves_the_question_open(desk: Desk) -> None:
    desk.github.hosted.oldest = True
    desk.dispatch()
    theirs = desk.somebody_dispatches()
    pushed = desk.somebody_dispatches(event="push")
    dispatch = desk.look().dispatch
    assert dispatch is not None
    for number in (pushed.id, 4711):
        answer = Entry(kind="answer", item="x", bound_to=dispatch.question, data={"text": str(number)})
        append(desk.project, TARGET.version, answer)
        seen = desk.look()
        assert seen.found is None
        assert numbers(seen) == [theirs.id, 1000]


def test_a_key_in_the_title_tells_ours_from_theirs(desk: Desk) -> None:
    desk.github.hosted.oldest = True
    desk.dispatch(replace(ACTION, key_input="distinct_id"))
    desk.somebody_dispatches(shown="release 00000000")
    seen = desk.look()
    assert numbers(seen) == [1000]


def test_a_person_says_that_it_never_took_place(desk: Desk) -> None:
    desk.github.faults.append(Fault(to="POST .*dispatches"))
    desk.dispatch()
    seen = desk.look()
    assert seen.dispatch is not None
    assert not seen.candidates
    append(
        desk.project,
        TARGET.version,
        Entry(kind="answer", item="x", bound_to=seen.dispatch.question, data={"text": "None"}),
    )
    assert desk.look() == DispatchedRun()


def test_runs_of_our_other_dispatches_are_not_it(desk: Desk) -> None:
    desk.dispatch()
    desk.github.hosted.oldest = True
    desk.dispatch(replace(ACTION, purpose="rerun"))
    assert numbers(desk.look("rerun")) == [1001]


def test_a_run_that_somebody_deleted_is_gone(desk: Desk) -> None:
    desk.dispatch()
    desk.github.hosted.runs.clear()
    seen = desk.look()
    assert seen.dispatch is not None
    assert seen.found is None


def test_a_run_that_cannot_be_seen_is_not_taken_for_deleted(desk: Desk) -> None:
    desk.dispatch()
    desk.github.faults.append(Fault(to="GET .*/runs/1000", status=403, message="Resource not accessible"))
    with pytest.raises(GitHubError, match="does not let the token do this"):
        desk.look()


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no such file": ({"workflow": "absent.yml"}, "merge .github/workflows/absent.yml to the default branch"),
    "no such ref": ({"ref": "gone"}, "git push origin gone"),
    "no such input": ({"inputs": {"color": "red"}}, "mend dispatch-inputs"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_github_refuses_did_not_take_place(desk: Desk, name: str) -> None:
    changed, remedy = REFUSED[name]
    with pytest.raises(ActionError) as raised:
        desk.dispatch(replace(ACTION, **changed))
    assert remedy in raised.value.remedy
    assert last_dispatch(desk.ledger, "ci-dry-run") is None
    assert desk.github.hosted.runs == []


def test_a_workflow_without_the_trigger_and_one_that_is_switched_off(desk: Desk) -> None:
    desk.github.hosted.workflows[0].inputs = None
    with pytest.raises(ActionError) as raised:
        desk.dispatch()
    assert raised.value.remedy.startswith("add workflow_dispatch to the triggers (on:) in .github/workflows/")
    desk.github.hosted.workflows[0].state = "disabled_manually"
    with pytest.raises(ActionError, match="it is disabled_manually") as raised:
        desk.dispatch()
    assert raised.value.remedy == "gh workflow enable release.yml"


def test_a_token_that_may_not(desk: Desk) -> None:
    desk.github.hosted.writable.clear()
    with pytest.raises(GitHubError, match="does not let the token do this") as raised:
        desk.dispatch()
    assert raised.value.remedy == "set GH_TOKEN to a token with actions: write"
    assert last_dispatch(desk.ledger, "ci-dry-run") is None
    desk.github.faults.append(Fault(to="GET .*workflows", status=401, message="Bad credentials"))
    with pytest.raises(GitHubError, match="does not accept the token"):
        desk.dispatch()
