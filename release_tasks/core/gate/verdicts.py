"""What each kind of check of the gate found, and the one outcome that they make together.

A kind has three results: it passed, it failed, or the index does not offer what it needs. The last is
told every time, and is a failure where the kind is required.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from release_tasks.core.findings import Evidence, Finding
from release_tasks.core.model import Fail, Ok, Warn

GateKind = Literal["files", "coverage", "digests", "metadata", "provenance", "install"]

GATE_KINDS: tuple[str, ...] = get_args(GateKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """The check of this kind was made, and holds."""

    kind: GateKind
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The check was made, and does not hold; what else was seen stands in ``evidence``."""

    kind: GateKind
    findings: tuple[Finding, ...]
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotOffered:
    """The check could not be made; ``finding`` says what the index or the run lacks for it."""

    kind: GateKind
    finding: Finding
    evidence: tuple[Evidence, ...] = ()


Verdict: TypeAlias = Passed | Failed | NotOffered


def together(verdicts: Iterable[Verdict], required: Collection[str] = ()) -> Ok | Warn | Fail:
    """Make one outcome of the verdicts: what was not offered warns, and fails where its kind is required."""
    failures: list[Finding] = []
    unmade: list[Finding] = []
    evidence: list[Evidence] = []
    for each in verdicts:
        evidence += each.evidence
        if isinstance(each, Failed):
            failures += each.findings
        elif isinstance(each, NotOffered):
            (failures if each.kind in required else unmade).append(each.finding)
    if failures:
        return Fail(findings=(*failures, *unmade), evidence=tuple(evidence))
    return Warn(findings=tuple(unmade), evidence=tuple(evidence)) if unmade else Ok(evidence=tuple(evidence))
