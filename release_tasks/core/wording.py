"""How a verdict reads: one line, and below it what a person needs to mend or to believe it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from release_tasks.core.action import headlines
from release_tasks.core.errors import ExitCode
from release_tasks.core.findings import Checked, Evidence, Finding, Table
from release_tasks.core.model import (
    Ask,
    Blocked,
    Change,
    Done,
    Fail,
    Item,
    Ok,
    Outcome,
    Pending,
    Skip,
    Unreachable,
    Waiting,
    Warn,
    holds,
)
from release_tasks.core.report import Report, Settled
from release_tasks.core.tables import table_lines

WORDS: dict[type, str] = {
    Ok: "ok",
    Done: "done",
    Fail: "FAIL",
    Warn: "warn",
    Skip: "skip",
    Unreachable: "unreachable",
    Pending: "pending",
    Blocked: "blocked",
    Change: "to do",
    Waiting: "waiting",
    Ask: "person",
}
_WIDTH = max(map(len, WORDS.values()))
_MEND = "to mend"

Part: TypeAlias = str | Table
"""A line, or a table that the screen may draw as it likes."""


def word(outcome: Outcome) -> str:
    """The word that stands before an item; ``stale`` for evidence that no longer counts, ``open`` for what is left."""
    if isinstance(outcome, Warn) and outcome.left:
        return "open"
    return "stale" if isinstance(outcome, Change) and outcome.stale else WORDS[type(outcome)]


def item_parts(settled: Settled, *, brief: bool = False, width: int = 24) -> list[Part]:
    """An item's verdict for a person, in lines and tables; ``brief`` leaves out tables and all but the first evidence."""
    outcome = settled.outcome
    head = f"  {word(outcome):<{_WIDTH}}  {settled.item.id:<{width}}  {summary(settled.item, outcome)}"
    details = _details(outcome, brief=brief)
    if brief and isinstance(outcome, Ok | Done | Ask):
        details = [outcome.hint] if isinstance(outcome, Ask) and outcome.hint else []
    return [head.rstrip(), *(each if isinstance(each, Table) else _indented(each) for each in details)]


def item_lines(settled: Settled, *, brief: bool = False) -> list[str]:
    """An item's verdict for a person, in lines alone."""
    parts = item_parts(settled, brief=brief)
    return [line for each in parts for line in ([each] if isinstance(each, str) else drawn_lines(each))]


def drawn_lines(table: Table) -> list[str]:
    """A table below its item, in lines."""
    return ["", *map(_indented, table_lines(table)), ""]


def _indented(line: str) -> str:
    return (" " * (_WIDTH + 4) + line).rstrip()


def change_lines(change: Change) -> list[str]:
    """What a change would do, one line an action."""
    return [line for action in change.actions for line in action.describe()]


def closing_lines(report: Report) -> list[str]:
    """The last lines of a run: how many of each."""
    return [f"{f'{report.package} {report.version}'.rstrip()}: {_counts(report) or 'nothing to do'}"]


def rehearsal_lines(reports: Mapping[str, Report], *, touched: bool, sent: Sequence[str]) -> list[str]:
    """The report of a rehearsal: each stage's verdicts, and what a real release would send out."""
    stopped = next((name for name, each in reports.items() if each.exit_code is not ExitCode.FINE), None)
    return [
        "rehearsal",
        *(f"  {name:<10}{_counts(report)}" for name, report in reports.items()),
        "what a real release will send out:",
        *(f"  {line}" for line in sent or ["nothing"]),
        "your repository was TOUCHED: that is a bug of ours"
        if touched
        else "your repository was not touched",
        f"the rehearsal did NOT pass: it stopped at {stopped}" if stopped else "the rehearsal passed",
    ]


def inferred_lines(report: Report) -> list[str]:
    """What nobody stated: each value, and what it was read from."""
    return [f"  {each.key} = {each.value}  ({each.because})" for each in report.inferred]


def _counts(report: Report) -> str:
    counts = Counter(word(each.outcome) for each in report.settled)
    return ", ".join(f"{number} {what}" for what, number in counts.items())


def summary(item: Item, outcome: Outcome) -> str:
    """The one line that says most of an outcome."""
    match outcome:
        case Ok(evidence=evidence) | Done(evidence=evidence) if evidence:
            return _evidence(evidence[0])
        case Ok() | Done():
            return item.line
        case Fail(findings=findings, evidence=evidence) | Warn(findings=findings, evidence=evidence):
            return _heading(evidence) or (
                _finding(findings[0]) if len(findings) == 1 else _rule(item, outcome)
            )
        case Skip(reason=reason) | Unreachable(reason=reason) | Waiting(reason=reason):
            return reason
        case Pending(after=after):
            return f"after {after}"
        case Blocked(by=by):
            return f"not done, because {by} did not pass"
        case Change(because=because, stale=stale):
            return stale or because
        case Ask(question=question):
            return question.partition("\n")[0]
    raise AssertionError(outcome)


def _rule(item: Item, outcome: Fail | Warn) -> str:
    """What the item stands for, above several findings; whether it holds is said with it."""
    return item.line if holds(outcome) else f"not so: {item.line}"


def _heading(evidence: Sequence[Evidence]) -> str:
    """What stands above the lines of several checks; empty where there are none."""
    return _evidence(evidence[0]) if any(isinstance(each, Checked) for each in evidence) else ""


def _details(outcome: Outcome, *, brief: bool) -> list[Part]:
    match outcome:
        case Ok(evidence=evidence) | Done(evidence=evidence):
            return _seen(evidence[1:])
        case Fail(findings=findings, evidence=evidence) | Warn(findings=findings, evidence=evidence):
            checked = [each for each in evidence if isinstance(each, Checked)]
            if not checked:
                seen = _seen(each for each in evidence if not (brief and isinstance(each, Table)))
                return [*_findings(findings), *seen]
            told = [each.lacking for each in checked]
            untold = [each for each in findings if each not in told]
            return [*_seen(checked if brief else evidence[1:]), *_findings(untold, alone=False)]
        case Unreachable(remedy=remedy) if remedy:
            return [*_labelled(_MEND, remedy)]
        case Waiting():
            return [*_labelled(_MEND, "run the same command again later")]
        case Change(evidence=evidence):
            return [*headlines(outcome.actions)] if brief else [*_seen(evidence), *change_lines(outcome)]
        case Ask(question=question, hint=hint):
            return [*question.splitlines()[1:], *([hint] if hint else [])]
        case _:
            return []


def _findings(findings: Sequence[Finding], *, alone: bool = True) -> list[str]:
    """Say what is wrong, and what helps; a finding that is ``alone`` stands in the item's own line already."""
    lines: list[str] = []
    for each in findings:
        if len(findings) > 1 or not alone:
            lines.append(_finding(each))
        lines += _labelled("expected", each.expected)
        lines += _labelled("found", each.found)
        lines += _labelled(_MEND, each.remedy)
    return lines


def _seen(evidence: Iterable[Evidence]) -> list[Part]:
    return [each if isinstance(each, Table) else _evidence(each) for each in evidence]


def _labelled(label: str, text: str) -> Iterable[str]:
    first, *rest = text.splitlines() or [""]
    if not first and not rest:
        return []
    return [f"{label + ':':<10}{first}", *(f"{'':<10}{line}" for line in rest)]


def _finding(finding: Finding) -> str:
    return f"{finding.subject}: {finding.kind}" if finding.subject else finding.kind


def _evidence(evidence: Evidence) -> str:
    if isinstance(evidence, Checked):
        return f"{evidence.result:<12}  {evidence.kind:<10}  {evidence.what}"
    return f"{evidence.what} [{evidence.seen_on}]" if evidence.seen_on else evidence.what
