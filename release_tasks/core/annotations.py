"""Verdicts as GitHub Actions shows them: annotations on lines of files, and a table for the job's summary.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from release_tasks.core.errors import ReleaseTasksError
from release_tasks.core.findings import Finding, Table
from release_tasks.core.model import Fail, Unreachable, Warn
from release_tasks.core.report import Report, Settled
from release_tasks.core.wording import summary, word

_PLACE = re.compile(r"(?P<file>[^:\n]+):(?P<line>\d+)$")


def item_annotations(settled: Settled) -> Iterator[str]:
    """The workflow commands for one item: an error or a warning for each finding."""
    match settled.outcome:
        case Fail(findings=findings):
            yield from (_finding("error", settled.item.id, each) for each in findings)
        case Warn(findings=findings):
            yield from (_finding("warning", settled.item.id, each) for each in findings)
        case Unreachable(reason=reason):
            yield _command("error", settled.item.id, "", reason)
        case _:
            return


def error_annotation(error: ReleaseTasksError) -> str:
    """The workflow command for an expected failure that ended the run."""
    return _command("error", "release-tasks", error.where, str(error))


def summary_table(report: Report) -> str:
    """The run for the job's summary, in Markdown: a table of its items, and the tables that these carry."""
    rows = "".join(
        f"| {word(each.outcome)} | `{each.item.id}` | {_cell(summary(each.item, each.outcome))} |\n"
        for each in report.settled
    )
    seen = (each for settled in report.settled for each in getattr(settled.outcome, "evidence", ()))
    tables = "".join(_markdown(each) for each in seen if isinstance(each, Table))
    return f"### {report.package} {report.version}\n\n| | item | |\n|---|---|---|\n{rows}\n{tables}"


def _markdown(table: Table) -> str:
    rows = (table.columns, ["---"] * len(table.columns), *([cell.text for cell in row] for row in table.rows))
    lines = (f"| {' | '.join(map(_cell, row))} |\n" for row in rows)
    return f"**{table.what}**\n\n{''.join(lines)}\n"


def _finding(level: str, item: str, finding: Finding) -> str:
    labelled: Sequence[tuple[str, str]] = (
        ("expected", finding.expected),
        ("found", finding.found),
        ("to mend", finding.remedy),
    )
    told = "".join(f"\n{label}: {text}" for label, text in labelled if text)
    return _command(level, item, finding.subject, f"{finding.subject}: {finding.kind}{told}")


def _command(level: str, title: str, place: str, text: str) -> str:
    match = _PLACE.match(place)
    at = f"file={_property(match['file'])},line={match['line']}," if match else ""
    return f"::{level} {at}title={_property(title)}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
