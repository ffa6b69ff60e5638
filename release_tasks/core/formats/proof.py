"""Proof that an edit of a file changed the version and nothing else, by a parse before and after."""

from __future__ import annotations

import ast
import dataclasses
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from release_tasks.core.errors import UsageError
from release_tasks.core.formats.coded import CODED
from release_tasks.core.formats.ini_document import options
from release_tasks.core.formats.json_document import parsed
from release_tasks.core.formats.python_assignment import module
from release_tasks.core.formats.toml_document import document
from release_tasks.core.spots import VersionSpot

Replacement: TypeAlias = tuple[VersionSpot, str]

_HEADER = b"[[package]]"


def spliced(data: bytes, replacements: Sequence[Replacement]) -> bytes:
    """Put the new texts in the places of the spots; all other bytes stay."""
    parts: list[bytes] = []
    end = 0
    for spot, text in sorted(replacements, key=lambda each: each[0].start):
        parts += [data[end : spot.start], text.encode()]
        end = spot.end
    return b"".join((*parts, data[end:]))


def prove(path: Path, data: bytes, replacements: Sequence[Replacement]) -> None:
    """Parse the file before and after, and compare every value in it.

    Of a lock file only the entries that change are parsed. A file of no kind that can be parsed, or that did
    not parse before, has nothing to compare: there the text around it is all that holds the version.

    :raises UsageError: the edit would break the file, or change more than the version.
    """
    for before, inside in _pieces(path, data, replacements):
        try:
            values = _parse(path, before)
        except UsageError:
            continue
        if values is not None:
            _compare(path, values, _parse(path, spliced(before, inside)), inside)


def _pieces(
    path: Path, data: bytes, replacements: Sequence[Replacement]
) -> Iterator[tuple[bytes, Sequence[Replacement]]]:
    if path.suffix != ".lock":
        yield data, replacements
        return
    for spot, text in replacements:
        start = max(data.rfind(_HEADER, 0, spot.start), 0)
        end = data.find(b"\n" + _HEADER, spot.end)
        inside = dataclasses.replace(spot, start=spot.start - start, end=spot.end - start)
        yield data[start : len(data) if end < 0 else end + 1], ((inside, text),)


def _parse(path: Path, data: bytes) -> object:
    if path.suffix in (".toml", ".lock"):
        return document(path, data)
    if path.suffix == ".py":
        return module(path, data)
    if path.suffix == ".json":
        return parsed(path, data)
    if path.suffix in (".cfg", ".ini"):
        return [(each.section, each.name, each.value) for each in options(data)]
    return None


def _compare(path: Path, before: object, after: object, replacements: Sequence[Replacement]) -> None:
    texts = {text for spot, new in replacements for text in (spot.text, new)}
    # 1.2.0 is the beginning of 1.2.0.post1: the longer one has to be tried first.
    versions = re.compile("|".join(map(re.escape, sorted(texts, key=len, reverse=True))))
    changed = list(_differences(before, after))
    # JSON has no comments, so each place that changes is a value; one that is stated twice hides the other.
    hidden = path.suffix == ".json" and len(changed) != len(replacements)
    in_code = {
        _shown(each)
        for spot, new in replacements
        if spot.dialect in CODED
        for each in _differences(ast.parse(f"_({spot.text})"), ast.parse(f"_({new})"))
    }
    if not hidden and all(
        _explained(old, new, versions) or _shown((old, new)) in in_code for old, new in changed
    ):
        return
    raise UsageError(
        "the edit would change more than the version",
        where=str(path),
        expected=f"only {replacements[0][0].text} to become {replacements[0][1]}",
        remedy=f"change {path.name} by hand, then run again",
    )


def _shown(value: object) -> str:
    """Show a value, which may be of Python's tree, without the places in the source."""
    match value:
        case ast.AST():
            return ast.dump(value)
        case list() | tuple():
            return ",".join(map(_shown, value))
        case _:
            return repr(value)


def _explained(old: object, new: object, versions: re.Pattern[str]) -> bool:
    """Tell whether two values are strings that differ by nothing but versions in them."""
    masked = [versions.sub("", text) for text in (old, new) if isinstance(text, str)]
    return len(masked) == 2 and masked[0] == masked[1]


def _differences(before: object, after: object) -> Iterator[tuple[object, object]]:
    """List the values that differ, each pair at one place; of Python's trees all but the places in the source."""
    if before == after:
        return
    if type(before) is not type(after):
        yield before, after
    elif isinstance(before, ast.AST) and isinstance(after, ast.AST):
        yield from _differences(dict(ast.iter_fields(before)), dict(ast.iter_fields(after)))
    elif isinstance(before, dict) and isinstance(after, dict) and list(before) == list(after):
        for key in before:
            yield from _differences(before[key], after[key])
    elif isinstance(before, (list, tuple)) and isinstance(after, (list, tuple)) and len(before) == len(after):
        for old, new in zip(before, after, strict=True):
            yield from _differences(old, new)
    else:
        yield before, after
