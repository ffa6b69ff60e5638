"""Stage publish: the test index gets the validated files of the tag, and they install from there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import builders as b
import pytest
import tag_runs as r
from judging import change, findings, kinds, results, told, verdict
from releases import a_listed_release, a_page, known

from release_tasks.checklist import publish
from release_tasks.core.actions import InstallFromIndex, Upload
from release_tasks.core.artifacts import BuiltFile
from release_tasks.core.findings import Table
from release_tasks.core.github.runs import Gate, TagRun
from release_tasks.core.given import Lazy
from release_tasks.core.index import IndexPage
from release_tasks.core.model import Fail, Outcome, Skip, Waiting, Warn
from release_tasks.core.validation import digest_of

FILES = (b.WHEEL, b.SDIST)
DIGEST = digest_of(FILES)
NEVER: Lazy[Any] = Lazy(lambda: pytest.fail("nobody may look at the index yet"))


def testpypi(page: IndexPage | None = None, *entries: Any, **changes: Any) -> Outcome:
    facts: dict[str, Any] = {
        "request": b.a_request(),
        "project": b.a_project(provenance="off"),
        "target": b.a_target(),
        "indexes": b.some_indexes(),
        "tags": b.some_tags(b.a_tag()),
        "remote": b.a_remote(b.a_tag()),
        "validation": b.a_validation(*entries),
        "github": b.a_github(absent="no token for github.example"),
        "workflow": r.a_workflow(),
        "run": r.a_tag_run(r.a_run()),
    }
    facts |= changes
    evidence = facts["validation"]
    install = NEVER
    if page is not None:
        shared = {"project": facts["project"], "ledger": evidence.ledger, "artifacts": evidence.artifacts}
        install = known(b.an_index_install(a_listed_release(page, **shared), evidence.pythons))
    return verdict(publish.testpypi, facts | {"install": install})


testpypi.__test__ = False  # type: ignore[attr-defined]  # its name is the item's


def on_index(*files: Any) -> IndexPage:
    return a_page(*files, role="testpypi")


def test_what_the_index_lacks_goes_up() -> None:
    (action,) = change(testpypi(on_index())).actions
    assert isinstance(action, Upload)
    assert [each.name for each in action.files] == [b.WHEEL.name, b.SDIST.name]
    assert action.describe()[0] == f"upload {b.WHEEL.name} to http://testpypi.index.example/"
    (rest,) = change(testpypi(on_index(b.WHEEL))).actions
    assert isinstance(rest, Upload)
    assert [each.name for each in rest.files] == [b.SDIST.name]


def test_what_was_sent_is_waited_for_and_not_sent_again() -> None:
    outcome = testpypi(on_index(), b.an_upload(*FILES, role="testpypi"))
    assert isinstance(outcome, Waiting)
    assert (outcome.fact, outcome.subject) == (IndexPage, "testpypi")
    assert b.SDIST.name in outcome.reason
    (rest,) = change(testpypi(on_index(), b.an_upload(b.WHEEL, role="testpypi"))).actions
    assert isinstance(rest, Upload)
    assert [each.name for each in rest.files] == [b.SDIST.name]


def test_what_was_sent_to_the_other_index_was_not_sent_here() -> None:
    assert isinstance(change(testpypi(on_index(), b.an_upload(*FILES))).actions[0], Upload)


def test_what_is_listed_is_installed_by_hash() -> None:
    (action,) = change(testpypi(on_index(*FILES))).actions
    assert isinstance(action, InstallFromIndex)
    assert action.bound_to == f"testpypi:{DIGEST}"
    assert {each.sha256 for each in action.files} == {b.WHEEL.sha256, b.SDIST.sha256}


def test_a_file_of_somebody_else_is_told_before_anything_is_installed() -> None:
    other = BuiltFile(name="demo-1.3.0-cp312-cp312-win_amd64.whl", sha256="cc" * 32, size=1)
    assert other.name in [each.subject for each in findings(testpypi(on_index(*FILES, other)))]


def test_an_install_of_these_files_from_this_index_is_done() -> None:
    done = testpypi(on_index(*FILES), b.installs("index-install", f"testpypi:{DIGEST}", "3.12"))
    seen = told(done)
    assert seen[0] == "http://testpypi.index.example/simple/ lists 2 files of demo 1.3.0"
    assert "by hash from http://testpypi.index.example/simple/ on Python 3.12" in seen
    assert f"Python 3.12: {b.WHEEL.name}, /env" in seen


def test_an_install_from_the_other_index_neither_counts_nor_is_stale() -> None:
    wanted = change(testpypi(on_index(*FILES), b.installs("index-install", f"pypi:{DIGEST}", "3.12")))
    assert wanted.stale == ""
    earlier = b.installs("index-install", "testpypi:ffff", "3.12")
    assert change(testpypi(on_index(*FILES), earlier)).stale == "other files were installed"


def test_another_file_of_our_name_is_an_error() -> None:
    other = BuiltFile(name=b.WHEEL.name, sha256="cc" * 32, size=1)
    (found,) = findings(testpypi(on_index(other, b.SDIST)))
    assert found.kind == "the index has another file of that name"
    assert (found.expected, found.found) == (f"sha256 {'aa' * 32}", f"sha256 {'cc' * 32}")
    assert found.remedy.startswith("release another version")


def test_an_index_without_digests_proves_nothing() -> None:
    silent = BuiltFile(name=b.WHEEL.name, sha256="", size=1)
    (found,) = findings(testpypi(on_index(silent, b.SDIST)))
    assert (found.kind, found.found) == ("the index does not say which bytes it has", "no sha256")
    assert found.remedy.startswith("publish to an index that states digests")


@pytest.mark.parametrize(
    ("facts", "kind", "found", "remedy", "after"),
    [
        (
            {"tags": b.some_tags(), "remote": b.a_remote()},
            "the tag is not at origin",
            "none here, none there",
            "python -m release_tasks tag",
            "tag.push",
        ),
        (
            {"remote": b.a_remote()},
            "the tag is not at origin",
            "0b0b0b0b0b0b here, none there",
            "python -m release_tasks tag",
            "tag.push",
        ),
        (
            {"tags": b.some_tags()},
            "the tag is at origin alone",
            "none here, 0b0b0b0b0b0b there",
            "git fetch origin tag v1.3.0",
            "",
        ),
        (
            {"remote": b.a_remote(b.a_tag(object="99" * 20))},
            "origin has another tag object of that name",
            "0b0b0b0b0b0b here, 999999999999 there",
            "git tag -d v1.3.0 && git fetch origin tag v1.3.0",
            "",
        ),
    ],
)
def test_nothing_goes_up_before_origin_has_our_tag(
    facts: dict[str, Any], kind: str, found: str, remedy: str, after: str
) -> None:
    (finding,) = findings(testpypi(**facts))
    assert (finding.kind, finding.found, finding.remedy, finding.after) == (kind, found, remedy, after)


def test_nothing_goes_up_that_was_not_validated_on_the_tags_tree() -> None:
    assert kinds(testpypi(validation=b.a_validation(ledger=b.a_ledger()))) == [
        "not validated",
        "not validated",
    ]
    assert kinds(testpypi(validation=b.a_validation(artifacts=b.some_artifacts(*FILES, tree="ee" * 20)))) == [
        "not validated"
    ]
    retagged = b.a_tag(tree="ee" * 20)
    assert len(kinds(testpypi(tags=b.some_tags(retagged)))) == 2


def test_a_python_that_is_not_here_stops_it() -> None:
    (found,) = findings(
        testpypi(validation=b.a_validation(pythons=b.some_pythons("3.12", missing=("3.13",))))
    )
    assert found.subject == "Python 3.13"


def test_an_empty_dist_is_never_taken_for_a_whole_one() -> None:
    skips = tuple(
        b.an_entry("skip", "1.3.0", f"validate.{item}", reason="CI did") for item in ("build", "smoke")
    )
    assert kinds(testpypi(validation=b.a_validation(*skips, files=()))) == [
        "there is no file of 1.3.0 to upload"
    ]


def test_without_a_test_index_it_is_a_skip() -> None:
    outcome = testpypi(indexes=b.some_indexes(testpypi=False))
    assert isinstance(outcome, Skip)
    assert outcome.reason.startswith("no test index")


@pytest.mark.parametrize("item", [publish.run, publish.rerun])
def test_what_follows_ci_says_why_it_was_not_looked_at(item: Any) -> None:
    facts = {"request": b.a_request(), "workflow": NEVER, "run": NEVER}
    local = verdict(item, facts | {"project": b.a_project(), "github": b.a_github()})
    assert local == Skip(reason="this project publishes from here, not from CI")
    absent = b.a_github(absent="origin is no repository on GitHub")
    unseen = verdict(item, facts | {"project": b.a_project(publish="ci"), "github": absent})
    assert unseen == Skip(reason="origin is no repository on GitHub")


CI: dict[str, Any] = {
    "project": b.a_project(publish="ci", provenance="off"),
    "validation": b.a_validation(files=()),
}
"""CI built the files, and none of them is here."""


def test_what_ci_uploaded_is_installed_though_no_file_of_it_is_here() -> None:
    (action,) = change(testpypi(on_index(*FILES), **CI)).actions
    assert isinstance(action, InstallFromIndex)
    assert action.bound_to == f"testpypi:{DIGEST}"
    installed = b.a_validation(b.installs("index-install", f"testpypi:{DIGEST}", "3.12"), files=())
    seen = told(testpypi(on_index(*FILES), **(CI | {"validation": installed})))
    assert seen[-1] == "smoke tests in CI were not looked at: no token for github.example"
    assert f"Python 3.12: {b.WHEEL.name}, /env" in seen


def test_what_ci_has_still_to_upload_is_waited_for_once_origin_has_the_tag() -> None:
    waiting = testpypi(on_index(), **CI)
    assert isinstance(waiting, Waiting)
    assert (waiting.fact, waiting.subject) == (IndexPage, "testpypi")
    (found,) = findings(testpypi(on_index(), **CI, remote=b.a_remote()))
    assert (found.kind, found.after) == ("demo 1.3.0 is not on the test index", "tag.push")


def test_what_ci_uploaded_to_an_index_without_digests_is_not_tried() -> None:
    silent = BuiltFile(name=b.WHEEL.name, sha256="", size=1)
    told = [each.kind for each in findings(testpypi(on_index(silent, b.SDIST), **CI))]
    assert "the index offers no sha256, so nothing can be installed by hash" in told
    assert isinstance(testpypi(on_index(silent, b.SDIST), **CI), Fail)


SMOKED: dict[str, Any] = CI | {
    "github": b.a_github(),
    "validation": b.a_validation(
        r.on_record(), b.installs("index-install", f"testpypi:{DIGEST}", "3.12"), files=()
    ),
}


def smoke_run(*jobs: Any, **changes: Any) -> Any:
    return r.a_tag_run(r.a_run(r.a_job("wheels (linux)"), *jobs, **changes))


def test_the_smoke_tests_of_ci_stand_beside_what_was_tried_here() -> None:
    jobs = (r.a_job("smoke (ubuntu-latest, 3.12)"), r.a_job("smoke (ubuntu-latest, 3.13)"))
    outcome = testpypi(on_index(*FILES), **SMOKED, run=smoke_run(*jobs))
    assert isinstance(outcome, Warn)
    table = next(each for each in outcome.evidence if each.what == "smoke tests in CI")
    assert isinstance(table, Table)
    assert [[each.text for each in row] for row in table.rows] == [
        ["linux-x86_64", "passed", "passed"],
        ["macos-arm64", "not verified", "not verified"],
        ["windows-amd64", "not verified", "not verified"],
    ]
    assert "smoke tests in CI: 2 passed" in told(outcome)
    assert told(outcome)[-1] == "not verified by CI on macos-arm64, windows-amd64"
    assert results(outcome)["digests"] == "passed"


def test_a_run_without_smoke_tests_verified_nothing() -> None:
    assert told(testpypi(on_index(*FILES), **SMOKED))[-1] == (
        "not verified by CI on linux-x86_64, macos-arm64, windows-amd64: "
        "no job of the run tries the files out (smoke-jobs in the settings would name some)"
    )


def test_without_a_run_its_smoke_tests_were_not_looked_at() -> None:
    seen = told(testpypi(on_index(*FILES), **SMOKED, run=r.a_tag_run()))
    assert seen[-1] == "smoke tests in CI were not looked at: there is no run of the tag"


def test_a_job_that_uploads_tries_nothing_out_whatever_it_is_called() -> None:
    named = r.WORKFLOW.replace("  try-out:\n", "  try-out:\n    name: Test upload from linux\n")
    run = smoke_run(r.a_job("Test upload from linux"), r.a_job("smoke (windows-latest, 3.12)"))
    seen = told(testpypi(on_index(*FILES), **SMOKED, workflow=r.a_workflow(named), run=run))
    assert "smoke tests in CI: 1 passed" in seen


def test_a_smoke_test_that_failed_in_ci_fails_after_the_run() -> None:
    failed = smoke_run(r.a_job("smoke (windows-latest, 3.12)", "failure"), conclusion="failure")
    (found,) = findings(testpypi(on_index(*FILES), **SMOKED, run=failed))
    assert (found.kind, found.after) == ("the smoke test in CI did not pass", "publish.run")


def test_a_smoke_test_that_runs_is_waited_for_unless_a_person_is_asked_first() -> None:
    jobs = (r.a_job("smoke (windows-latest, 3.12)", None),)
    waiting = testpypi(on_index(*FILES), **SMOKED, run=smoke_run(*jobs, conclusion=None))
    assert isinstance(waiting, Waiting)
    assert (waiting.fact, waiting.reason) == (TagRun, "smoke (windows-latest, 3.12) still runs")
    held = smoke_run(*jobs, conclusion=None, gates=(Gate(environment="pypi", id=1),))
    assert isinstance(testpypi(on_index(*FILES), **SMOKED, run=held), Warn)


def test_the_test_index_is_held_to_the_digests_of_ci() -> None:
    other = BuiltFile(name=b.WHEEL.name, sha256="cc" * 32, size=1)
    found = [each.kind for each in findings(testpypi(on_index(other, b.SDIST), **SMOKED))]
    assert found == ["not the bytes that were tested"]


def upload_run(conclusion: str | None = "success", *, ago_s: float = 60, **changes: Any) -> Any:
    """The run with the job that uploads to the test index, which ended that long ago."""
    job = r.a_job(
        "try-out", conclusion, completed_at="2026-01-01T00:00:00Z" if conclusion else None, **changes
    )
    at = 1767225600.0 + ago_s
    return r.a_tag_run(r.a_run(r.a_job("sdist"), job, conclusion=conclusion, at=at))


def test_files_that_ci_has_uploaded_are_waited_for_as_long_as_an_index_may_take() -> None:
    for page in (on_index(), on_index(b.WHEEL)):
        waiting = testpypi(page, **SMOKED, run=upload_run())
        assert isinstance(waiting, Waiting)
        assert (waiting.fact, waiting.subject) == (IndexPage, "testpypi")
    (found,) = findings(testpypi(on_index(), **SMOKED, run=upload_run(ago_s=3600)))
    assert (found.kind, found.found, found.after) == ("demo 1.3.0 is not on the test index", "not listed", "")
    assert kinds(testpypi(on_index(b.WHEEL), **SMOKED, run=upload_run(ago_s=3600))) == [
        "tested, but not listed"
    ]


def test_the_upload_to_the_test_index_is_followed() -> None:
    waiting = testpypi(on_index(), **SMOKED, run=upload_run(None))
    assert isinstance(waiting, Waiting)
    assert (waiting.fact, waiting.reason) == (TagRun, "try-out is not over yet")
    held = upload_run(None, status="waiting")
    gate = Gate(environment="testpypi", id=1, reviewers=("ada",))
    held = replace(held, found=replace(held.found, gates=(gate,)))
    waiting = testpypi(on_index(), **SMOKED, run=held)
    assert isinstance(waiting, Waiting)
    assert (waiting.deadline_s, waiting.reason) == (0, "the run waits for testpypi (ada has to approve)")


def test_an_upload_to_the_test_index_that_failed_or_was_left_out_brings_nothing() -> None:
    (found,) = findings(testpypi(on_index(), **SMOKED, run=upload_run("failure")))
    assert (found.kind, found.after) == ("the upload to the test index did not pass", "publish.run")
    assert kinds(testpypi(on_index(), **SMOKED, run=upload_run("skipped"))) == [
        "was left out, and uploaded nothing"
    ]
    stopped = upload_run("skipped")
    broken = replace(stopped.found, jobs=(*stopped.found.jobs, r.a_job("wheels (macos)", "failure")))
    (found,) = findings(testpypi(on_index(), **SMOKED, run=replace(stopped, found=broken)))
    assert found.after == "publish.run", "it is told with the job that failed"


def test_a_workflow_that_uploads_to_no_test_index_is_a_skip() -> None:
    jobs = tuple(each for each in r.a_workflow().jobs if not each.test_index)
    outcome = testpypi(on_index(), **SMOKED, workflow=replace(r.a_workflow(), jobs=jobs))
    assert outcome == Skip(reason=f"no job of {r.FILE} uploads to a test index")
