"""The artifacts of a workflow run: which of them count, and which of them the uploading jobs take.

Source: https://docs.github.com/en/rest/actions/artifacts
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from release_tasks.core.github.titles import opened
from release_tasks.core.github.workflow import ReleaseWorkflow, WorkflowJob


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """An artifact; of two, neither the higher ``id`` nor the place in a list tells which is newer."""

    id: int
    name: str
    size_in_bytes: int
    expired: bool
    created_at: str | None
    expires_at: str | None = None
    digest: str | None = None

    @property
    def sha256(self) -> str:
        """The digest of what is downloaded, empty where GitHub states none."""
        kind, _, digest = (self.digest or "").partition(":")
        return digest if kind == "sha256" else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunArtifacts:
    """The artifacts of a run, of each name those of the newest attempt that made one; ``run`` is 0 without a run."""

    run: int = 0
    found: tuple[Artifact, ...] = ()

    @property
    def doubled(self) -> tuple[str, ...]:
        """The names that several artifacts of one attempt have."""
        return tuple(name for name, number in Counter(each.name for each in self.found).items() if number > 1)


def of_newest_attempts(artifacts: Iterable[Artifact], starts: Sequence[str]) -> tuple[Artifact, ...]:
    """Keep of each name those of the last attempt that made one; ``starts`` is when each attempt began.

    An artifact does not say whose it is, but attempts of a run follow one another.
    """
    by_name: dict[str, dict[int, list[Artifact]]] = {}
    for each in artifacts:
        attempt = sum(start <= (each.created_at or "") for start in starts)
        by_name.setdefault(each.name, {}).setdefault(attempt, []).append(each)
    kept = (each for attempts in by_name.values() for each in attempts[max(attempts)])
    return tuple(sorted(kept, key=lambda each: (each.name, each.created_at or "", each.id)))


def takes(workflow: ReleaseWorkflow, name: str) -> bool:
    """Whether the uploading jobs read an artifact of that name; any, where these do not say what they read."""
    read = [step for job in workflow.uploading for step in job.artifacts if not step.uploads]
    wanted = [_glob(opened(each.name) or "*") for each in read] or [_glob("*")]
    return any(each.fullmatch(name) for each in wanted)


def taken_last(job: WorkflowJob, names: Sequence[str]) -> str:
    """The one of these artifacts that a job downloads after the others; empty where one step takes several of them."""
    steps = [_glob(opened(each.name) or "*") for each in job.artifacts if not each.uploads]
    taken = ([name for name in names if step.fullmatch(name)] for step in reversed(steps))
    last = next(filter(None, taken), [])
    return last[0] if len(last) == 1 else ""


def _glob(pattern: str) -> re.Pattern[str]:
    """A pattern of download-artifact as an expression; what is not understood of it stands for any text."""
    if set("[]()!+@") & set(pattern):
        return re.compile(".*")
    words = {"*": ".*", "?": ".", "{": "(?:", "}": ")", ",": "|"}
    return re.compile("".join(words.get(each, re.escape(each)) for each in pattern))


def hands_on(workflow: ReleaseWorkflow) -> bool:
    """Whether jobs hand files on, as far as they can be read here."""
    return any(job.elsewhere or any(step.uploads for step in job.artifacts) for job in workflow.jobs)
