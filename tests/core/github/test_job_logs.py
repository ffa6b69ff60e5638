"""The end of a failed job's log: the failed step's lines, as a person would read them."""

from __future__ import annotations

from dataclasses import replace

import tag_runs as t

from release_tasks.core.github.job_logs import tail_of_failure
from release_tasks.core.github.runs import Job, Step

LOG = """\
\ufeff2026-01-01T00:00:01.1234567Z ##[group]Run actions/checkout@v5
2026-01-01T00:00:01.2000000Z with a token
2026-01-01T00:00:02.0000000Z ##[endgroup]
2026-01-01T00:00:10.0000000Z ##[group]Run pytest
2026-01-01T00:00:10.1000000Z \x1b[36;1mpytest -q\x1b[0m
2026-01-01T00:00:10.2000000Z ##[endgroup]
2026-01-01T00:00:11.0000000Z  10%\r 20%\r\x1b[1m\x1b[31mE   assert 1 == 2\x1b[0m
2026-01-01T00:00:11.5000000Z
2026-01-01T00:00:12.0000000Z \x1b]8;;https://github.example\x07a link\x1b]8;;\x07
2026-01-01T00:00:12.9000000Z ##[error]Process completed with exit code 1.
2026-01-01T00:00:12.9500000Z Post job cleanup.
2026-01-01T00:00:14.0000000Z Cleaning up orphan processes
"""


def job(*, timed: bool = True) -> Job:
    checkout = Step(
        name="checkout",
        number=1,
        status="completed",
        conclusion="success",
        started_at="2026-01-01T00:00:01Z" if timed else None,
        completed_at="2026-01-01T00:00:02Z" if timed else None,
    )
    tests = replace(
        checkout,
        name="pytest",
        conclusion="failure",
        started_at="2026-01-01T00:00:10Z" if timed else None,
        completed_at="2026-01-01T00:00:12Z" if timed else None,
    )
    return t.a_job("test", "failure", steps=(checkout, tests))


READABLE = (
    "Run pytest",
    "pytest -q",
    "E   assert 1 == 2",
    "a link",
    "error: Process completed with exit code 1.",
)


def test_the_failed_steps_lines_up_to_its_error() -> None:
    assert tail_of_failure(job(), LOG, 30) == READABLE


def test_the_last_ones_of_many() -> None:
    assert tail_of_failure(job(), LOG, 2) == READABLE[-2:]


def test_without_times_of_steps_the_whole_log_up_to_its_last_error() -> None:
    assert tail_of_failure(job(timed=False), LOG, 5) == READABLE
    assert tail_of_failure(job(timed=False), LOG, 99)[:2] == ("Run actions/checkout@v5", "with a token")


def test_without_an_error_the_end_of_it() -> None:
    killed = LOG.replace("##[error]", "")
    assert tail_of_failure(replace(job(), steps=()), killed, 1) == ("Cleaning up orphan processes",)
    assert tail_of_failure(job(), "", 30) == ()


def test_what_could_steer_a_terminal_is_left_out() -> None:
    assert tail_of_failure(job(), "a\x07b\x1b[2Jc\x1b\x9bd\te", 30) == ("abcd\te",)
