"""What the jobs of a run hand over: one artifact each time that a job which uploads it succeeds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from zlib import crc32

from release_tasks.rehearsal.github.runs import Run

KEPT_S = 90 * 24 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """An artifact: ``number`` says nothing about its age, as on GitHub; ``at`` does."""

    number: int
    name: str
    content: bytes
    at: float

    def expired(self, now: float) -> bool:
        """Whether it is gone by now."""
        return now >= self.at + KEPT_S


def artifacts_of(run: Run, now: float) -> Iterator[Artifact]:
    """The artifacts that a run has by now, those of its earlier attempts, too."""
    for attempt in range(1, len(run.attempts) + 1):
        for job in run.jobs if not run.refused else ():
            state = run.state(job, attempt, now)
            if run.ran_in(job, attempt) and state.conclusion == "success" and state.ended is not None:
                for name, content in job.artifacts.items():
                    number = crc32(f"{run.id} {attempt} {job.name} {name}".encode())
                    yield Artifact(number=number, name=name, content=content, at=state.ended)
