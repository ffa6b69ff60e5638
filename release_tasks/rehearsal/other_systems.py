"""The project's workflow for other systems, rehearsed: it is started and followed; jobs of other systems are left out."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator, Mapping
from typing import Any

from release_tasks.core.github.filters import triggers
from release_tasks.core.github.verify_template import path_of
from release_tasks.core.project import Project
from release_tasks.rehearsal.github.runs import Job
from release_tasks.rehearsal.github.state import Workflow
from release_tasks.world.project.workflows import workflow_files

_INPUT = re.compile(r"\$\{\{ *inputs\.(\w+) *\}\}")


def other_systems(project: Project) -> Iterator[Workflow]:
    """The workflow, where the project has it; on this machine nobody can say that a release works on another system."""
    path = path_of(project)
    values = workflow_files(project.repository).get(path, {})
    dispatch = triggers(values.get("on")).get("workflow_dispatch")
    if not isinstance(dispatch, Mapping):
        return
    jobs = [job for each in _table(values.get("jobs")).values() for job in _jobs(_table(each))]
    yield Workflow(
        path=path,
        title=str(values.get("name", "")),
        inputs=tuple(_table(dispatch.get("inputs"))),
        run_name=_INPUT.sub(r"{\1}", str(values.get("run-name", ""))),
        jobs=tuple(jobs),
    )


def _jobs(job: Mapping[str, Any]) -> Iterator[Job]:
    matrix = _table(_table(job.get("strategy")).get("matrix"))
    here = platform.system().replace("Darwin", "macOS")
    for system in matrix.get("system", ()):
        for python in matrix.get("python", ()):
            conclusion = "success" if system == here else "skipped"
            yield Job(name=f"{system}, Python {python}", conclusions=(conclusion,))


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
