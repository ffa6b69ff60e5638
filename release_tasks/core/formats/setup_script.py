"""setup.py that computes its version: which files the code behind it names. The code is not run."""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from release_tasks.core.errors import UsageError
from release_tasks.core.formats import python_assignment, setuptools_files

_LONGEST = 200
_NESTING = (ast.If, ast.Try, ast.With, ast.For)


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of the script: the names that it gives a value to, and the code that it takes that from."""

    gives: frozenset[str]
    code: tuple[ast.AST, ...]


def named_files(path: Path, data: bytes) -> tuple[str, ...]:
    """List what may be names of the files, relative to setup.py, that the version of ``setup()`` is computed from.

    They are the texts in the code that the version depends on, those of one call or path joined.
    """
    try:
        parsed = python_assignment.module(path, data)
    except UsageError:
        return ()
    value = setuptools_files.version_argument(parsed)
    if value is None:
        return ()
    known = dict(python_assignment.assignments(parsed))
    found = (text for each in _behind(value, parsed) for text in _texts(each, known))
    return tuple(dict.fromkeys(posixpath.normpath(each) for each in found if _may_be_file(each)))


def _behind(value: ast.expr, parsed: ast.Module) -> list[ast.AST]:
    """Give an expression and the code that the names in it depend on, as far as the script itself has it."""
    parts = [part for statement in parsed.body for part in _parts(statement)]
    code: list[ast.AST] = [value]
    known = set[str]()
    for each in code:
        # What is found is looked through in its turn: the list grows while it is read.
        for name in sorted(_names(each) - known):
            known.add(name)
            code += [more for part in parts if name in part.gives for more in part.code]
    return code


def _parts(statement: ast.stmt) -> Iterator[_Part]:
    match statement:
        case ast.Assign(targets=targets, value=value):
            yield _Part(frozenset().union(*map(_names, targets)), (value,))
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            yield _Part(frozenset(_names(target)), (value,))
        case ast.FunctionDef(name=name):
            yield _Part(frozenset((name,)), (statement,))
        case ast.Expr(value=ast.Call(args=[*arguments]) as call):
            # As exec(code, names) does: it fills what it is given.
            given = frozenset(each.id for each in arguments if isinstance(each, ast.Name))
            yield _Part(given, (call,))
        case _ if isinstance(statement, _NESTING):
            for item in getattr(statement, "items", ()):
                if item.optional_vars is not None:
                    yield _Part(frozenset(_names(item.optional_vars)), (item.context_expr,))
            if isinstance(statement, ast.For):
                yield _Part(frozenset(_names(statement.target)), (statement.iter,))
            for each in ast.iter_child_nodes(statement):
                if isinstance(each, ast.stmt):
                    yield from _parts(each)


def _names(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def _texts(code: ast.AST, known: Mapping[str, ast.expr]) -> Iterator[str]:
    for node in ast.walk(code):
        if isinstance(node, ast.expr):
            yield _text(node, known)


def _text(node: ast.expr, known: Mapping[str, ast.expr]) -> str:
    """Give the text that an expression is, or that the parts of a path make; what is not known of it is left out."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name(id=name) if name in known:
            # What a name stood for before it was given another value is not looked for.
            return _text(known[name], {other: value for other, value in known.items() if other != name})
        case ast.Call(args=parts):
            return posixpath.join("", *filter(None, (_text(each, known) for each in parts)))
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return posixpath.join("", *filter(None, (_text(each, known) for each in (left, right))))
        case _:
            return ""


def _may_be_file(text: str) -> bool:
    return 0 < len(text) < _LONGEST and text.isprintable() and not text.startswith(("/", ".."))
