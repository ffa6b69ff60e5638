"""Which artifacts of a run count, and which of them the uploading jobs take."""

from __future__ import annotations

import pytest
import tag_runs as r

from release_tasks.core.github.artifacts import Artifact, of_newest_attempts, takes

STEP = "{ uses: actions/download-artifact@v8, with: { path: dist, pattern: wheels-* } }"


def reading(given: str) -> str:
    """A workflow whose publishing job reads artifacts so."""
    alone = r.WORKFLOW[: r.WORKFLOW.index("  try-out:")] + r.WORKFLOW[r.WORKFLOW.index("  publish:") :]
    step = f"{{ uses: actions/download-artifact@v8, with: {{ {given} }} }}"
    return alone.replace(f"      - {STEP.replace('wheels-*', 'sdist')}\n", "").replace(STEP, step)


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("pattern: wheels-*", ("wheels-linux", "wheels-windows", "sdist")),
        ("pattern: 'wheels-li?ux'", ("wheels-linux", "sdist")),
        ("pattern: '{wheels-windows,docs}'", ("wheels-windows", "sdist", "docs")),
        ("pattern: 'wheels-[lw]*'", r.NAMES),
        ("pattern: '!(docs)'", r.NAMES),
        ("name: 'wheels-${{ inputs.os }}'", ("wheels-linux", "wheels-windows", "sdist")),
        ("path: dist", r.NAMES),
    ],
)
def test_what_the_publishing_job_reads(given: str, taken: tuple[str, ...]) -> None:
    workflow = r.a_workflow(reading(given))
    assert tuple(each for each in r.NAMES if takes(workflow, each)) == taken


def test_of_attempts_the_last_that_made_one_counts() -> None:
    def at(minute: int, name: str = "wheels", number: int = 1) -> Artifact:
        return r.an_artifact(name, id=number, created_at=f"2026-01-01T00:{minute:02}:00Z")

    starts = ("2026-01-01T00:00:00Z", "2026-01-01T00:10:00Z", "2026-01-01T00:20:00Z")
    made = (at(5, number=30), at(10, number=20), at(4, "sdist"), at(25, "docs"), at(12, number=10))
    kept = of_newest_attempts(made, starts)
    assert [(each.name, each.id) for each in kept] == [
        ("docs", 1),
        ("sdist", 1),
        ("wheels", 20),
        ("wheels", 10),
    ]
