"""Two commands, or two ways to do a thing, in turn: what one costs over the other, whatever else the machine does."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

PAIRS = 25
WARM_UP = 3
BUDGET_S = 60.0
"""No comparison begins another turn after this long, however slow the machine is just then."""

Turn = TypeVar("Turn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A whole process; ``name`` is for the table."""

    name: str
    argv: Sequence[str | Path]
    folder: Path


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of one run: on the clock, and of processor time with all children's."""

    wall: float
    cpu: float


def cost(command: Command) -> Cost:
    """Run a command that must succeed.

    :raises subprocess.CalledProcessError: it failed; what it said is printed.
    """
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        command.argv,
        cwd=command.folder,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        print(done.stdout, done.stderr, sep="\n")
        done.check_returncode()
    return Cost(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def compare(base: Command, ours: Command, *, pairs: int = PAIRS) -> float:
    """Run both in turn and print a table; gives the median of the pairs' ratios of processor time."""
    runs = _turns(lambda: (cost(base), cost(ours)), at_most=pairs, warm_up=WARM_UP)
    width = max(len(base.name), len(ours.name))
    print(f"{'':{width}}   wall min  median     max    cpu min  median     max   (ms, {len(runs)} pairs)")
    for name, costs in ((base.name, [one for one, _ in runs]), (ours.name, [other for _, other in runs])):
        print(
            f"{name:{width}}  {_spread([each.wall for each in costs])}  {_spread([each.cpu for each in costs])}"
        )
    wall = statistics.median(other.wall / one.wall for one, other in runs)
    cpu = statistics.median(other.cpu / one.cpu for one, other in runs)
    print(f"{'median ratio':{width}}  {wall:18.3f}           {cpu:18.3f}\n", flush=True)
    return cpu


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Something done in this process; ``name`` is for the table."""

    name: str
    do: Callable[[], object]


def compare_work(base: Work, ours: Work, *, rounds: int) -> float:
    """Do both in turn and print a table; gives the median of the rounds' ratios of time on the clock."""
    times = _turns(lambda: (_took(base), _took(ours)), at_most=rounds, warm_up=1)
    width = max(len(base.name), len(ours.name))
    print(f"{'':{width}}   wall min  median     max   (ms, {len(times)} rounds)")
    for name, seconds in zip((base.name, ours.name), zip(*times, strict=True), strict=True):
        print(f"{name:{width}}  {_spread(seconds)}")
    ratio = statistics.median(other / one for one, other in times)
    print(f"{'median ratio':{width}}  {ratio:18.3f}\n", flush=True)
    return ratio


def _turns(take: Callable[[], Turn], *, at_most: int, warm_up: int) -> list[Turn]:
    """Take turns as long as the budget lasts; the first ones warm up, and count where there are no others."""
    until = time.perf_counter() + BUDGET_S
    taken = [take()]
    while len(taken) < warm_up + at_most and time.perf_counter() < until:
        taken.append(take())
    return taken[min(warm_up, len(taken) - 1) :]


def _took(work: Work) -> float:
    started = time.perf_counter()
    work.do()
    return time.perf_counter() - started


def compare_all(what: str, columns: Sequence[Sequence[Command]]) -> None:
    """Run several rows of commands in turn, each command once, and print a table of ratios to the first row."""
    rounds = [[cost(command) for command in turn] for turn in zip(*columns, strict=True)]
    print(f"\n{what:18}  wall min  median     max    cpu min  median     max  (ms)   ratios: wall     cpu")
    for (command, *_), costs in zip(columns, zip(*rounds, strict=True), strict=True):
        walls, cpus = [each.wall for each in costs], [each.cpu for each in costs]
        ratios = [
            statistics.median(
                getattr(each, clock) / getattr(turn[0], clock)
                for each, turn in zip(costs, rounds, strict=True)
            )
            for clock in ("wall", "cpu")
        ]
        print(
            f"{command.name:18}  {_spread(walls)}  {_spread(cpus)}             {ratios[0]:7.1f} {ratios[1]:7.1f}"
        )
    print(flush=True)


def _spread(seconds: Sequence[float]) -> str:
    figures = (min(seconds), statistics.median(seconds), max(seconds))
    return " ".join(f"{1000 * each:8.1f}" for each in figures)


def _environment() -> dict[str, str]:
    """Ours, but compiled modules are kept: installed packages have theirs.

    nox tells uv of its own environment; the uv of another tool would install there.
    """
    foreign = ("NOX", "INVOKE_", "PYTEST_", "GITHUB_", "UV_PYTHON", "PYTHONDONTWRITEBYTECODE")
    return {name: text for name, text in os.environ.items() if not name.startswith(foreign)}
