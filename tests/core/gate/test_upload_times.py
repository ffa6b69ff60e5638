"""Upload times: what came long after the rest, in each form of time that indexes write."""

from __future__ import annotations

import builders as b

from release_tasks.core.findings import Finding
from release_tasks.core.gate.upload_times import uploaded_late


def late(**times: str) -> list[Finding]:
    return [*uploaded_late([b.an_index_file(name=name, uploaded=when) for name, when in times.items()])]


def test_a_file_that_came_late_is_told() -> None:
    (doubt,) = late(first="2026-01-02T03:04:05.1Z", second="2026-02-02T03:04:05.123456Z")
    assert (doubt.subject, doubt.found) == ("second", "up to 31 days later")


def test_a_second_more_than_a_day_is_late() -> None:
    (doubt,) = late(first="2026-01-02T03:04:05Z", second="2026-01-03T03:04:06Z")
    assert doubt.found == "up to 1 day later"


def test_within_a_day_nothing_is_late() -> None:
    assert not late(first="2026-01-02T03:04:05.1Z", second="2026-01-03T03:04:00Z", third="?")


def test_an_index_without_times_says_nothing() -> None:
    assert not late(first="", second="")
