"""What jobs and steps of a workflow are called in its runs, and the artifacts that each job will hand on.

Expressions that only a run can fill in are ``*``, which stands for any text.
Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from release_tasks.core.coverage.conditions import holds
from release_tasks.core.coverage.matrix import NotUnderstoodError, Values, filled, jobs_of
from release_tasks.core.coverage.targets import runner_of
from release_tasks.core.github.steps import artifact_step

_EXPRESSION = re.compile(r"\$\{\{.*?\}\}", re.DOTALL)
_ALWAYS = re.compile(r"(?:always|success)\(\)|!\s*cancelled\(\)")
_STATE = re.compile(r"\b(?:failure|cancelled|steps|needs|inputs|github|env|vars)\b")


def job_title(name: str, job: Mapping[str, Any]) -> str:
    """What a run calls the job; the jobs of a matrix have their values in brackets, unless its name places them."""
    title = opened(str(job.get("name") or name))
    strategy = job.get("strategy")
    matrix = isinstance(strategy, Mapping) and "matrix" in strategy
    return f"{title} (*)" if matrix and "*" not in title else title


def step_title(step: Mapping[str, Any]) -> str:
    """What a run calls the step."""
    if stated := str(step.get("name") or ""):
        return opened(stated)
    command = next(iter(str(step.get("run", "")).strip().splitlines()), "")
    return opened(f"Run {step.get('uses') or command}")


def opened(text: str) -> str:
    """A text with each expression left open."""
    return _EXPRESSION.sub("*", text)


def handed_on(job: Mapping[str, Any], steps: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The names of the artifacts that will surely come of a job which succeeds, one for each job of its matrix."""
    try:
        cells: Sequence[Values | None] = jobs_of(job.get("strategy"))
    except NotUnderstoodError:
        cells = [None]
    return tuple(dict.fromkeys(name for cell in cells for name in _of_cell(job, steps, cell)))


def _of_cell(
    job: Mapping[str, Any], steps: Sequence[Mapping[str, Any]], cell: Values | None
) -> Iterator[str]:
    for step in steps:
        made = artifact_step(step if cell is None else filled(step, cell))
        if made and made.uploads and _runs(job, str(step.get("if", "")), cell):
            yield opened(made.name)


def _runs(job: Mapping[str, Any], condition: str, cell: Values | None) -> bool:
    """Whether a step surely runs in a job where all goes well."""
    asked = _ALWAYS.sub("", condition).strip(" &")
    if not asked or cell is None or _STATE.search(asked):
        return not asked
    try:
        return holds(asked, cell, runner_of(filled({"runs-on": job.get("runs-on")}, cell)))
    except NotUnderstoodError:
        return False
