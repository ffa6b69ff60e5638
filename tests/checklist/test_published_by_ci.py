"""promote.published where CI publishes: its job ran, and the index has the very files that it tested."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import builders as b
import pytest
import tag_runs as r
from judging import findings, told, verdict
from releases import known

from release_tasks.checklist import promote
from release_tasks.core.artifacts import BuiltFile
from release_tasks.core.github.publishing_log import JobLog, PublishingLog
from release_tasks.core.github.reviews import Review, RunReviews
from release_tasks.core.github.runs import Gate, Step, TagRun
from release_tasks.core.given import Lazy
from release_tasks.core.index import IndexPage
from release_tasks.core.model import Done, Fail, Outcome, Skip, Waiting, Warn

NEVER: Lazy[Any] = Lazy(lambda: pytest.fail("nobody may look at that yet"))
UPLOAD = "Run pypa/gh-action-pypi-publish@release/v1"
NAMES = (b.WHEEL.name, b.SDIST.name)
SENT = JobLog(job="publish", sent=NAMES)
GONE = JobLog(job="publish", lacking="GitHub does not have its log any more")
RECORD = r.on_record()


def judged(*listed: Any, log: JobLog | tuple[JobLog, ...] | None = SENT, **changes: Any) -> Outcome:
    facts: dict[str, Any] = {
        "request": b.a_request(),
        "project": b.a_project(publish="ci"),
        "target": b.a_target(),
        "indexes": b.some_indexes(),
        "github": b.a_github(),
        "workflow": known(r.a_workflow()),
        "ledger": b.a_ledger(RECORD),
        "reviews": RunReviews(),
    } | changes
    run = facts.pop("run", r.a_run())
    facts |= {
        **dict.fromkeys(("marked", "validation"), NEVER),
        "run": run if isinstance(run, TagRun) else r.a_tag_run(run),
        "log": PublishingLog(jobs=log if isinstance(log, tuple) else (log,)) if log else NEVER,
        "listed": b.listed(*listed),
    }
    return verdict(promote.published, facts)


def jobs(**changed: Any) -> list[Any]:
    made = {each: r.a_job(each) for each in (*r.JOBS, "smoke (ubuntu-latest, 3.12)")}
    made["publish"] = r.a_job("publish", **changed)
    return [*made.values()]


def test_every_tested_file_is_there_and_the_log_shows_it() -> None:
    outcome = judged(*b.FILES)
    assert isinstance(outcome, Done)
    assert told(outcome) == [
        f"publish ran: {r.WEB}",
        "http://pypi.index.example/simple/ has all 2 files, by sha256 those of the artifacts of run 1000",
        "the log shows 2 uploads",
    ]


def test_without_github_or_a_run_it_says_so() -> None:
    assert judged(github=b.a_github(absent="offline")) == Skip(reason="offline")
    (found,) = findings(judged(run=r.a_tag_run()))
    assert found.after == "publish.run"


def test_an_environment_that_waits_for_a_person_is_not_looked_at_again() -> None:
    held = jobs(conclusion=None, status="waiting")
    gate = Gate(environment="pypi", id=1, reviewers=("ada", "bob"))
    outcome = judged(log=None, run=r.a_run(*held, conclusion=None, gates=(gate,)))
    assert isinstance(outcome, Waiting)
    assert (outcome.deadline_s, outcome.reason) == (0, "the run waits for pypi (ada or bob has to approve)")
    timer = Gate(environment="pypi", id=1, minutes=5)
    outcome = judged(log=None, run=r.a_run(*held, conclusion=None, gates=(timer,)))
    assert isinstance(outcome, Waiting)
    assert (outcome.deadline_s, outcome.reason) == (10800, "the run waits for pypi (a timer of 5 min)")


def test_a_run_that_goes_on_is_waited_for() -> None:
    outcome = judged(log=None, run=r.a_run(*jobs(conclusion=None), conclusion=None))
    assert isinstance(outcome, Waiting)
    assert (outcome.fact, outcome.reason) == (TagRun, "publish is not over yet")
    brief = judged(
        log=None, run=r.a_run(*jobs(conclusion=None), conclusion=None), request=b.a_request(wait_s=5.0)
    )
    assert isinstance(brief, Waiting)
    assert (outcome.deadline_s, brief.deadline_s) == (10800, 5)
    later = [*jobs(), r.a_job("announce", None)]
    outcome = judged(log=None, run=r.a_run(*later, conclusion=None))
    assert isinstance(outcome, Waiting)
    assert outcome.reason == "announce is not over yet"


def test_another_environment_that_waits_holds_nothing_up() -> None:
    docs = r.a_job("pages", None, status="waiting")
    gate = Gate(environment="github-pages", id=1)
    assert isinstance(judged(*b.FILES, run=r.a_run(*jobs(), docs, conclusion=None, gates=(gate,))), Done)


def test_a_run_that_did_not_end_well_fails_by_job() -> None:
    failed = [*jobs(), r.a_job("announce", "failure")]
    (found,) = findings(judged(*b.FILES, run=r.a_run(*failed, conclusion="failure")))
    assert (found.kind, found.subject) == ("the run did not end well", "announce")
    (found,) = findings(judged(*b.FILES, run=r.a_run(*jobs(), conclusion="cancelled")))
    assert found.found == "cancelled"


def test_what_failed_is_told_with_the_run() -> None:
    stopped = [*jobs(conclusion="skipped"), r.a_job("wheels (macos)", "failure")]
    outcome = judged(run=r.a_run(*stopped, conclusion="failure"))
    assert [each.after for each in findings(outcome)] == ["publish.run", "publish.run"]
    own = judged(run=r.a_run(*jobs(conclusion="failure"), conclusion="failure"))
    assert [(each.subject, each.after) for each in findings(own)] == [("publish", "publish.run")]


def test_what_a_person_rejected_is_told_by_the_approval() -> None:
    no = Review(who="grace", state="rejected", environments=("pypi",), comment="the notes lack an option")
    ended = r.a_run(*jobs(conclusion="failure"), conclusion="failure")
    (found,) = findings(judged(log=None, run=ended, reviews=RunReviews(found=(no,))))
    assert (found.kind, found.found) == ("grace rejected pypi", "the notes lack an option")
    assert found.after == "promote.approve"


def test_a_publishing_job_that_was_left_out_published_nothing() -> None:
    conditional = r.a_workflow(
        r.WORKFLOW.replace("  publish:\n", "  publish:\n    if: github.repository_owner == 'ada'\n")
    )
    skipped = r.a_run(*jobs(conclusion="skipped"))
    (found,) = findings(judged(workflow=known(conditional), run=skipped))
    assert (found.kind, found.subject) == ("was left out, and uploaded nothing", "the job publish")
    assert found.found == "if: github.repository_owner == 'ada'"


def test_a_step_that_was_left_out_for_a_missing_secret_published_nothing() -> None:
    taken = Step(name="Run actions/download-artifact@v8", number=1, status="completed", conclusion="success")
    left_out = Step(name=UPLOAD, number=2, status="completed", conclusion="skipped")
    secret = r.a_workflow(
        r.WORKFLOW + "        with: { password: '${{ secrets.PYPI_TOKEN }}' }\n        if: env.TOKEN != ''\n"
    )
    (found,) = findings(judged(workflow=known(secret), run=r.a_run(*jobs(steps=(taken, left_out)))))
    assert found.subject == f"the step {UPLOAD} of publish"
    assert "see that the secret PYPI_TOKEN is there" in found.remedy
    ran = (replace(taken, conclusion="skipped"), replace(left_out, conclusion="success"))
    assert isinstance(judged(*b.FILES, workflow=known(secret), run=r.a_run(*jobs(steps=ran))), Done)


def test_what_was_left_out_and_is_there_all_the_same_is_for_a_person_to_judge() -> None:
    outcome = judged(*b.FILES, run=r.a_run(*jobs(conclusion="skipped")), log=GONE)
    assert isinstance(outcome, Warn)
    assert findings(outcome)[0].kind == "was left out, and uploaded nothing"


def test_a_publishing_job_of_another_name_is_told_and_the_index_decides() -> None:
    renamed = [each for each in jobs() if each.name != "publish"] + [r.a_job("Upload to the index")]
    outcome = judged(*b.FILES, run=r.a_run(*renamed), log=GONE)
    assert isinstance(outcome, Warn)
    assert findings(outcome)[0].kind == "no job of the run is called as the one that publishes"
    assert isinstance(judged(run=r.a_run(*renamed), log=GONE), Waiting)


def test_files_that_were_there_are_fine_if_they_are_the_same() -> None:
    passed_over = JobLog(job="publish", sent=(b.WHEEL.name,), was_there=(b.SDIST.name,))
    assert told(judged(*b.FILES, log=passed_over))[2:] == [
        "the log shows 1 upload",
        f"there before, with the same bytes, so not sent again: {b.SDIST.name}",
    ]
    other = BuiltFile(name=b.SDIST.name, sha256="cc" * 32, size=1)
    (found,) = findings(judged(b.WHEEL, other, log=passed_over))
    assert found.kind == "was passed over as there already, and the index has other bytes"
    (found,) = findings(judged(b.WHEEL, other))
    assert (found.kind, found.found) == ("not the bytes that CI tested", f"sha256 {'cc' * 32}")
    silent = BuiltFile(name=b.SDIST.name, sha256="", size=1)
    (found,) = findings(judged(b.WHEEL, silent))
    assert (found.found, "compare" in found.remedy) == ("no sha256", True)


def test_a_file_that_was_sent_is_waited_for_and_one_that_was_not_never_comes() -> None:
    outcome = judged(b.WHEEL)
    assert isinstance(outcome, Waiting)
    assert (outcome.fact, outcome.subject) == (IndexPage, "pypi")
    assert isinstance(outcome.otherwise, Fail)
    assert findings(outcome.otherwise)[0].found == "sent, by the log"
    half = JobLog(job="publish", sent=(b.WHEEL.name,), errors=("HTTPError: 403 Forbidden",))
    (found,) = findings(judged(b.WHEEL, log=half))
    assert (found.subject, found.found) == (b.SDIST.name, "not in the log\nHTTPError: 403 Forbidden")


def test_what_was_published_long_ago_and_is_not_there_is_not_waited_for() -> None:
    ended = jobs(completed_at="2026-01-01T00:00:00Z")
    (found,) = findings(judged(b.WHEEL, run=r.a_run(*ended, at=1767225600.0 + 3600)))
    assert (found.kind, found.subject, found.found) == ("not on the index", b.SDIST.name, "sent, by the log")
    assert isinstance(judged(b.WHEEL, run=r.a_run(*ended, at=1767225600.0 + 60)), Waiting)


def test_what_one_log_does_not_name_may_stand_in_another_that_is_gone() -> None:
    half = JobLog(job="publish", sent=(b.WHEEL.name,))
    assert isinstance(judged(b.WHEEL, log=half), Fail)
    assert isinstance(judged(b.WHEEL, log=(half, GONE)), Waiting)


@pytest.mark.parametrize("log", [GONE, JobLog(job="publish")])
def test_without_a_word_of_the_log_the_index_decides(log: JobLog) -> None:
    assert told(judged(*b.FILES, log=log))[-1].endswith(": the index alone decides")
    assert isinstance(judged(b.WHEEL, log=log), Waiting)


def test_without_digests_on_record_the_names_of_the_log_have_to_be_there() -> None:
    nothing = b.a_ledger()
    seen = told(judged(*b.FILES, ledger=nothing))
    assert seen[1] == (
        "http://pypi.index.example/simple/ has all 2 files; not compared by digest: no artifacts of the run are on record"
    )
    assert isinstance(judged(b.WHEEL, ledger=nothing), Waiting)
    assert told(judged(*b.FILES, ledger=nothing, log=GONE))[1].startswith(
        "http://pypi.index.example/simple/ has 2 files;"
    )
    outcome = judged(ledger=nothing, log=GONE)
    assert isinstance(outcome, Waiting)
    assert outcome.reason == "http://pypi.index.example/simple/ does not list any file of 1.3.0 yet"


def test_a_release_that_another_workflow_publishes_is_judged_by_the_index() -> None:
    calling = known(r.a_workflow("jobs: { release: { uses: other/repo/.github/workflows/r.yml@v1 } }"))
    outcome = judged(*b.FILES, workflow=calling, run=r.a_run(r.a_job("release / publish")), log=GONE)
    assert isinstance(outcome, Done)
