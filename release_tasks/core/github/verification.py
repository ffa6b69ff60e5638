"""A release as other systems install it: the run of the workflow that tries it there, and one table of all results.

The workflow is the one that :mod:`release_tasks.core.github.verify_template` writes; its jobs are told by their names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from release_tasks.core.coverage.pythons import in_order, python_named, tags_of
from release_tasks.core.findings import Cell, Finding, Table, Tone
from release_tasks.core.github import GitHub
from release_tasks.core.github.checks import WorkflowRun
from release_tasks.core.github.dispatching import DispatchedRun
from release_tasks.core.github.following import Standing, failed_step, said, standing
from release_tasks.core.github.runs import FollowedRun, Job
from release_tasks.core.github.verify_template import RUNNERS
from release_tasks.core.given import Lazy
from release_tasks.core.index import IndexFile
from release_tasks.core.request import Request
from release_tasks.core.wheels import wheel_tags

PURPOSE = "verify-pypi"
"""The subject under which its run is dispatched, and looked at."""

NOT_VERIFIED = Cell(text="not verified", tone="faint")

_TONES: dict[Standing, Tone] = {"passed": "good", "failed": "bad"}
_JOB = re.compile(r"(?P<system>.+), Python (?P<python>\S+)")
_PLATFORMS = {"Linux": re.compile(r"\w*linux"), "macOS": re.compile("macosx"), "Windows": re.compile("win")}

Cells = Mapping[tuple[str, str], Job]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyWorkflow:
    """Whether GitHub has the workflow ``file``; ``branch`` is the default one, from which it is started.

    ``runs`` are those that somebody started, here or on another machine.
    """

    file: str
    known: bool
    branch: str
    runs: tuple[WorkflowRun, ...] = ()

    def tried(self, files: str) -> WorkflowRun | None:
        """The newest run whose title has the fingerprint of these files."""
        fitting = (each for each in self.runs if files in (each.display_title or "").split())
        return max(fitting, key=lambda each: (each.created_at, each.id), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherSystems:
    """What is known of them: GitHub, the workflow there, and its run. A fact made of others, so its own provider."""

    request: Request
    github: Lazy[GitHub]
    workflow: Lazy[VerifyWorkflow]
    seen: Lazy[Annotated[DispatchedRun, "verify-pypi"]]


def systems_with_wheels(files: Iterable[IndexFile], pythons: Sequence[str]) -> tuple[str, ...]:
    """The systems for which there is a wheel for each of these Pythons (any one, where none is named)."""
    wheels = [each.name for each in files if each.name.endswith(".whl")]
    return tuple(
        system
        for system in RUNNERS
        if any(_is_for(wheel, system, "") for wheel in wheels)
        and all(any(_is_for(wheel, system, python) for wheel in wheels) for python in pythons)
    )


def cells(run: FollowedRun) -> Cells:
    """The run's jobs by system and Python; a job of another name, as people may add one, is none of them."""
    found = ((_JOB.fullmatch(each.name), each) for each in run.jobs)
    return {(match["system"], match["python"]): each for match, each in found if match}


def matrix(title: str, here: Mapping[str, Any], jobs: Cells) -> Table:
    """Draw what each system and Python came to; ``here`` is what the ledger has of this machine's installs.

    A row for this machine, one for each system of the run, and one for those that nobody tried.
    """
    mine = dict(_mine(here))
    own = str(here.get("system", "this machine"))
    tried = dict.fromkeys((*mine, *(python for _, python in jobs)))
    columns = (*in_order(filter(_plain, tried)), *(each for each in tried if not _plain(each)))
    others = dict.fromkeys((*RUNNERS, *(system for system, _ in jobs)))
    ran = {system for system, _ in jobs}
    shown = [each for each in others if each in ran or not own.startswith(each)]
    rows = [
        (Cell(text=f"{own}, here"), *(mine.get(each, NOT_VERIFIED) for each in columns)),
        *((Cell(text=each), *(_cell(jobs.get((each, python))) for python in columns)) for each in shown),
    ]
    return Table(what=title, columns=("", *columns), rows=tuple(rows))


def unverified(
    wanted: Iterable[str], here: Mapping[str, Any], run: FollowedRun | None = None
) -> tuple[str, ...]:
    """Those of the wanted systems on which nothing was tried."""
    jobs = cells(run) if run else {}
    tried = {system for (system, _), job in jobs.items() if standing(job) != "left out"}
    own = str(here.get("system", ""))
    return tuple(each for each in wanted if each not in tried and not own.startswith(each))


def failures(run: FollowedRun, again: str) -> Iterator[Finding]:
    """What went wrong in a run that is over; ``again`` is the command after which it is looked at once more."""
    for job in run.failed:
        step = failed_step(job)
        yield Finding(
            kind=f"does not install and work there ({said(job)}{f' at: {step}' if step else ''})",
            subject=job.name,
            expected="success",
            found=job.html_url or run.run.html_url,
            remedy=f"see its log; if the machine was at fault: gh run rerun {run.run.id} --failed, then {again}",
        )
    if not run.green and not run.failed:
        yield Finding(
            kind=f"the run on other systems did not succeed ({run.run.conclusion or 'without a conclusion'})",
            subject=run.run.html_url,
            expected="success",
            remedy=f"gh run rerun {run.run.id}, then {again}",
        )


def _mine(here: Mapping[str, Any]) -> Iterator[tuple[str, Cell]]:
    for each in here.get("results", ()):
        good = each["passed"]
        yield each["python"], Cell(text="passed" if good else "failed", tone="good" if good else "bad")
    for python in here.get("not_applicable", ()):
        yield python, Cell(text="n/a", tone="faint")


def _cell(job: Job | None) -> Cell:
    if job is None or standing(job) == "left out":
        return NOT_VERIFIED
    return Cell(text=said(job), value=job.html_url or "", tone=_TONES.get(standing(job), ""))


def _plain(python: str) -> bool:
    return python_named(python) == python


def _is_for(wheel: str, system: str, python: str) -> bool:
    """Whether a wheel is for a system, and for that Python where one is named."""
    tags = [
        each
        for each in wheel_tags(wheel)
        if each.platform == "any" or _PLATFORMS[system].match(each.platform)
    ]
    if not python:
        return bool(tags)
    return not set(tags).isdisjoint(tags_of(python, [each.platform for each in tags]))
