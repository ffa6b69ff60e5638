"""Files of one name and different bytes that several jobs handed on: who built them, and which one users would get."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from release_tasks.core.distributions.members import several
from release_tasks.core.findings import Finding
from release_tasks.core.github.artifacts import taken_last
from release_tasks.core.github.checks import fits
from release_tasks.core.github.ci_files import CiFiles, Clash, clashes
from release_tasks.core.github.workflow import ReleaseWorkflow
from release_tasks.core.wheels import is_sdist

_AGAIN = "then release another version; or pass --skip ci-artifacts=REASON, and nothing is compared by digest"


def clashing(workflow: ReleaseWorkflow, files: CiFiles) -> Iterator[Finding]:
    """Tell each such name, and how it gets one file only."""
    for clash in clashes(files):
        artifacts = tuple(dict.fromkeys(artifact for artifact, _ in clash.holders))
        makers = tuple(dict.fromkeys(filter(None, (_maker(workflow, each) for each in artifacts))))
        yield Finding(
            kind=f"{len(artifacts)} artifacts hold different files of that name",
            subject=clash.name,
            expected="one file of a name",
            found="\n".join((*_held(workflow, clash), *_fate(workflow, artifacts))),
            remedy=f"{_remedy(clash.name, makers)}, {_AGAIN}",
        )


def _held(workflow: ReleaseWorkflow, clash: Clash) -> Iterator[str]:
    for artifact, sha256 in clash.holders:
        maker = _maker(workflow, artifact)
        yield f"sha256 {sha256[:12]} in {artifact}{f', by the job {maker}' if maker else ''}"


def _maker(workflow: ReleaseWorkflow, artifact: str) -> str:
    """The job that handed an artifact on; empty where none, or more than one, may have."""
    made = [job.name for job in workflow.jobs if any(fits(name, artifact) for name in job.handed)]
    return made[0] if len(made) == 1 else ""


def _fate(workflow: ReleaseWorkflow, artifacts: Sequence[str]) -> Iterator[str]:
    """Which of them each job that publishes sends, as far as the workflow tells."""
    for job in workflow.publishing:
        if last := taken_last(job, artifacts):
            yield f"{job.name} downloads {last} last, so that one most likely reaches the index"
        else:
            yield f"{job.name} downloads them together, so it is chance which of them reaches the index"


def _remedy(name: str, makers: Sequence[str]) -> str:
    if len(makers) != 1:
        return f"let one job alone build it{f' ({several(makers)} do)' if makers else ''}"
    if is_sdist(name) or name.endswith("-none-any.whl"):
        return f"build it in a job of its own, outside the matrix of {makers[0]}"
    return f"let one cell alone of the matrix of {makers[0]} build for that platform"
