"""The files that CI built and tested, from what its jobs handed on to what the ledger says of them."""

from __future__ import annotations

from dataclasses import dataclass

from release_tasks.core.coverage.expected import ExpectedWheels
from release_tasks.core.github.artifacts import RunArtifacts
from release_tasks.core.github.ci_files import CiChecks, CiFiles
from release_tasks.core.github.release_run import ReleaseRun
from release_tasks.core.given import Lazy
from release_tasks.core.ledger import Ledger
from release_tasks.core.target import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesOfCi:
    """The artifacts of the tag's run, what lies here of them, and what they are judged by.

    A fact made of other facts, so it is its own provider.
    """

    ci: ReleaseRun
    target: Target
    ledger: Ledger
    artifacts: Lazy[RunArtifacts]
    files: Lazy[CiFiles]
    checks: Lazy[CiChecks]
    expected: Lazy[ExpectedWheels]
