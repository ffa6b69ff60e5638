"""The jobs that a workflow's matrix makes (GitHub's workflow syntax, ``jobs.<id>.strategy.matrix``)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

Values = Mapping[str, Any]
"""What ``matrix`` holds in one job; texts, lists and tables as YAML has them."""

_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}", re.DOTALL)
_OF_MATRIX = re.compile(r"matrix((?:\.[\w-]+|\[(?:\d+|['\"][\w-]+['\"])\])+)")
_STEP = re.compile(r"[\w-]+")
_MOST_JOBS = 256
"""GitHub's own limit."""


class NotUnderstoodError(ValueError):
    """A matrix, or a value in a job, that only a run can tell."""


def jobs_of(strategy: Any) -> list[Values]:
    """Give ``matrix`` of each job that a strategy makes; one job without a matrix.

    :raises NotUnderstoodError: it is made by an expression, or has too many jobs.
    """
    matrix = strategy.get("matrix") if isinstance(strategy, Mapping) else None
    if matrix is None:
        return [{}]
    if not isinstance(matrix, Mapping):
        raise NotUnderstoodError(f"its matrix is {_shown(matrix)}")
    axes = {key: values for key, values in matrix.items() if key not in ("include", "exclude")}
    for key, values in axes.items():
        if not isinstance(values, list):
            raise NotUnderstoodError(f"its matrix has {key}: {_shown(values)}")
    made = (
        [dict(zip(axes, combination, strict=True)) for combination in product(*axes.values())] if axes else []
    )
    excluded = _tables(matrix, "exclude")
    kept = [job for job in made if not any(_matches(job, each) for each in excluded)]
    jobs = _included(kept, _tables(matrix, "include"), frozenset(axes))
    if len(jobs) > _MOST_JOBS:
        raise NotUnderstoodError(f"its matrix makes {len(jobs)} jobs")
    return jobs or [{}]


def filled(value: Any, matrix: Values) -> Any:
    """Put the matrix's values into the expressions of a value, at any depth; other expressions stay as they are."""
    if isinstance(value, str):
        whole = _EXPRESSION.fullmatch(value.strip())
        if whole and (found := _looked_up(whole[1], matrix)) is not None:
            return found
        return _EXPRESSION.sub(lambda match: _text(_looked_up(match[1], matrix), match[0]), value)
    if isinstance(value, Mapping):
        return {key: filled(each, matrix) for key, each in value.items()}
    return [filled(each, matrix) for each in value] if isinstance(value, list) else value


def open_expression(text: str) -> str:
    """The first expression that is still in a text; empty for none."""
    found = _EXPRESSION.search(text)
    return found[0] if found else ""


def _included(kept: Sequence[Values], included: Sequence[Values], axes: frozenset[str]) -> list[Values]:
    """Add each table to the jobs whose own values it does not change, else make a job of it."""
    jobs = [dict(job) for job in kept]
    further: list[Values] = []
    for each in included:
        fitting = [
            job
            for job, own in zip(jobs, kept, strict=True)
            if all(own[key] == each[key] for key in axes & each.keys())
        ]
        for job in fitting:
            job.update(each)
        if not fitting:
            further.append(dict(each))
    return [*jobs, *further]


def _tables(matrix: Values, key: str) -> list[Values]:
    listed = matrix.get(key, [])
    if not isinstance(listed, list) or not all(isinstance(each, Mapping) for each in listed):
        raise NotUnderstoodError(f"its matrix has {key}: {_shown(listed)}")
    return listed


def _matches(job: Values, wanted: Values) -> bool:
    return all(job.get(key) == value for key, value in wanted.items())


def _looked_up(expression: str, matrix: Values) -> Any:
    found = _OF_MATRIX.fullmatch(expression)
    if not found:
        return None
    value: Any = matrix
    for key in _STEP.findall(found[1]):
        if isinstance(value, Mapping):
            value = value.get(key)
        elif isinstance(value, list) and key.isdigit():
            value = value[int(key)] if int(key) < len(value) else None
        else:
            value = None
    return "" if value is None else value


def _text(value: Any, otherwise: str) -> str:
    return otherwise if value is None or isinstance(value, Mapping | list) else str(value)


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else type(value).__name__
