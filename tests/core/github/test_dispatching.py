"""What the ledger tells of a dispatch: the newest counts, and an answer counts for the dispatch before it."""

from __future__ import annotations

from dataclasses import replace

import builders as b

from release_tasks.core.github.checks import WorkflowRun
from release_tasks.core.github.dispatching import Dispatch, candidates, last_dispatch
from release_tasks.core.ledger import Entry

DATA = {"workflow": "release.yml", "ref": "v1.3.0", "since": "2026-11-21T00:00:00Z"}


def an_intent(purpose: str = "rerun") -> Entry:
    return b.an_entry("dispatch-intent", f"{purpose}:7", **DATA)


def found(*entries: Entry, purpose: str = "rerun") -> Dispatch | None:
    return last_dispatch(b.a_ledger(*entries), purpose)


def answer(text: str) -> Entry:
    dispatch = found(an_intent())
    assert dispatch is not None
    return b.an_answer("publish.rerun", text, dispatch.question)


def test_an_intent_a_result_and_a_refusal() -> None:
    assert found() is None
    opened = found(an_intent())
    assert opened is not None
    assert (opened.known, opened.run, opened.bound_to) == (False, 0, "7")
    taken = found(an_intent(), b.an_entry("dispatch", "rerun:7", **DATA, run=12))
    assert taken is not None
    assert (taken.known, taken.run) == (True, 12)
    assert found(an_intent(), b.an_entry("dispatch-void", "rerun:7", because="no")) is None
    assert found(an_intent("ci-dry-run")) is None


def test_what_a_person_said_holds_for_the_dispatch_before_it() -> None:
    assert found(an_intent(), answer("None")) is None
    numbered = found(an_intent(), answer(" #12 "))
    assert numbered is not None
    assert numbered.run == 12
    for text in ("yes", ""):
        assert found(an_intent(), answer(text)) == found(an_intent())
    assert found(an_intent(), answer("none"), an_intent()) == found(an_intent())


def test_which_runs_may_be_ours() -> None:
    dispatch = found(an_intent())
    assert dispatch is not None
    ours = WorkflowRun(
        id=12,
        path=".github/workflows/release.yml@refs/tags/v1.3.0",
        event="workflow_dispatch",
        head_branch="v1.3.0",
        head_sha=b.HEAD,
        status="queued",
        conclusion=None,
        html_url="",
        created_at="2026-11-21T00:00:00Z",
        display_title="release k3y",
    )
    assert candidates([ours], dispatch, b.a_ledger()) == (ours,)
    assert candidates([replace(ours, created_at="2026-11-20T23:59:59Z")], dispatch, b.a_ledger()) == ()
    assert candidates([replace(ours, event="push")], dispatch, b.a_ledger()) == ()
    for key, kept in (("k3y", (ours,)), ("y3k", ())):
        assert candidates([ours], replace(dispatch, key=key), b.a_ledger()) == kept
    for commit, kept in ((b.HEAD, (ours,)), ("d" * 40, ())):
        assert candidates([ours], replace(dispatch, commit=commit), b.a_ledger()) == kept
    taken = b.an_entry("dispatch", "ci-dry-run:x", run=12)
    assert candidates([ours], dispatch, b.a_ledger(taken)) == ()
