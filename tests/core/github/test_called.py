"""Jobs of a run told by their names."""

from __future__ import annotations

import tag_runs as r

from release_tasks.core.github.called import job_called, jobs_of

WORKFLOW = """\
on: push
jobs:
  wheels: { strategy: { matrix: { os: [a, b] } }, steps: [] }
  any: { name: "${{ matrix.what }}", strategy: { matrix: { what: [x] } }, steps: [] }
  sdist: { steps: [] }
"""


def test_the_title_that_leaves_least_open_tells() -> None:
    workflow = r.a_workflow(WORKFLOW)

    def called(name: str) -> str:
        found = job_called(workflow, name)
        return found.name if found else ""

    assert [called(each) for each in ("wheels (a)", "sdist", "anything else")] == ["wheels", "sdist", "any"]
    assert job_called(r.a_workflow("jobs: { sdist: { steps: [] } }"), "wheels") is None


def test_all_jobs_of_a_matrix_are_that_job() -> None:
    workflow = r.a_workflow(WORKFLOW)
    ran = tuple(map(r.a_job, ("wheels (a)", "wheels (b)", "sdist")))
    wheels, _, sdist = workflow.jobs
    assert jobs_of(workflow, wheels, ran) == ran[:2]
    assert jobs_of(workflow, sdist, ran) == ran[2:]


def test_a_job_that_uploads_to_both_indexes_publishes() -> None:
    assert [each.name for each in r.a_workflow().publishing] == ["publish"]
    both = r.a_workflow(r.WORKFLOW[: r.WORKFLOW.index("  publish:")])
    assert [each.name for each in both.publishing] == ["try-out"]
