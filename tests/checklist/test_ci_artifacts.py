"""publish.ci-artifacts: what the run's jobs handed on is whole, is looked into, and counts as the tested files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import builders as b
import pytest
import tag_runs as r
from judging import change, findings, kinds, told, verdict

from release_tasks.checklist import publish
from release_tasks.core.artifacts import BuiltFile, Unreadable
from release_tasks.core.coverage.earlier import earlier
from release_tasks.core.coverage.expected import ExpectedWheels, stated
from release_tasks.core.distributions.audits import BinaryAudit
from release_tasks.core.distributions.predecessor import Predecessor
from release_tasks.core.findings import Table
from release_tasks.core.github.ci_files import CiChecks, DownloadArtifacts, recorded
from release_tasks.core.github.runs import TagRun
from release_tasks.core.ledger import Record
from release_tasks.core.model import Done, Fail, Outcome, Skip, Waiting, Warn

CI = b.a_project(publish="ci")
LINUX = BuiltFile(name="demo-1.3.0-cp312-cp312-manylinux_2_17_x86_64.whl", sha256="11" * 32, size=1)
WINDOWS = BuiltFile(name="demo-1.3.0-cp312-cp312-win_amd64.whl", sha256="22" * 32, size=2)
WHEELS = {
    "wheels_linux": (b.a_distribution(LINUX),),
    "wheels_windows": (b.a_distribution(WINDOWS),),
    "sdist": (b.a_distribution(b.SDIST),),
}
QUIET = CiChecks(strict=b.a_strict_check(), audit=BinaryAudit(), before=Predecessor(unknown="first"))


def judged(*entries: Any, **changes: Any) -> Outcome:
    facts: dict[str, Any] = {
        "request": b.a_request(),
        "project": CI,
        "target": b.a_target(),
        "github": b.a_github(),
        "workflow": r.a_workflow(),
        "run": r.a_run(),
        "artifacts": r.artifacts(),
        "files": r.ci_files(**WHEELS),
        "checks": QUIET,
        "expected": ExpectedWheels(),
        "ledger": b.a_ledger(*entries),
    } | changes
    if not isinstance(facts["run"], TagRun):
        facts["run"] = r.a_tag_run(facts["run"])
    return verdict(publish.ci_artifacts, facts)


def test_what_is_no_ci_release_cannot_be_asked_or_hands_nothing_on_is_a_skip() -> None:
    def reason(**changes: Any) -> str:
        outcome = judged(run=r.a_tag_run(), **changes)
        assert isinstance(outcome, Skip)
        return outcome.reason

    assert reason(project=b.a_project()) == "this project publishes from here, not from CI"
    assert reason(github=b.a_github(absent="no token for github.example")) == "no token for github.example"
    alone = "jobs: { publish: { steps: [{ run: 'python -m build && twine upload dist/*' }] } }"
    assert reason(workflow=r.a_workflow(alone)) == (
        f"the jobs of {r.FILE} upload what they build: none hands files on"
    )


def test_artifacts_of_a_workflow_that_cannot_be_read_are_taken_or_are_a_skip() -> None:
    calling = r.a_workflow("jobs: { release: { uses: other/repo/.github/workflows/r.yml@v1 } }")
    assert isinstance(change(judged(workflow=calling, files=r.ci_files())).actions[0], DownloadArtifacts)
    outcome = judged(workflow=calling, artifacts=replace(r.artifacts(), found=()))
    assert outcome == Skip(
        reason="the run has no artifacts; what other/repo/.github/workflows/r.yml@v1 does was not read"
    )


def test_without_a_run_it_comes_after_the_item_that_finds_one() -> None:
    (found,) = findings(judged(run=r.a_tag_run()))
    assert (found.kind, found.after) == ("there is no workflow run of the tag", "publish.run")
    (found,) = findings(judged(run=r.a_tag_run(commit="")))
    assert (found.kind, found.after) == ("the tag is not at origin", "tag.push")


def test_jobs_that_still_build_are_waited_for_and_no_others() -> None:
    jobs = {each: r.a_job(each) for each in r.JOBS}
    jobs["wheels (windows)"] = r.a_job("wheels (windows)", None)
    outcome = judged(run=r.a_run(*jobs.values(), conclusion=None))
    assert isinstance(outcome, Waiting)
    assert (outcome.fact, outcome.reason) == (TagRun, "wheels (windows) still has files to hand on")
    jobs["wheels (windows)"] = r.a_job("wheels (windows)")
    jobs["publish"] = replace(r.a_job("publish", None), status="waiting")
    change(judged(run=r.a_run(*jobs.values(), conclusion=None)))


def test_jobs_that_github_does_not_list_yet_are_waited_for_while_the_run_goes_on() -> None:
    listed = [r.a_job(each) for each in r.JOBS if each not in ("sdist", "publish", "try-out")]
    outcome = judged(run=r.a_run(*listed, conclusion=None))
    assert isinstance(outcome, Waiting)
    assert outcome.reason == "sdist still has files to hand on"
    queued = [replace(each, status="queued", conclusion=None) for each in listed[:1]]
    change(judged(run=r.a_run(*queued, *listed[1:])))


def test_a_build_that_failed_is_the_runs_affair() -> None:
    jobs = [r.a_job(each, "failure" if each == "sdist" else "success") for each in r.JOBS]
    (found,) = findings(judged(run=r.a_run(*jobs, conclusion="failure")))
    assert (found.subject, found.after) == ("sdist", "publish.run")


def test_each_job_that_handed_nothing_on_is_named() -> None:
    first, second = findings(judged(artifacts=r.artifacts("wheels-linux", "docs")))
    assert (first.kind, first.subject) == ("the job wheels handed no such artifact on", "wheels-windows")
    assert (second.kind, second.subject) == ("the job sdist handed no such artifact on", "sdist")
    assert r.WEB in first.remedy


def test_what_no_uploading_job_takes_stops_nothing() -> None:
    outcome = judged(r.on_record(), artifacts=r.artifacts("wheels-linux", "wheels-windows", "sdist"))
    assert isinstance(outcome, Warn)
    assert [each.kind for each in findings(outcome)] == ["the job docs handed no such artifact on"]


def test_of_a_matrix_that_only_the_run_knows_each_job_has_to_hand_something_on() -> None:
    dynamic = r.a_workflow(
        r.WORKFLOW.replace("{ os: [linux, windows] }", "'${{ fromJSON(needs.a.outputs.b) }}'")
    )
    (found,) = findings(judged(workflow=dynamic, artifacts=r.artifacts("wheels-linux", "sdist", "docs")))
    assert found.kind == "the job wheels handed on fewer artifacts than it has jobs"
    assert (found.expected, found.found) == ("2 artifacts called wheels-*", "wheels-linux")
    change(judged(workflow=dynamic))


def test_a_job_that_was_left_out_is_for_a_person_to_judge() -> None:
    jobs = [r.a_job(each, "skipped" if each == "docs" else "success") for each in r.JOBS]
    facts = {"run": r.a_run(*jobs), "artifacts": r.artifacts("wheels-linux", "wheels-windows", "sdist")}
    outcome = judged(r.on_record(), **facts)
    assert isinstance(outcome, Warn)
    assert [each.kind for each in findings(outcome)] == ["was left out, so it handed no files on"]


def test_a_job_that_is_called_otherwise_in_the_run_is_told_by_its_artifacts() -> None:
    jobs = [r.a_job(each.replace("sdist", "Source distribution")) for each in r.JOBS]
    change(judged(run=r.a_run(*jobs)))


def test_what_the_uploading_jobs_take_is_downloaded_and_nothing_else() -> None:
    (action,) = change(judged(files=r.ci_files(wheels_linux=()))).actions
    assert isinstance(action, DownloadArtifacts)
    assert [each.name for each in action.artifacts] == ["wheels-windows", "sdist"]
    assert action.describe()[0] == "download wheels-windows of run 1000, 1.0 MiB"


def test_a_run_without_an_artifact_for_the_upload_fails() -> None:
    renamed = r.a_workflow(
        r.WORKFLOW.replace("pattern: wheels-*", "pattern: w-*").replace("name: sdist }", "name: s }")
    )
    renamed = replace(
        renamed, jobs=tuple(replace(each, handed=()) for each in renamed.jobs if each.name != "try-out")
    )
    assert kinds(judged(workflow=renamed)) == ["the run has no artifact that its uploading job takes"]


def test_expired_artifacts_are_named_unless_their_digests_are_on_record() -> None:
    names = ("wheels-linux", "wheels-windows", "sdist", "docs")
    expired = replace(r.artifacts(), found=tuple(r.an_artifact(each, expired=True) for each in names))
    found = findings(judged(artifacts=expired))
    assert [each.subject for each in found] == ["wheels-linux", "wheels-windows", "sdist"]
    assert "--skip ci-artifacts=REASON" in found[0].remedy
    assert isinstance(judged(r.on_record(), artifacts=expired), Done)


def test_artifacts_that_github_has_forgotten_were_what_the_record_says() -> None:
    forgotten = replace(r.artifacts(), found=())
    assert isinstance(judged(r.on_record(), artifacts=forgotten), Done)
    assert isinstance(judged(r.on_record(run=999), artifacts=forgotten), Fail)


def test_what_holds_is_recorded_as_the_tested_files() -> None:
    (action,) = change(judged()).actions
    assert isinstance(action, Record)
    files = [(each["name"], each["sha256"]) for each in action.data["files"]]
    assert files == [(each.name, each.sha256) for each in (LINUX, WINDOWS, b.SDIST)]
    assert (action.data["run"], action.data["commit"]) == (1000, b.HEAD)
    entry = b.an_entry(action.kind, action.bound_to, **action.data)
    done = judged(entry, files=r.ci_files())
    assert isinstance(done, Done)
    assert told(done)[:2] == ["3 files from 3 artifacts of run 1000", LINUX.name]
    assert any(isinstance(each, Table) and each.what == "coverage of demo 1.3.0" for each in done.evidence)
    record = recorded(b.a_ledger(entry))
    assert record is not None
    assert record.files == (LINUX, WINDOWS, b.SDIST)


def test_what_a_person_should_look_at_stays_on_record() -> None:
    doubt = {"kind": "lost since 1.2.0", "subject": "demo.extra", "remedy": "look at it"}
    outcome = judged(r.on_record(doubts=[doubt]))
    assert isinstance(outcome, Warn)
    assert [each.kind for each in findings(outcome)] == ["lost since 1.2.0"]


def test_a_record_of_other_artifacts_does_not_count() -> None:
    again = replace(r.artifacts(), found=(*r.artifacts().found[:3], r.an_artifact("sdist", id=7)))
    assert isinstance(change(judged(r.on_record(), artifacts=again)).actions[0], DownloadArtifacts)


def test_two_artifacts_of_one_name_in_one_attempt_are_told() -> None:
    twice = replace(r.artifacts(), found=(*r.artifacts().found, r.an_artifact("sdist", id=7)))
    entry = r.on_record()
    entry.data["artifacts"].append(7)
    entry.data["artifacts"].sort()
    (found,) = findings(judged(entry, artifacts=twice))
    assert (found.kind, found.subject, found.found) == ("two artifacts of one name", "sdist", "2 artifacts")


def test_one_name_for_different_files_fails() -> None:
    other = b.a_distribution(replace(LINUX, sha256="33" * 32))
    files = WHEELS | {"wheels_windows": (b.a_distribution(WINDOWS), other)}
    (found,) = findings(judged(files=r.ci_files(**files)))
    assert (found.kind, found.subject) == ("2 artifacts hold different files of that name", LINUX.name)
    assert found.found.splitlines() == [
        "sha256 111111111111 in wheels-linux, by the job wheels",
        "sha256 333333333333 in wheels-windows, by the job wheels",
        "publish downloads them together, so it is chance which of them reaches the index",
    ]
    assert found.remedy.startswith("let one cell alone of the matrix of wheels build for that platform,")
    same = WHEELS | {"wheels_windows": (b.a_distribution(WINDOWS), b.a_distribution(LINUX))}
    (action,) = change(judged(files=r.ci_files(**same))).actions
    assert isinstance(action, Record)
    assert len(action.data["files"]) == 3


def test_what_is_for_every_system_is_to_be_built_once() -> None:
    other = b.a_distribution(replace(b.SDIST, sha256="33" * 32))
    (found,) = findings(judged(files=r.ci_files(**(WHEELS | {"wheels_linux": (other,)}))))
    assert found.found.splitlines() == [
        "sha256 333333333333 in wheels-linux, by the job wheels",
        f"sha256 {b.SDIST.sha256[:12]} in sdist, by the job sdist",
        "publish downloads sdist last, so that one most likely reaches the index",
    ]
    assert found.remedy.startswith("let one job alone build it (sdist, wheels do), ")
    wheels = {
        each: (b.a_distribution(replace(b.WHEEL, sha256=each * 8)),)
        for each in ("wheels_linux", "wheels_windows")
    }
    (found,) = findings(judged(files=r.ci_files(**(WHEELS | wheels))))
    assert found.remedy.startswith("build it in a job of its own, outside the matrix of wheels, ")
    assert "--skip ci-artifacts=REASON" in found.remedy


def test_wrong_versions_broken_files_and_metadata_stop_it() -> None:
    wrong = b.a_distribution(BuiltFile(name="demo-1.4.0.dev1.tar.gz", sha256="44" * 32, size=1), "1.4.0.dev1")
    broken = Unreadable(path=Path("/state/demo-1.3.0-py3-none-any.whl"), reason="no zip")
    strict = b.a_strict_check(replace(findings(judged(run=r.a_tag_run()))[0], kind="the long description"))
    files = r.ci_files(**(WHEELS | {"sdist": (wrong, broken)}))
    found = findings(judged(files=files, checks=replace(QUIET, strict=strict)))
    assert [each.kind for each in found] == [
        "cannot be read as an sdist or wheel",
        "a distribution of another release",
        "the long description",
    ]
    assert {each.remedy for each in found} == {"mend what builds it, and release another version"}


def test_what_lies_here_of_other_artifacts_does_not_count() -> None:
    other = b.a_distribution(replace(LINUX, sha256="33" * 32))
    (action,) = change(judged(files=r.ci_files(**WHEELS, docs=(other,)))).actions
    assert isinstance(action, Record)
    assert r.an_artifact("docs").id not in action.data["artifacts"]


def test_files_of_others_are_left_alone_and_told() -> None:
    other = b.a_distribution(
        BuiltFile(name="vendored-2.0.tar.gz", sha256="55" * 32, size=1), "2.0", name="vendored"
    )
    files = r.ci_files(**(WHEELS | {"sdist": (b.a_distribution(b.SDIST), other)}))
    files = replace(files, unpacked=(replace(files.unpacked[0], others=("notes.txt",)), *files.unpacked[1:]))
    (action,) = change(judged(files=files)).actions
    assert isinstance(action, Record)
    assert "left alone: notes.txt, vendored-2.0.tar.gz" in action.data["seen"]
    assert len(action.data["files"]) == 3


def test_coverage_is_that_of_a_whole_release() -> None:
    wanted = stated(("linux-x86_64", "macos-arm64"), ("3.12",))
    (found,) = findings(judged(expected=wanted))
    assert (found.kind, found.subject) == ("no wheel where one is expected", "macos-arm64")


@pytest.mark.parametrize("with_sdist", [True, False])
def test_an_sdist_that_users_had_may_not_be_lost(with_sdist: bool) -> None:
    before = b.a_page(b.an_index_file(replace(b.SDIST, name="demo-1.2.0.tar.gz"), version="1.2.0"))
    checks = replace(QUIET, before=Predecessor(release=earlier(before, "1.3.0")))
    files = WHEELS if with_sdist else WHEELS | {"sdist": ()}
    outcome = judged(checks=checks, files=r.ci_files(**files))
    if with_sdist:
        assert isinstance(change(outcome).actions[0], Record)
    else:
        assert "there is no sdist" in kinds(outcome)
