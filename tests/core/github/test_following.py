"""A followed run: what is told of it, how it is folded, and how long it may still take."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import tag_runs as t

from release_tasks.core.github.checks import WorkflowRun
from release_tasks.core.github.following import changes, folded, said, span, usual_length_s, who
from release_tasks.core.github.run_lines import ASCII, Glyphs, change_lines, frame
from release_tasks.core.github.runs import FollowedRun, Following, Gate, Job, Step, run_of_tag, seconds

BEGAN = "2026-01-01T00:00:00Z"
AT = (seconds(BEGAN) or 0.0) + 372.0
GATE = Gate(environment="pypi", id=1, reviewers=("ada", "bob"))


def running(name: str, **changes: Any) -> Job:
    return t.a_job(name, None, **({"started_at": "2026-01-01T00:02:00Z"} | changes))


def over(name: str, conclusion: str = "success", **changes: Any) -> Job:
    times = {"started_at": "2026-01-01T00:02:00Z", "completed_at": "2026-01-01T00:02:41Z"}
    return t.a_job(name, conclusion, **(times | changes))


def step(name: str, status: str = "completed", conclusion: str | None = "success") -> Step:
    return Step(name=name, number=1, status=status, conclusion=conclusion)


def look(*jobs: Job, conclusion: str | None = None, attempt: int = 1, **changes: Any) -> Following:
    found = t.a_run(*jobs, conclusion=conclusion, at=AT)
    run = replace(found.run, run_number=481, run_attempt=attempt)
    usual = changes.pop("usual_s", None)
    return Following(ref="v1.3.0", found=replace(found, run=run, **changes), usual_s=usual)


def news(before: Following | None, now: Following) -> list[tuple[str, str, str]]:
    return [(each.what, each.name, each.said) for each in changes(before, now)]


def drawn(following: Following, width: int = 80, glyphs: Glyphs = ASCII, **more: Any) -> list[str]:
    return [
        "".join(each.text for each in line) for line in frame(following, width=width, glyphs=glyphs, **more)
    ]


def test_a_matrix_is_one_row_and_a_called_workflow_keeps_its_callers_name() -> None:
    names = (
        "wheels (linux, cp312)",
        "sdist",
        "wheels (macos (arm), cp313)",
        "checks / lint",
        "checks / test (3.12)",
    )
    rows = folded(map(t.a_job, names))
    assert [(each.name, len(each.jobs)) for each in rows] == [
        ("wheels", 2),
        ("sdist", 1),
        ("checks / lint", 1),
        ("checks / test", 1),
    ]


def test_github_words_are_kept_where_they_tell_more() -> None:
    words = [
        said(over("a")),
        said(over("a", "failure")),
        said(over("a", "timed_out")),
        said(over("a", "skipped")),
        said(over("a", "of next year")),
        said(running("a")),
        said(running("a", status="waiting")),
        said(running("a", status="pending")),
        said(running("a", status="queued")),
    ]
    assert words == [
        *("passed", "failed", "timed_out", "left out", "of next year"),
        *("running", "waits for its environment", "pending", "queued"),
    ]


def test_each_change_is_told_once() -> None:
    first = look(running("sdist"), t.a_job("wheels", None, status="queued"))
    assert news(None, first) == [
        ("run", "release.yml #481", f"the run of v1.3.0 at {first.found.run.head_sha[:7]}"),
        ("job", "sdist", "running"),
    ]
    assert news(first, first) == []
    failed = over("sdist", "failure", steps=(step("Set up"), step("Build", conclusion="failure")))
    second = look(failed, running("wheels"))
    assert news(first, second) == [
        ("job", "sdist", "failed at: Build after 00:41"),
        ("job", "wheels", "running"),
    ]
    last = look(failed, over("wheels"), conclusion="failure")
    assert news(second, last) == [
        ("job", "wheels", "passed after 00:41"),
        ("run", "release.yml #481", "failure"),
    ]
    assert news(last, last) == []


def test_a_gate_is_told_when_it_closes_and_not_again() -> None:
    before, held = (
        look(running("sdist")),
        look(over("sdist"), running("publish", status="waiting"), gates=(GATE,)),
    )
    assert news(before, held)[1:] == [("gate", "pypi", "ada or bob has to approve")]
    assert news(held, held) == []
    assert who(replace(GATE, reviewers=(), minutes=30)) == "a timer of 30 min"
    assert who(replace(GATE, reviewers=())) == "its protection rules"


def test_a_further_attempt_is_said_and_what_is_kept_from_the_first_is_no_news() -> None:
    before = look(over("sdist"), over("wheels", "failure"), conclusion="failure")
    later = "2026-01-01T00:05:00Z"
    again = look(over("sdist", id=7), running("wheels", started_at=later), attempt=2)
    run = replace(again.found.run, run_started_at=later)
    again = replace(again, found=replace(again.found, run=run))
    assert news(before, again) == [
        ("run", "release.yml #481", "attempt 2 was started"),
        ("job", "wheels", "running"),
    ]


def test_a_run_that_was_started_again_is_not_over_because_it_still_says_so() -> None:
    began = "2026-01-01T00:05:00Z"
    stale = look(over("sdist"), t.a_job("wheels", None, status="queued"), conclusion="failure", attempt=2)

    def seen(at_s: float, **changed: Any) -> FollowedRun:
        run = replace(stale.found.run, run_started_at=began)
        return replace(stale.found, run=run, at=(seconds(began) or 0.0) + at_s, **changed)

    assert not seen(2.0).over
    assert not seen(2.0, jobs=()).over
    assert seen(2.0, jobs=(over("sdist"), over("wheels", "failure"))).over
    assert seen(61.0).over, "by then it is what GitHub says"


def test_another_run_is_told_as_one() -> None:
    before = look(over("sdist", "failure"), conclusion="failure")
    other = look(running("sdist"))
    other = replace(other, found=replace(other.found, run=replace(other.found.run, id=1001)))
    assert news(before, other)[0][2].startswith("the run of v1.3.0 at ")


def test_lines_of_many_alike_are_one_and_failures_stand_alone() -> None:
    first = look(*(running(f"wheels ({at})") for at in range(5)))
    assert change_lines(changes(None, first), first)[1:] == ["06:12  wheels: 5 jobs running"]
    passed = [over(f"wheels ({at})") for at in range(1, 5)]
    second = look(over("wheels (0)", "failure"), *passed)
    assert change_lines(changes(first, second), second) == [
        f"06:12  wheels (0): failed after 00:41  {t.WEB}/job/wheels (0)",
        "06:12  wheels: 4 jobs passed",
    ]
    third = look(*(over(f"wheels ({at})", "failure") for at in range(5)))
    assert len(change_lines(changes(second, third), third)) == 4


def test_a_frame_has_a_header_a_row_a_matrix_and_what_runs_or_failed() -> None:
    failed = over(
        "wheels (windows cp313t)", "failure", steps=(step("Run cibuildwheel", conclusion="failure"),)
    )
    busy = running("wheels (macos cp314)", steps=(step("Set up"), step("Build", "in_progress", None)))
    jobs = (over("sdist"), *(over(f"wheels (linux cp3{at})") for at in range(10, 14)), failed, busy)
    following = look(*jobs, running("publish", status="waiting"), gates=(GATE,), usual_s=600.0, attempt=1)
    assert drawn(following) == [
        f"v1.3.0 - release.yml #481 - {following.found.run.head_sha[:7]} - 06:12 elapsed, about 4 min left",
        t.WEB,
        "  pypi waits: ada or bob has to approve",
        "  sdist                    passed 00:41",
        "  wheels                   ######.... 4/6  1 failed, 1 running",
        "    windows cp313t         failed 00:41  Run cibuildwheel",
        "    macos cp314            running 04:12  Build",
        "  publish                  waits for its environment",
    ]
    ours = replace(following, found=replace(following.found, gates=(replace(GATE, ours=True),)))
    assert drawn(ours)[2] == "  pypi waits: ada or bob has to approve; you may"
    assert "██████░░░░ 4/6" in "\n".join(drawn(following, glyphs=Glyphs()))


def test_a_frame_is_no_wider_than_the_screen_but_for_its_address() -> None:
    busy = running(
        "wheels (a very long name of a cell that says everything)", steps=(step("x" * 90, "in_progress"),)
    )
    lines = drawn(look(busy, over("y" * 100)), width=40)
    assert max(len(each) for at, each in enumerate(lines) if at != 1) == 40
    assert lines[-1].endswith("~")
    assert lines[1] == t.WEB


def test_of_many_that_run_some_are_shown() -> None:
    lines = drawn(look(*(running(f"wheels ({at})") for at in range(40))))
    assert lines[2].endswith(".......... 0/40  40 running")
    assert lines[-1] == "    and 34 more that run"
    assert len(lines) == 10
    lines = drawn(look(*(over(f"wheels ({at})", "failure") for at in range(40)), running("wheels (40)")))
    assert lines[-2].strip() == "and 34 more that failed"
    assert lines[-1].startswith("    40 ")


def test_where_names_do_not_fold_what_passed_makes_room() -> None:
    many = [over(f"Build {at} for linux") for at in range(20)]
    lines = drawn(look(*many, running("Build 99 for windows"), over("Build 98 for macos", "failure")))
    assert [each.split("  ")[1] for each in lines[2:]] == [
        "Build 99 for windows",
        "Build 98 for macos",
        "and 20 more that passed",
    ]


def test_time_goes_on_between_two_looks_and_an_old_one_says_so() -> None:
    following = look(running("sdist"), usual_s=380.0)
    assert drawn(following)[0].endswith("06:12 elapsed, about a minute left")
    assert drawn(following, later_s=20.0)[0].endswith("06:32 elapsed, longer than usual")
    assert drawn(following, later_s=40.0, width=120)[0].endswith("as seen 00:40 ago")
    assert drawn(following, later_s=20.0)[2].endswith("running 04:32")
    ended = look(over("sdist"), conclusion="success")
    assert drawn(ended, later_s=99.0)[0].endswith(" - success")


def test_as_long_as_it_is_watched_it_says_how_to_leave() -> None:
    going_on, ended = look(running("sdist")), look(over("sdist"), conclusion="success")
    hint = "  Ctrl-C ends the looking, the run goes on"
    assert drawn(going_on, watched=True)[-1] == hint
    assert hint not in drawn(going_on)
    assert hint not in drawn(ended, watched=True)


def test_how_long_is_left_is_not_told_of_a_part_of_the_jobs() -> None:
    assert look(running("sdist"), usual_s=600.0).left_s == 228.0
    assert look(running("sdist"), usual_s=600.0, attempt=2).left_s is None
    assert look(over("sdist"), usual_s=600.0, conclusion="success").left_s is None
    assert look(running("sdist")).left_s is None


def test_a_clock_that_is_behind_gives_no_negative_time() -> None:
    assert replace(look(running("sdist")), found=t.a_run(running("sdist"), conclusion=None)).elapsed_s == 0.0


def test_the_usual_length_is_the_median_without_what_waits_for_people() -> None:
    def took(minutes: int, attempt: int = 1) -> FollowedRun:
        ended = f"2026-01-01T00:{minutes:02}:00Z"
        jobs = (
            over("wheels (linux)", completed_at=ended),
            over("publish", completed_at="2026-01-03T00:00:00Z"),
        )
        found = t.a_run(*jobs)
        return replace(found, run=replace(found.run, run_attempt=attempt))

    runs = [took(5), took(20), took(6), took(59, attempt=2)]
    assert usual_length_s(runs, t.a_workflow(), frozenset({"publish"})) == 360.0
    assert usual_length_s([], t.a_workflow(), frozenset()) is None


def test_spans() -> None:
    assert [span(each) for each in (0, 61.9, 3723)] == ["00:00", "01:01", "1:02:03"]
    assert seconds("yesterday") is None


def test_where_nobody_knows_the_workflow_any_run_of_the_tag_is_it() -> None:
    run: WorkflowRun = t.a_run().run
    assert run_of_tag([run], tag="v1.3.0", workflow="") == run
    assert run_of_tag([run], tag="v1.3.0", workflow="other.yml") is None
    at_ref = replace(run, path=f"{t.FILE}@refs/tags/v1.3.0")
    assert run_of_tag([at_ref], tag="v1.3.0", workflow=t.FILE) == at_ref
