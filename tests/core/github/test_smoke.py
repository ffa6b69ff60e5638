"""Smoke tests in CI: which jobs they are, and what is not verified."""

from __future__ import annotations

from tag_runs import a_job

from release_tasks.core.github.runs import Job
from release_tasks.core.github.smoke import Trials, smoke_jobs


def drawn(served: tuple[str, ...], *jobs: Job, stated: tuple[str, ...] | None = None) -> list[str]:
    table = Trials(served=served, jobs=smoke_jobs(jobs, stated)).table()
    return [" | ".join(table.columns), *(" | ".join(each.text for each in row) for row in table.rows)]


def test_a_cell_for_each_platform_and_python() -> None:
    jobs = (
        a_job("smoke (ubuntu-latest, 3.12)"),
        a_job("smoke (ubuntu-latest, 3.13)", "failure"),
        a_job("smoke (windows-latest, 3.12)", None),
        a_job("smoke (windows-latest, 3.13)", "skipped"),
        a_job("wheels (ubuntu-latest, 3.12)"),
    )
    assert drawn(("linux-x86_64", "macos-arm64"), *jobs) == [
        " | 3.12 | 3.13",
        "linux-x86_64 | passed | failed",
        "macos-arm64 | not verified | not verified",
        "windows-amd64 | running | left out",
    ]


def test_the_worst_of_several_jobs_is_drawn() -> None:
    jobs = (a_job("smoke wheel (linux, 3.12)"), a_job("smoke sdist (linux, 3.12)", "cancelled"))
    assert drawn(("linux-x86_64",), *jobs)[1:] == ["linux-x86_64 | failed"]


def test_without_such_jobs_nothing_is_verified() -> None:
    served = ("linux-x86_64", "musllinux-x86_64")
    assert drawn(served, a_job("publish")) == [
        " | any Python",
        "linux-x86_64 | not verified",
        "musllinux-x86_64 | not verified",
    ]
    assert Trials(served=served, jobs=()).unverified == served


def test_files_for_any_platform_are_looked_for_on_each_system() -> None:
    jobs = smoke_jobs((a_job("test (ubuntu-24.04-arm, 3.12)"), a_job("test (macos-14)", "skipped")), None)
    trials = Trials(served=("any",), jobs=jobs)
    assert trials.platforms == ("linux-aarch64", "macos-arm64", "windows-amd64")
    assert trials.unverified == ("macos-arm64", "windows-amd64")


def test_jobs_that_settings_name_count_whatever_they_are_called() -> None:
    jobs = (a_job("Try it on Linux"), a_job("smoke (windows, 3.12)"), a_job("Attempt (ubuntu-latest, 3.13)"))
    assert drawn(("linux-x86_64",), *jobs, stated=("Attempt*",)) == [" | 3.13", "linux-x86_64 | passed"]
    assert drawn(("linux-x86_64",), a_job("Attempt"), stated=("Attempt",)) == [
        " | any Python",
        "linux-x86_64 | not verified",
        "some platform | passed",
    ]
    assert len(smoke_jobs(jobs, ())) == 0
    assert [each.job.name for each in smoke_jobs(jobs, None)] == ["Try it on Linux", "smoke (windows, 3.12)"]


def test_what_is_no_trial_by_its_name() -> None:
    for name in (
        "publish (testpypi) linux",
        "contest linux",
        "latest (ubuntu-latest)",
        "smoke without a place",
    ):
        assert smoke_jobs((a_job(name),), None) == ()
