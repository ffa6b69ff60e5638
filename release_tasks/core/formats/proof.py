"""Proof that an edit of a file changed the version and nothing else, by a parse before and after."""

from __future__ import annotations

import ast
import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import TypeAlias

from release_tasks.core.errors import UsageError
from release_tasks.core.formats.python_assignment import module
from release_tasks.core.formats.toml_document import document
from release_tasks.core.spots import VersionSpot

Replacement: TypeAlias = tuple[VersionSpot, str]
_Leaf: TypeAlias = tuple[tuple[object, ...], object]

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

    Of a lock file only the entries that change are parsed. A file that is no TOML or Python, or did not
    parse before, has nothing to compare: there a pattern's literal text is all that holds the version.

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
    return module(path, data) if path.suffix == ".py" else None


def _compare(path: Path, before: object, after: object, replacements: Sequence[Replacement]) -> None:
    changed = [(old, new) for old, new in zip_longest(_leaves(before), _leaves(after)) if old != new]
    texts = {text for spot, new in replacements for text in (spot.text, new)}
    # 1.2.0 is the beginning of 1.2.0.post1: the longer one has to be tried first.
    versions = re.compile("|".join(map(re.escape, sorted(texts, key=len, reverse=True))))
    if all(_explained(old, new, versions) for old, new in changed):
        return
    raise UsageError(
        "the edit would change more than the version",
        where=str(path),
        expected=f"only {replacements[0][0].text} to become {replacements[0][1]}",
        remedy=f"change {path.name} by hand, then run again",
    )


def _explained(old: _Leaf | None, new: _Leaf | None, versions: re.Pattern[str]) -> bool:
    """Tell whether two values are strings at one place that differ by nothing but versions in them."""
    if old is None or new is None or old[0] != new[0]:
        return False
    texts = (old[1], new[1])
    masked = [versions.sub("", text) for text in texts if isinstance(text, str)]
    return len(masked) == 2 and masked[0] == masked[1]


def _leaves(value: object, path: tuple[object, ...] = ()) -> Iterator[_Leaf]:
    """List every value with its path; of Python's trees all but the places in the source."""
    kind: type
    inner: Iterator[tuple[object, object]]
    if isinstance(value, ast.AST):
        kind, inner = type(value), ast.iter_fields(value)
    elif isinstance(value, Mapping):
        kind, inner = dict, iter(value.items())
    elif isinstance(value, list):
        kind, inner = list, iter(enumerate(value))
    else:
        yield path, value
        return
    yield path, kind
    for name, each in inner:
        yield from _leaves(each, (*path, name))
