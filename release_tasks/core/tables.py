"""A table as lines of plain text: for pipes, logs, and whoever reads without colours."""

from __future__ import annotations

from release_tasks.core.findings import Table


def table_lines(table: Table) -> list[str]:
    """Draw a table: a heading, a line a row, each column as wide as it has to be."""
    rows = (table.columns, *(tuple(cell.text for cell in row) for row in table.rows))
    widths = [max(len(row[at]) for row in rows) for at in range(len(table.columns))]
    return [
        "  ".join(f"{text:<{width}}" for text, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
