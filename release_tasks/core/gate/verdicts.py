"""What each kind of check of the gate found, and the one outcome that they make together.

A kind has three results: it passed, it failed, or the index does not offer what it needs. The last is
told every time, and is a failure where the kind is required.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from release_tasks.core.distributions.members import several
from release_tasks.core.findings import Checked, Evidence, Finding, Table
from release_tasks.core.gate.kinds import GateKind
from release_tasks.core.model import Fail, Ok, Warn


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """The check of this kind was made, and holds; its first ``evidence`` is its line in the report.

    ``doubts`` are what a person should look at all the same.
    """

    kind: GateKind
    evidence: tuple[Evidence, ...] = ()
    doubts: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The check was made, and does not hold; what else was seen stands in ``evidence``."""

    kind: GateKind
    findings: tuple[Finding, ...]
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotOffered:
    """The check could not be made; ``finding`` says what the index or the run lacks for it.

    ``word`` tells the two apart: the index does not offer it, or there is nothing here to compare with.
    """

    kind: GateKind
    finding: Finding
    evidence: tuple[Evidence, ...] = ()
    word: Literal["not offered", "not compared"] = "not offered"


Verdict: TypeAlias = Passed | Failed | NotOffered


def together(
    verdicts: Iterable[Verdict], required: Collection[str] = (), *, headline: str = ""
) -> Ok | Warn | Fail:
    """Make one outcome of the verdicts, with a line for each, and ``headline`` above them.

    What was not offered warns, and fails where its kind is required.
    """
    judged = tuple(verdicts)
    findings = tuple(finding for each in judged for finding in _failures(each, required))
    evidence = (
        *((Evidence(what=headline),) if headline else ()),
        *(_line(each, required) for each in judged),
        *(seen for each in judged for seen in _beside(each)),
    )
    if findings:
        return Fail(findings=findings, evidence=evidence)
    doubts = tuple(finding for each in judged for finding in _doubts(each))
    return Warn(findings=doubts, evidence=evidence) if doubts else Ok(evidence=evidence)


def _failures(verdict: Verdict, required: Collection[str]) -> tuple[Finding, ...]:
    if isinstance(verdict, Failed):
        return verdict.findings
    return (verdict.finding,) if isinstance(verdict, NotOffered) and verdict.kind in required else ()


def _doubts(verdict: Verdict) -> tuple[Finding, ...]:
    if isinstance(verdict, NotOffered):
        return (verdict.finding,)
    return verdict.doubts if isinstance(verdict, Passed) else ()


def _line(verdict: Verdict, required: Collection[str]) -> Checked:
    """The verdict in a line: what was seen, what is wrong, or what is lacking."""
    match verdict:
        case Passed():
            seen = _first(verdict.evidence)
            return Checked(kind=verdict.kind, result="passed", what=seen.what if seen else "as expected")
        case Failed(findings=findings):
            seen, wrong = _first(verdict.evidence), several(dict.fromkeys(each.kind for each in findings))
            what = f"{wrong}; {seen.what}" if seen else wrong
            return Checked(kind=verdict.kind, result="failed", what=what)
        case NotOffered(finding=finding):
            what = f"{finding.kind}: {finding.found}" if finding.found else finding.kind
            if verdict.kind in required:
                return Checked(kind=verdict.kind, result="failed", what=f"required, but {what}")
            told = f"{what}; {finding.remedy}" if finding.remedy else what
            return Checked(kind=verdict.kind, result=verdict.word, what=told, lacking=finding)


def _beside(verdict: Verdict) -> tuple[Evidence, ...]:
    """What was seen besides what the line tells."""
    told = None if isinstance(verdict, NotOffered) else _first(verdict.evidence)
    return tuple(each for each in verdict.evidence if each is not told)


def _first(evidence: tuple[Evidence, ...]) -> Evidence | None:
    return next((each for each in evidence if not isinstance(each, Table)), None)
