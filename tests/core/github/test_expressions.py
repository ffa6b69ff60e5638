"""Conditions of workflows, as far as they can be told before the run."""

from __future__ import annotations

import pytest

from release_tasks.core.github.expressions import Context, asks_for_status, holds

KNOWN: Context = {
    "github.event_name": "workflow_dispatch",
    "github.ref": "refs/heads/release/v1.3.0",
    "inputs.publish": False,
    "inputs.level": "Patch",
    "inputs.none": "",
}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("", True),
        ("github.event_name == 'push'", False),
        ("${{ github.event_name != 'PUSH' }}", True),
        ("startsWith(github.ref, 'refs/tags/')", False),
        ("startsWith( github.ref, 'refs/heads/' ) && !contains(github.ref, 'main')", True),
        ("endsWith(github.ref, 'v1.3.0')", True),
        ("github.event_name == 'push' && needs.build.result == 'success'", False),
        ("needs.build.result == 'success' && github.event_name == 'push'", False),
        ("needs.build.result == 'success'", None),
        ("needs.build.result == 'success' || github.event_name == 'workflow_dispatch'", True),
        ("github.event_name == 'push' || vars.UPLOAD", None),
        ("inputs.publish", False),
        ("!inputs.publish", True),
        ("inputs.publish == true", False),
        ("inputs.publish == 'true'", False),
        ("inputs.none == false", True),
        ("inputs.level == 'patch'", True),
        ("(inputs.publish || github.event_name == 'push') && always()", False),
        ("always()", True),
        ("!cancelled() && success()", True),
        ("failure()", None),
        ("contains(fromJSON('[\"push\"]'), github.event_name)", None),
        ("github.event.inputs['publish'] == 'true'", None),
        ("github.event_name == 'it''s'", False),
        ("github.event_name ==", None),
        ("(github.event_name", None),
        ("§", None),
        ("3 < 4", None),
    ],
)
def test_what_a_condition_comes_to(condition: str, expected: bool | None) -> None:  # a table's value
    assert holds(condition, KNOWN) is expected


def test_a_job_may_run_although_one_that_it_needs_did_not() -> None:
    assert asks_for_status("always() && x")
    assert asks_for_status("!cancelled()")
    assert not asks_for_status("success()")
