"""What GitHub Actions is told: commands escaped as it reads them, places as files and lines."""

from __future__ import annotations

import builders as b

from release_tasks.checklist.metadata import check_version
from release_tasks.core.annotations import error_annotation, item_annotations, summary_table
from release_tasks.core.errors import UsageError
from release_tasks.core.findings import Cell, Finding, Table
from release_tasks.core.model import Fail, Ok, Unreachable, Warn
from release_tasks.core.report import Report, Settled

FINDING = Finding(
    kind="states another version", subject="pkg/Cargo.toml:3", expected="1.3.0", remedy="a, b: 100%"
)


def test_a_finding_becomes_an_error_on_its_line() -> None:
    (command,) = item_annotations(Settled(item=check_version, outcome=Fail(findings=(FINDING,))))
    assert command == (
        "::error file=pkg/Cargo.toml,line=3,title=metadata.check-version::"
        "pkg/Cargo.toml:3: states another version%0Aexpected: 1.3.0%0Ato mend: a, b: 100%25"
    )


def test_warnings_and_unreachable_parts_are_told_and_what_passed_is_not() -> None:
    (warning,) = item_annotations(Settled(item=check_version, outcome=Warn(findings=(FINDING,))))
    assert warning.startswith("::warning file=")
    (down,) = item_annotations(Settled(item=check_version, outcome=Unreachable(reason="index down")))
    assert down == "::error title=metadata.check-version::index down"
    assert list(item_annotations(Settled(item=check_version, outcome=Ok()))) == []


def test_an_error_that_ends_the_run_is_told_where_it_is() -> None:
    command = error_annotation(UsageError("unknown key tga", where="pyproject.toml:7"))
    assert command.startswith("::error file=pyproject.toml,line=7,title=release-tasks::")


def test_the_summary_is_a_table_that_a_bar_cannot_break() -> None:
    settled = Settled(item=check_version, outcome=Unreachable(reason="a|b"))
    table = summary_table(Report(package="demo", version=b.a_target().version, why="", settled=(settled,)))
    assert "| unreachable | `metadata.check-version` | a\\|b |" in table


def test_a_table_that_an_item_carries_is_in_the_summary() -> None:
    table = Table(
        what="coverage of demo 1.3.0", columns=("", "3.12"), rows=((Cell(text="a|b"), Cell(text="abi3")),)
    )
    for outcome in (Ok(evidence=(table,)), Fail(findings=(FINDING,), evidence=(table,))):
        settled = Settled(item=check_version, outcome=outcome)
        made = summary_table(Report(package="demo", version="1.3.0", why="", settled=(settled,)))
        assert made.endswith("**coverage of demo 1.3.0**\n\n|  | 3.12 |\n| --- | --- |\n| a\\|b | abi3 |\n\n")
