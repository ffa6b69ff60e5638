"""Python source: a module-level name, ``__version__`` in most cases, that is a string literal."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from release_tasks.core.errors import UsageError
from release_tasks.core.formats.toml_document import text_of
from release_tasks.core.formats.toml_spans import BOM, line_at
from release_tasks.core.spots import Dialect, VersionSpot

_LITERAL = re.compile(rb"""[rRuU]?("{3}|'{3}|"|')([^"'\\\r\n]*)\1""")
_LINE_END = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """A name that a module imports: from which module, how many dots before it, and what it is called there."""

    module: str
    level: int
    name: str


def spots(path: Path, data: bytes, names: Collection[str] = ("__version__",)) -> tuple[VersionSpot, ...]:
    """Give the spots of assignments, annotated or not, of one plain string literal to one of ``names``.

    Where another name is assigned (``__version__ = VERSION``), the literal that it stands for in this module counts.

    :raises UsageError: not UTF-8, or the running Python cannot parse the file.
    """
    if not any(name.encode() in data for name in names):
        return ()
    assigned = list(assignments(module(path, data)))
    known = dict(assigned)
    found: dict[int, VersionSpot] = {}
    for name, value in assigned:
        if name not in names:
            continue
        meant = known.get(value.id, value) if isinstance(value, ast.Name) else value
        if spot := literal(path, data, meant, f"{name} = ..."):
            found.setdefault(spot.start, spot)
    return tuple(found.values())


def imports(path: Path, data: bytes, names: Collection[str]) -> tuple[Import, ...]:
    """List where a module imports ``names`` from, at its top level.

    :raises UsageError: not UTF-8, or the running Python cannot parse the file.
    """
    return tuple(
        Import(module=statement.module or "", level=statement.level, name=alias.name)
        for statement in module(path, data).body
        if isinstance(statement, ast.ImportFrom)
        for alias in statement.names
        if (alias.asname or alias.name) in names
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


def code(
    path: Path, data: bytes, first: ast.expr, last: ast.expr, *, dialect: Dialect, why: str
) -> VersionSpot:
    """Give what stands from one expression to another, both of a parse of ``data``, whatever it states."""
    starts = _line_starts(data)
    start, end = starts[first.lineno - 1] + first.col_offset, _end(last, starts)
    return VersionSpot(
        path=path,
        start=start,
        end=end,
        line=line_at(data, start),
        text=data[start:end].decode("utf-8", "replace"),
        dialect=dialect,
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
