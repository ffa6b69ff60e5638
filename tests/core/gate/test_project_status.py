"""The status of a project: what forbids to install it, and what only tells that no more is to come."""

from __future__ import annotations

import builders as b
import pytest

from release_tasks.core.gate.project_status import quarantined, retired


def test_a_quarantined_project_is_a_fault_with_the_reason_of_the_index() -> None:
    page = b.a_page(status="quarantined", status_reason="malware")
    (finding,) = quarantined(page)
    assert finding.found == "malware"
    assert b.an_endpoint().listing in finding.remedy
    assert not [*retired(page)]


@pytest.mark.parametrize("status", ["archived", "deprecated"])
def test_a_retired_project_is_no_fault(status: str) -> None:
    page = b.a_page(status=status)
    assert [(each.kind, each.found) for each in retired(page)] == [
        (f"the project is {status}", "no reason is given")
    ]
    assert not [*quarantined(page)]


@pytest.mark.parametrize("status", ["active", ""])
def test_of_others_nothing_is_told(status: str) -> None:
    page = b.a_page(status=status)
    assert not [*quarantined(page), *retired(page)]
