"""Exit codes, and a run as JSON."""

from __future__ import annotations

import json
from itertools import permutations
from typing import get_args

import pytest

from release_tasks.core.actions import Push
from release_tasks.core.errors import ExitCode
from release_tasks.core.findings import Evidence, Finding, Reach
from release_tasks.core.index import IndexFiles
from release_tasks.core.model import (
    Ask,
    Blocked,
    Change,
    Done,
    Fail,
    Item,
    Ok,
    Outcome,
    Pending,
    Skip,
    Unreachable,
    Waiting,
    Warn,
)
from release_tasks.core.project import Inference
from release_tasks.core.report import Report, Settled, outcome_word, report_json, settled_json, worst
from release_tasks.core.target import NoteTarget

ITEM = Item(stage="tag", name="push", line="Origin has the tag.", why="", source="", judge=Ok)
FINDING = Finding(kind="behind origin", subject="main", remedy="git pull")
PUSH = Push(refspecs=("HEAD:refs/heads/main",), url="/srv/demo.git", reach=Reach.REMOTE)
ALL: dict[Outcome, ExitCode] = {
    Ok(evidence=(Evidence(what="seen"),)): ExitCode.FINE,
    Done(): ExitCode.FINE,
    Fail(findings=(FINDING,)): ExitCode.FAILED,
    Warn(findings=(FINDING,)): ExitCode.FINE,
    Skip(reason="offline"): ExitCode.FINE,
    Unreachable(reason="down", remedy="wait"): ExitCode.UNREACHABLE,
    Pending(after="metadata.bump"): ExitCode.FINE,
    Blocked(by="tag.commit"): ExitCode.FINE,
    Change(actions=(NoteTarget(version="1.3.0"), PUSH), because="origin lacks it"): ExitCode.FINE,
    Waiting(fact=IndexFiles, subject="pypi", reason="not yet"): ExitCode.NEEDS_PERSON,
    Ask(question="Really?", bound_to="1.3.0"): ExitCode.NEEDS_PERSON,
}


def report(*outcomes: Outcome, looking: bool = False) -> Report:
    settled = tuple(Settled(item=ITEM, outcome=each) for each in outcomes)
    return Report(package="demo", version="1.3.0", why="given", settled=settled, looking=looking)


def test_every_outcome_has_a_code_of_its_own_choice() -> None:
    assert {type(each) for each in ALL} == set(get_args(Outcome))
    for outcome, code in ALL.items():
        assert report(Ok(), outcome).exit_code is code, outcome


def test_a_look_is_fine_whatever_it_saw() -> None:
    assert report(*ALL, looking=True).exit_code is ExitCode.FINE
    assert report().exit_code is ExitCode.FINE


def test_of_several_codes_the_worst_is_told() -> None:
    order = (ExitCode.USAGE, ExitCode.FAILED, ExitCode.UNREACHABLE, ExitCode.NEEDS_PERSON, ExitCode.FINE)
    for one, other in permutations(order, 2):
        assert worst((one, other)) is min(one, other, key=order.index)
    assert worst(()) is ExitCode.FINE


@pytest.mark.parametrize("outcome", ALL)
def test_an_item_is_one_line_of_json_that_says_its_outcome(outcome: Outcome) -> None:
    line = json.loads(json.dumps(settled_json(Settled(item=ITEM, outcome=outcome))))
    assert (line["item"], line["outcome"]) == ("tag.push", outcome_word(outcome))
    assert line["performed"] == []


def test_each_outcome_has_a_word_of_its_own() -> None:
    words = [outcome_word(each) for each in ALL]
    assert len(set(words)) == len(words)
    assert outcome_word(Change(actions=(), because="")) == "todo"


def test_findings_evidence_and_actions_are_in_the_json() -> None:
    failed = settled_json(Settled(item=ITEM, outcome=Fail(findings=(FINDING,))))
    assert failed["findings"][0]["remedy"] == "git pull"
    passed = settled_json(Settled(item=ITEM, outcome=Ok(evidence=(Evidence(what="x", seen_on="y"),))))
    assert passed["evidence"] == [{"what": "x", "seen_on": "y"}]
    wanted = settled_json(Settled(item=ITEM, outcome=Change(actions=(PUSH,), because="b", stale="s")))
    assert (wanted["because"], wanted["stale"], wanted["reach"]) == ("b", "s", "remote")
    assert wanted["actions"] == ["push HEAD:refs/heads/main to /srv/demo.git, all or none"]
    done = settled_json(Settled(item=ITEM, outcome=Done(), performed=(PUSH,)))
    assert done["performed"] == list(PUSH.describe())
    waiting = settled_json(Settled(item=ITEM, outcome=Waiting(fact=IndexFiles, reason="r")))
    assert waiting["fact"] == "IndexFiles"


def test_the_closing_line_names_package_version_and_code() -> None:
    inferred = (Inference(key="changelog", value="CHANGELOG.md", because="it is there"),)
    closing = Report(package="demo", version="1.3.0", why="given", settled=(), inferred=inferred)
    assert report_json(closing) == {
        "package": "demo",
        "version": "1.3.0",
        "why": "given",
        "inferred": [{"key": "changelog", "value": "CHANGELOG.md", "because": "it is there"}],
        "exit_code": 0,
    }
    assert report_json(report(Fail(findings=(FINDING,))))["exit_code"] == 1
