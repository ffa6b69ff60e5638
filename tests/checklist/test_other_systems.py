"""verify-pypi on other systems: when the workflow is started, what is waited for, and the one table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import builders as b
import pytest
from judging import change, findings, results

from release_tasks.checklist import post
from release_tasks.core.findings import Evidence, Reach, Table
from release_tasks.core.github import GitHub
from release_tasks.core.github.checks import WorkflowRun
from release_tasks.core.github.dispatching import Dispatch, DispatchedRun, DispatchWorkflow, last_dispatch
from release_tasks.core.github.runs import FollowedRun, Job
from release_tasks.core.github.verification import VerifyWorkflow
from release_tasks.core.given import Lazy
from release_tasks.core.ledger import Record
from release_tasks.core.model import Fail, Ok, Outcome, Waiting, Warn
from release_tasks.core.validation import digest_of

FILES = (b.WHEEL, b.SDIST)
BOUND_TO = f"pypi:{digest_of(FILES)}"
URL = "https://github.example/ada/demo/actions/runs/7"


def here(**changes: Any) -> Any:
    entry = b.installs("index-install", BOUND_TO, "3.12", "3.13")
    return replace(entry, data={**entry.data, "system": "Linux x86_64", **changes})


def a_job(name: str, conclusion: str | None = "success") -> Job:
    status = "completed" if conclusion else "in_progress"
    return Job(
        id=hash(name) % 1000, name=name, status=status, conclusion=conclusion, html_url=f"{URL}/job/{name}"
    )


def a_run(*jobs: Job, conclusion: str | None = "success") -> DispatchedRun:
    run = WorkflowRun(
        id=7,
        path=".github/workflows/verify-release.yml",
        event="workflow_dispatch",
        head_branch="main",
        head_sha=b.HEAD,
        status="completed" if conclusion else "in_progress",
        conclusion=conclusion,
        html_url=URL,
        created_at="2026-11-21T00:00:00Z",
    )
    dispatch = Dispatch(
        purpose="verify-pypi",
        bound_to=BOUND_TO,
        workflow="verify-release.yml",
        ref="main",
        since="2026-11-21T00:00:00Z",
        run=7,
        known=True,
    )
    return DispatchedRun(dispatch=dispatch, found=FollowedRun(run=run, jobs=jobs))


ALL = tuple(
    a_job(f"{system}, Python {python}")
    for system in ("Linux", "macOS", "Windows")
    for python in ("3.12", "3.13")
)


def judged(
    seen: DispatchedRun | None = None,
    *,
    known: bool = True,
    runs: tuple[WorkflowRun, ...] = (),
    task: str = "post",
    entry: Any = None,
    github: GitHub | None = None,
    **changes: Any,
) -> Outcome:
    release = b.a_listed_release(b.a_page(*FILES), entry or here(), request=b.a_request(task=task), **changes)
    others = b.other_systems(
        release.request,
        github=Lazy(lambda: github or b.a_github()),
        workflow=Lazy(
            lambda: VerifyWorkflow(file="verify-release.yml", known=known, branch="trunk", runs=runs)
        ),
        seen=Lazy(lambda: seen or DispatchedRun()),
    )
    pythons = b.some_pythons("3.12", "3.13")
    return post.verify_pypi.judge(install=b.an_index_install(release, pythons), others=others)


def seen_in(outcome: Outcome) -> tuple[Evidence, ...]:
    assert isinstance(outcome, Ok | Warn | Fail), outcome
    return outcome.evidence


def drawn(outcome: Outcome) -> list[list[str]]:
    (table,) = [each for each in seen_in(outcome) if isinstance(each, Table)]
    return [list(table.columns), *([cell.text for cell in row] for row in table.rows)]


def test_the_workflow_is_started_on_the_default_branch_with_what_the_index_lists() -> None:
    (action,) = change(judged()).actions
    assert isinstance(action, DispatchWorkflow)
    assert (action.purpose, action.workflow, action.ref) == ("verify-pypi", "verify-release.yml", "trunk")
    assert (action.bound_to, action.key_input, action.reach) == (BOUND_TO, "key", Reach.REMOTE)
    assert action.inputs == {
        "version": "1.3.0",
        "index": "http://pypi.index.example/simple/",
        "digests": f"{b.WHEEL.sha256} {b.SDIST.sha256}",
        "wheels": "Linux macOS Windows",
        "files": digest_of(FILES)[:12],
    }


def test_it_waits_for_the_run_that_it_started() -> None:
    outcome = judged(a_run(*ALL[:3], a_job("Windows, Python 3.12", None), conclusion=None))
    assert isinstance(outcome, Waiting)
    assert (outcome.fact, outcome.subject) == (DispatchedRun, "verify-pypi")
    assert URL in outcome.reason


def test_all_results_are_one_table_with_this_machine_among_them() -> None:
    outcome = judged(
        a_run(*ALL, a_job("report")), entry=here(not_applicable={"3.9": "Requires-Python is >=3.10"})
    )
    assert isinstance(outcome, Ok)
    assert drawn(outcome) == [
        ["", "3.9", "3.12", "3.13"],
        ["Linux x86_64, here", "n/a", "passed", "passed"],
        ["Linux", "not verified", "passed", "passed"],
        ["macOS", "not verified", "passed", "passed"],
        ["Windows", "not verified", "passed", "passed"],
    ]
    assert not any("not verified on" in each.what for each in seen_in(outcome))


def test_a_job_that_failed_is_a_failure_with_the_way_on() -> None:
    red = a_job("Windows, Python 3.13", "failure")
    outcome = judged(a_run(*ALL[:5], red, conclusion="failure"))
    assert isinstance(outcome, Fail)
    assert drawn(outcome)[-1] == ["Windows", "passed", "failed"]
    (found,) = findings(outcome)
    assert (found.subject, found.found) == ("Windows, Python 3.13", f"{URL}/job/Windows, Python 3.13")
    assert "gh run rerun 7 --failed" in found.remedy
    assert results(outcome) == {"install": "failed"}


@pytest.mark.parametrize("conclusion", ["startup_failure", "cancelled", "some-new-word"])
def test_a_run_that_never_came_to_its_jobs_has_verified_nothing(conclusion: str) -> None:
    outcome = judged(a_run(conclusion=conclusion))
    assert isinstance(outcome, Fail)
    assert conclusion in findings(outcome)[0].kind
    assert {cell for row in drawn(outcome)[2:] for cell in row[1:]} == {"not verified"}


def test_what_a_green_run_left_out_is_not_silently_green() -> None:
    skipped = (a_job("Windows, Python 3.12", "skipped"), a_job("Windows, Python 3.13", "skipped"))
    outcome = judged(a_run(*ALL[:4], *skipped))
    assert drawn(outcome)[-1] == ["Windows", "not verified", "not verified"]
    assert isinstance(outcome, Warn)
    outcome = judged(a_run(*ALL[:4]))
    assert isinstance(outcome, Warn)
    (found,) = findings(outcome)
    assert found.kind == "not verified on Windows"
    assert "python -m release_tasks verify-workflow tells whether" in found.remedy


def test_without_the_workflow_the_others_are_not_verified_and_the_remedy_writes_it() -> None:
    outcome = judged(known=False)
    assert isinstance(outcome, Warn)
    (found,) = findings(outcome)
    assert found.subject == ".github/workflows/verify-release.yml"
    assert found.remedy.startswith("python -m release_tasks verify-workflow, commit .github/")
    assert "installed on Linux x86_64; not verified on macOS, Windows" in [
        each.what for each in seen_in(outcome)
    ]


def test_other_files_on_the_index_are_another_verification() -> None:
    seen = a_run(*ALL)
    assert seen.dispatch is not None
    earlier = replace(seen, dispatch=replace(seen.dispatch, bound_to="pypi:other"))
    assert isinstance(change(judged(earlier)).actions[0], DispatchWorkflow)


def test_a_run_that_another_machine_started_for_these_files_is_taken_over() -> None:
    run = a_run().found
    assert run is not None
    fingerprint = digest_of(FILES)[:12]
    titled = [
        replace(run.run, id=at, created_at=f"2026-11-2{at}T00:00:00Z", display_title=title)
        for at, title in enumerate(
            (
                f"verify release 1.3.0 {fingerprint} a1",
                f"verify release 1.3.0 {fingerprint} b2",
                "verify 1.3.0",
                None,
            )
        )
    ]
    (action,) = change(judged(runs=tuple(titled))).actions
    assert isinstance(action, Record)
    assert (action.kind, action.bound_to) == ("dispatch", f"verify-pypi:{BOUND_TO}")
    assert (action.data["run"], action.data["workflow"]) == (1, "verify-release.yml")
    entry = b.an_entry(action.kind, action.bound_to, **action.data)
    known = last_dispatch(b.a_ledger(entry), "verify-pypi")
    assert known is not None
    assert (known.bound_to, known.run) == (BOUND_TO, 1)


NOT_VERIFIED = "installed on Linux x86_64; not verified on macOS, Windows"


@pytest.mark.parametrize(
    ("changes", "because"),
    [
        ({"github": GitHub(absent="no token")}, "other systems were not tried: no token"),
        ({"task": "verify-pypi"}, NOT_VERIFIED),
        (
            {"project": b.a_project(platforms=("linux-x86_64",))},
            "settings name no platform of another system",
        ),
    ],
)
def test_where_nobody_is_to_be_asked_it_says_so(changes: dict[str, Any], because: str) -> None:
    outcome = judged(**changes)
    assert isinstance(outcome, Ok)
    assert {NOT_VERIFIED, because} <= {each.what for each in seen_in(outcome)}


def test_an_index_with_a_login_is_not_for_a_workflow() -> None:
    page = b.a_page(*FILES)
    private = replace(
        page, endpoint=replace(page.endpoint, simple="http://ada:pw@pypi.index.example/simple/")
    )
    release = b.a_listed_release(private, here(), request=b.a_request(task="post"))
    others = b.other_systems(release.request, github=Lazy(b.a_github))
    install = b.an_index_install(release, b.some_pythons("3.12", "3.13"))
    outcome = post.verify_pypi.judge(install=install, others=others)
    assert isinstance(outcome, Ok)
    assert any("the index wants a login" in each.what for each in seen_in(outcome))
