"""The wheels that a release workflow will build, read from its jobs before it runs.

Understood are maturin's action, cibuildwheel, and build commands, each in plain jobs and in
matrices. What only a run can tell is named, and left out: nothing is expected on a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from release_tasks.core.coverage.choices import Cell
from release_tasks.core.coverage.cibuildwheel import cibuildwheel_cells
from release_tasks.core.coverage.conditions import holds
from release_tasks.core.coverage.expected import ANY, ExpectedWheels
from release_tasks.core.coverage.matrix import NotUnderstoodError, Values, filled, jobs_of
from release_tasks.core.coverage.pythons import python_named
from release_tasks.core.coverage.targets import Runner, runner_of, target_platforms

_MATURIN_ACTION = re.compile(r"(?i)pyo3/maturin-action(?:@|$)")
_CIBUILDWHEEL_ACTION = re.compile(r"(?i)pypa/cibuildwheel(?:@|$)")
_CIBUILDWHEEL = re.compile(r"\bcibuildwheel\b(?!\s*[=<>~!])")
_BUILD = re.compile(
    r"\bmaturin\s+build\b|(?<!\S)-m\s+build\b|\bpyproject-build\b|\b(?:uv|hatch|flit|poetry|pdm)\s+build\b"
    r"|\bpip\s+wheel\b|\bbdist_wheel\b"
)
_SDIST_ONLY = re.compile(r"--sdist\b|\s-s\b|\s-t\s+sdist\b|--format[ =]sdist\b")
_WHEEL_TOO = re.compile(r"--wheel\b|\bmaturin\s+build\b")
_INTERPRETERS = re.compile(r"(?:^|\s)(?:-i|--interpreter)(?:=|\s+)((?:(?!-)\S+(?:\s+|$))+)")
_TARGET = re.compile(r"(?:^|\s)--target(?:=|\s+)(\S+)")
_COMPATIBILITY = re.compile(r"(?:^|\s)--(?:compatibility|manylinux)(?:=|\s+)((?:(?!-)\S+(?:\s+|$))+)")


def workflow_wheels(name: str, jobs: Mapping[str, Any], options: Mapping[str, Any]) -> ExpectedWheels:
    """Read the cells that the jobs of the workflow ``name`` build for; ``options`` are [tool.cibuildwheel]."""
    read = {key: _read(job, options) for key, job in jobs.items()}
    cells = frozenset(cell for cells, _ in read.values() for cell in cells)
    unread = tuple(f"job {key} of {name}: {why}" for key, (_, why) in read.items() if why)
    return ExpectedWheels(cells=cells, source=name if cells else "", unread=unread)


def _read(job: Mapping[str, Any], options: Mapping[str, Any]) -> tuple[set[Cell], str]:
    """The cells of one job, and why there may be more."""
    cells: set[Cell] = set()
    try:
        cells.update(_job_cells(job, options))
    except NotUnderstoodError as error:
        return cells, str(error)
    return cells, ""


def _job_cells(job: Mapping[str, Any], options: Mapping[str, Any]) -> Iterator[Cell]:
    if _elsewhere(job):
        raise NotUnderstoodError(f"it is {job['uses']}, of another repository")
    if not any(_may_build(step) for step in _steps(job)):
        return
    strategy = job.get("strategy")
    for matrix in jobs_of(strategy):
        made = filled({key: each for key, each in job.items() if key != "strategy"}, matrix)
        runner = runner_of(made)
        for step, raw in zip(_steps(made), _steps(job), strict=True):
            if _may_build(step) and holds(str(raw.get("if", "")), matrix, runner):
                yield from _step_cells(step, made, runner, options)


def _elsewhere(job: Mapping[str, Any]) -> bool:
    return "uses" in job and not str(job["uses"]).startswith("./")


def _steps(job: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    steps = job.get("steps")
    return [each for each in steps if isinstance(each, Mapping)] if isinstance(steps, list) else []


def _may_build(step: Mapping[str, Any]) -> bool:
    uses, run = str(step.get("uses", "")), str(step.get("run", ""))
    if _MATURIN_ACTION.match(uses):
        return str(_with(step).get("command", "build")) == "build"
    return bool(_CIBUILDWHEEL_ACTION.match(uses)) or any(map(_builds_wheels, _commands(run)))


def _builds_wheels(line: str) -> bool:
    if "pip install" in line:
        return False
    if _CIBUILDWHEEL.search(line):
        return True
    return bool(_BUILD.search(line)) and (not _SDIST_ONLY.search(line) or bool(_WHEEL_TOO.search(line)))


def _step_cells(
    step: Values, job: Mapping[str, Any], runner: Runner, options: Mapping[str, Any]
) -> Iterator[Cell]:
    if _MATURIN_ACTION.match(str(step.get("uses", ""))):
        given = _with(step)
        args = " ".join(_commands(str(given.get("args", ""))))
        target = str(given.get("target", "")) or _option(_TARGET, args)
        compatibility = f"{given.get('manylinux', '')} {_option(_COMPATIBILITY, args)}"
        platforms = target_platforms(target, runner, compatibility)
        yield from _crossed(platforms, _interpreters(args) or (ANY,))
        return
    if _CIBUILDWHEEL_ACTION.match(str(step.get("uses", ""))) or _CIBUILDWHEEL.search(
        str(step.get("run", ""))
    ):
        yield from cibuildwheel_cells(runner, {**_table(job, "env"), **_table(step, "env")}, options)
        return
    for line in filter(_builds_wheels, _commands(str(step.get("run", "")))):
        platforms = target_platforms(_option(_TARGET, line), runner, _option(_COMPATIBILITY, line))
        pythons = _interpreters(line) or (ANY if "--find-interpreter" in line else _own_python(job),)
        yield from _crossed(platforms, pythons)


def _commands(script: str) -> list[str]:
    """The lines of a script, those that go on after a backslash put together."""
    return re.sub(r"\\\n\s*", " ", script).splitlines()


def _option(pattern: re.Pattern[str], line: str) -> str:
    found = pattern.search(line)
    return found[1] if found else ""


def _crossed(platforms: tuple[str, ...], pythons: tuple[str, ...]) -> Iterator[Cell]:
    return ((platform, python) for platform in platforms for python in pythons)


def _interpreters(args: str) -> tuple[str, ...]:
    """The Pythons that maturin is told to build for; none where one of them is no version."""
    words = [word for found in _INTERPRETERS.finditer(args) for word in found[1].split()]
    named = [python_named(word.rpartition("/")[2].removeprefix("python")) for word in words]
    return tuple(each for each in named if each) if all(named) else ()


def _own_python(job: Mapping[str, Any]) -> str:
    """The one Python that the job sets up; open where it is no single version."""
    for step in _steps(job):
        if re.match(r"actions/setup-python@|astral-sh/setup-uv@", str(step.get("uses", ""))):
            return python_named(str(_with(step).get("python-version", ""))) or ANY
    return ANY


def _with(step: Mapping[str, Any]) -> Mapping[str, Any]:
    return _table(step, "with")


def _table(values: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = values.get(key)
    return found if isinstance(found, Mapping) else {}
