"""Which jobs of a run try the release's files out, where, and what came of it.

A job says where it runs in its name alone: ``smoke (ubuntu-latest, 3.12)``, ``Verify on macOS arm64``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from release_tasks.core.coverage.named_in import platform_in, python_in
from release_tasks.core.coverage.platforms import ANYWHERE, KNOWN
from release_tasks.core.coverage.pythons import in_order
from release_tasks.core.findings import Cell, Table, Tone
from release_tasks.core.github.checks import fits
from release_tasks.core.github.runs import Job

Trial = Literal["passed", "failed", "running", "left out"]

_UNSAID = ""
_COMMON = ("linux-x86_64", "macos-arm64", "windows-amd64")
"""Where files for any platform are used most."""

_TRIES = re.compile(r"(?i)\b(?:smoke|verif(?:y|ies|ication)|tests?|try)\b|\bsmoke[-_]|[-_](?:smoke|test)\b")
_TONES: dict[Trial, Tone] = {"passed": "good", "failed": "bad", "running": "", "left out": "faint"}
_WORST: tuple[Trial, ...] = ("failed", "running", "left out", "passed")


@dataclass(frozen=True, slots=True, kw_only=True)
class SmokeJob:
    """A job that tries files out: its platform, and its Python, each empty where its name says none."""

    job: Job
    platform: str
    python: str

    @property
    def trial(self) -> Trial:
        """What came of it; what was left out tried nothing."""
        if self.job.status != "completed":
            return "running"
        if self.job.conclusion == "success":
            return "passed"
        return "left out" if self.job.conclusion in ("skipped", "neutral") else "failed"


def smoke_jobs(jobs: Iterable[Job], stated: tuple[str, ...] | None) -> tuple[SmokeJob, ...]:
    """The jobs that are stated, by name; else those that are called so and name a platform."""
    found = (
        SmokeJob(job=each, platform=platform_in(each.name), python=python_in(each.name)) for each in jobs
    )
    if stated is not None:
        return tuple(each for each in found if any(fits(pattern, each.job.name) for pattern in stated))
    return tuple(each for each in found if each.platform and _TRIES.search(each.job.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Trials:
    """The verdict of each platform and Python, and the platforms that the release serves."""

    served: tuple[str, ...]
    jobs: tuple[SmokeJob, ...]

    @property
    def unverified(self) -> tuple[str, ...]:
        """The platforms that have files, and on which no job tried them."""
        tried = {each.platform for each in self.jobs if each.trial in ("passed", "failed")}
        return tuple(each for each in self.platforms if each not in tried)

    @property
    def platforms(self) -> tuple[str, ...]:
        """The rows: what is served, and what was tried besides; files for all are looked for on each system."""
        tried = {each.platform for each in self.jobs if each.platform}
        served = set(self.served)
        if ANYWHERE in served:
            systems = {each.partition("-")[0] for each in tried}
            served = {each for each in _COMMON if each.partition("-")[0] not in systems}
        return tuple(each for each in KNOWN if each in served | tried)

    def table(self) -> Table:
        """Draw them: a row a platform, a column a Python; what a name does not say has a row and a column, too."""
        cells = self._cells()
        tried = {python for _, python in cells}
        columns = (*in_order(tried - {_UNSAID}), *((_UNSAID,) if _UNSAID in tried or not tried else ()))
        rows = (*self.platforms, *((_UNSAID,) if any(not platform for platform, _ in cells) else ()))
        return Table(
            what="smoke tests in CI",
            columns=("", *(each or "any Python" for each in columns)),
            rows=tuple(
                (
                    Cell(text=each or "some platform", value=each),
                    *(_cell(cells.get((each, python))) for python in columns),
                )
                for each in rows
            ),
        )

    def _cells(self) -> Mapping[tuple[str, str], Sequence[SmokeJob]]:
        found: dict[tuple[str, str], list[SmokeJob]] = {}
        for each in self.jobs:
            found.setdefault((each.platform, each.python), []).append(each)
        return found


def _cell(jobs: Sequence[SmokeJob] | None) -> Cell:
    """The worst of a cell's verdicts."""
    if not jobs:
        return Cell(text="not verified", tone="faint")
    worst = min(jobs, key=lambda each: _WORST.index(each.trial))
    return Cell(text=worst.trial, value=worst.job.name, tone=_TONES[worst.trial])
