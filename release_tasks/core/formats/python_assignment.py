"""Python source: a module-level name, ``__version__`` in most cases, that is a string literal."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from release_tasks.core.errors import UsageError
from release_tasks.core.formats.toml_document import text_of
from release_tasks.core.formats.toml_spans import BOM, line_at
from release_tasks.core.spots import VersionSpot

_LITERAL = re.compile(rb"""[rRuU]?("{3}|'{3}|"|')([^"'\\\r\n]*)\1""")
_LINE_END = re.compile(rb"\r\n|\r|\n")


def spots(path: Path, data: bytes, names: Collection[str] = ("__version__",)) -> tuple[VersionSpot, ...]:
    """Give the spots of assignments, annotated or not, of one plain string literal to one of ``names``.

    :raises UsageError: not UTF-8, or the running Python cannot parse the file.
    """
    if not any(name.encode() in data for name in names):
        return ()
    return tuple(
        spot
        for name, value in assignments(module(path, data))
        if name in names and (spot := literal(path, data, value, f"{name} = ..."))
    )


def module(path: Path, data: bytes) -> ast.Module:
    """Parse a Python file.

    :raises UsageError: not UTF-8, or the running Python cannot parse it; names the line.
    """
    try:
        return ast.parse(text_of(path, data))
    except (SyntaxError, ValueError) as error:
        line = error.lineno if isinstance(error, SyntaxError) else None
        raise UsageError(
            f"cannot be parsed as Python: {error}",
            where=f"{path}:{line}" if line else str(path),
            expected="a file that this Python can parse",
            remedy="mend the file, or run with the Python that it is written for",
        ) from None


def assignments(parsed: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """List the names that a module assigns at its top level, each with the expression."""
    for statement in parsed.body:
        if isinstance(statement, ast.Assign):
            targets = statement.targets
        elif isinstance(statement, ast.AnnAssign):
            targets = [statement.target]
        else:
            continue
        for target in targets:
            if isinstance(target, ast.Name) and statement.value is not None:
                yield target.id, statement.value


def literal(path: Path, data: bytes, value: ast.expr, why: str) -> VersionSpot | None:
    """Give the spot of one plain string literal in a parsed file, None for any other expression."""
    if not isinstance(value, ast.Constant) or not isinstance(value.value, str):
        return None
    starts = _line_starts(data)
    found = _LITERAL.fullmatch(data, starts[value.lineno - 1] + value.col_offset, _end(value, starts))
    if found is None:
        return None
    start, end = found.span(2)
    return VersionSpot(
        path=path,
        start=start,
        end=end,
        line=line_at(data, start),
        text=found[2].decode(),
        why=why,
    )


def _end(value: ast.expr, starts: list[int]) -> int:
    assert value.end_lineno is not None
    assert value.end_col_offset is not None
    return starts[value.end_lineno - 1] + value.end_col_offset


def _line_starts(data: bytes) -> list[int]:
    """Give the offset of each line as Python's parser counts lines and columns: without a byte order mark."""
    first = len(BOM) if data.startswith(BOM) else 0
    return [first, *(match.end() for match in _LINE_END.finditer(data))]
