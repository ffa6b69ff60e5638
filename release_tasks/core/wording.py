"""How a verdict reads: one line, and below it what a person needs to mend or to believe it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from release_tasks.core.errors import ExitCode
from release_tasks.core.findings import Evidence, Finding, Table
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


def word(outcome: Outcome) -> str:
    """The word that stands before an item; ``stale`` for one whose evidence no longer counts."""
    return "stale" if isinstance(outcome, Change) and outcome.stale else WORDS[type(outcome)]


def item_lines(
    settled: Settled, *, brief: bool = False, width: int = 24, with_tables: bool = True
) -> list[str]:
    """An item's verdict, as lines for a person; ``brief`` leaves out tables and all but the first evidence."""
    outcome = settled.outcome
    head = f"  {word(outcome):<{_WIDTH}}  {settled.item.id:<{width}}  {summary(settled.item, outcome)}"
    details = _details(outcome, with_tables=with_tables and not brief)
    if brief and isinstance(outcome, Ok | Done | Ask):
        details = [outcome.hint] if isinstance(outcome, Ask) and outcome.hint else []
    return [head.rstrip(), *((" " * (_WIDTH + 4) + line).rstrip() for line in details)]


def change_lines(change: Change) -> list[str]:
    """What a change would do, one line an action."""
    return [line for action in change.actions for line in action.describe()]


def closing_lines(report: Report) -> list[str]:
    """The last lines of a run: how many of each."""
    return [f"{f'{report.package} {report.version}'.rstrip()}: {_counts(report) or 'nothing to do'}"]


def rehearsal_lines(reports: Sequence[Report], *, touched: bool, sent: Sequence[str]) -> list[str]:
    """The report of a rehearsal: each stage's verdicts, and what a real release would send out."""
    stopped = next((stage_of(each) for each in reports if each.exit_code is not ExitCode.FINE), None)
    return [
        "rehearsal",
        *(f"  {stage_of(report):<10}{_counts(report)}" for report in reports),
        "what a real release will send out:",
        *(f"  {line}" for line in sent or ["nothing"]),
        "your repository was TOUCHED: that is a bug of ours"
        if touched
        else "your repository was not touched",
        f"the rehearsal did NOT pass: it stopped at {stopped}" if stopped else "the rehearsal passed",
    ]


def stage_of(report: Report) -> str:
    """The stage that a report of one stage is about."""
    return report.settled[0].item.stage if report.settled else ""


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
        case Fail(findings=findings) | Warn(findings=findings):
            return item.line if len(findings) != 1 else _finding(findings[0])
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


def _details(outcome: Outcome, *, with_tables: bool) -> list[str]:
    match outcome:
        case Ok(evidence=evidence) | Done(evidence=evidence):
            return _seen(evidence[1:], with_tables=with_tables)
        case Fail(findings=findings, evidence=evidence) | Warn(findings=findings, evidence=evidence):
            return [*_findings(findings), *_seen(evidence, with_tables=with_tables)]
        case Unreachable(remedy=remedy) if remedy:
            return [f"to mend: {remedy}"]
        case Change():
            return change_lines(outcome)
        case Ask(question=question, hint=hint):
            return [*question.splitlines()[1:], *([hint] if hint else [])]
        case _:
            return []


def _findings(findings: Sequence[Finding]) -> list[str]:
    lines: list[str] = []
    for each in findings:
        if len(findings) > 1:
            lines.append(_finding(each))
        lines += _labelled("expected", each.expected)
        lines += _labelled("found", each.found)
        lines += _labelled("to mend", each.remedy)
    return lines


def _seen(evidence: Sequence[Evidence], *, with_tables: bool) -> list[str]:
    lines: list[str] = []
    for each in evidence:
        if not isinstance(each, Table):
            lines.append(_evidence(each))
        elif with_tables:
            lines += [each.what, *(f"  {line}" for line in table_lines(each))]
    return lines


def _labelled(label: str, text: str) -> Iterable[str]:
    first, *rest = text.splitlines() or [""]
    if not first and not rest:
        return []
    return [f"{label + ':':<10}{first}", *(f"{'':<10}{line}" for line in rest)]


def _finding(finding: Finding) -> str:
    return f"{finding.subject}: {finding.kind}" if finding.subject else finding.kind


def _evidence(evidence: Evidence) -> str:
    return f"{evidence.what} [{evidence.seen_on}]" if evidence.seen_on else evidence.what
