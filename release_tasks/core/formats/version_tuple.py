"""Python source: the version as a tuple of numbers (``version_info = (1, 4, 0, "final", 0)``) beside its text, or alone."""

from __future__ import annotations

import ast
import dataclasses
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from packaging.version import Version

from release_tasks.core.errors import UsageError
from release_tasks.core.formats import python_assignment
from release_tasks.core.spots import VersionSpot
from release_tasks.core.version import canonical, parse, same_version

_NAMES = (
    *("version_info", "__version_info__", "VERSION_INFO", "VERSION_TUPLE"),
    *("__version_tuple__", "version_tuple", "__version__", "version", "VERSION"),
)
_ELEMENT = re.compile(r"""\d+|"[^"\\]*"|'[^'\\]*'""")
_WORDS = {
    "final": "",
    "alpha": "a",
    "beta": "b",
    "candidate": "rc",
    "rc": "rc",
    "dev": ".dev",
    "post": ".post",
}
_Element: TypeAlias = int | str


def spots(path: Path, data: bytes, version: str) -> tuple[VersionSpot, ...]:
    """Give the spots of tuples of plain numbers and words that state ``version``, each without its brackets.

    A tuple of numbers alone states the release number only.

    :raises UsageError: not UTF-8, or the running Python cannot parse the file.
    """
    return tuple(spot for spot in _all(path, data) if _states(spot, version))


def whole(path: Path, data: bytes) -> tuple[VersionSpot, ...]:
    """Give the spots of tuples that state a version all by themselves, for a module that has no text of it.

    :raises UsageError: not UTF-8, or the running Python cannot parse the file.
    """
    return tuple(dataclasses.replace(spot, parts=None) for spot in _all(path, data) if "," in spot.text)


def _all(path: Path, data: bytes) -> Iterator[VersionSpot]:
    if not any(name.encode() in data for name in _NAMES):
        return
    for name, value in python_assignment.assignments(python_assignment.module(path, data)):
        if name in _NAMES and (spot := _spot(path, data, name, _inside(value))):
            yield spot


def _inside(value: ast.expr) -> Sequence[ast.expr]:
    """Give the elements of a tuple, or of a named one that is made at once (``VersionInfo(1, 4, 0)``)."""
    match value:
        case ast.Tuple(elts=elements) | ast.Call(args=elements, keywords=[]):
            return elements
        case _:
            return ()


def read(text: str) -> str | None:
    """Read the inside of a tuple (``1, 4, 0, "rc", 1``); gives None for what is no version."""
    elements = _elements(text)
    numbers = _leading(elements)
    rest = elements[len(numbers) :]
    match rest:
        case []:
            ending = ""
        case [str(word), int(number)] if word in _WORDS:
            ending = f"{_WORDS[word]}{number}" if _WORDS[word] else ""
        case [str(ending)] | [str(ending), ""]:
            pass
        case _:
            return None
    try:
        return canonical(".".join(map(str, numbers)) + ending) if numbers else None
    except UsageError:
        return None


def written(text: str, version: str, *, alone: bool = False) -> str:
    """Write a version into the inside of a tuple, which keeps its spaces, quotes and manner.

    Numbers without words have the release number only; ``alone`` says that nothing beside them states the rest.

    :raises UsageError: such a tuple has no form for it: an epoch, more numbers, a development release of a
        pre-release.
    """
    parsed = parse(version)
    elements = _elements(text)
    count = len(_leading(elements))
    wanted: list[_Element] = [*(*parsed.release, *[0] * count)[:count]]
    wanted += _ending(elements[count:], parsed)
    new = iter(wanted)
    after = _ELEMENT.sub(lambda match: _as(match[0], next(new)), text)
    release_only = ".".join(map(str, parsed.release))
    if same_version(read(after) or "", version if alone or len(elements) > count else release_only):
        return after
    raise UsageError(f"{version} cannot be written as ({text})", expected="a version with as many numbers")


def _elements(text: str) -> list[_Element]:
    return [each[1:-1] if each[0] in "\"'" else int(each) for each in _ELEMENT.findall(text)]


def _leading(elements: Sequence[_Element]) -> list[int]:
    numbers: list[int] = []
    for each in elements:
        if not isinstance(each, int):
            break
        numbers.append(each)
    return numbers


def _serial_of_final(rest: Sequence[_Element]) -> int:
    """Give what follows ``"final"``, which is nobody's count: sys.version_info has 0 there, others 1."""
    match rest:
        case ["final", int(serial), *_]:
            return serial
        case _:
            return 0


def _ending(rest: Sequence[_Element], version: Version) -> list[_Element]:
    phase, number = "final", _serial_of_final(rest)
    if version.dev is not None:
        phase, number = "dev", version.dev
    elif version.post is not None:
        phase, number = "post", version.post
    elif version.pre is not None:
        phase, number = version.pre
    if len(rest) == 1 or rest[-1:] == [""]:
        texts: list[_Element] = [str(version.public)[len(version.base_version) :], ""]
        return texts[: len(rest)]
    candidate = "rc" if "rc" in rest else "candidate"
    words = {"a": "alpha", "b": "beta", "rc": candidate}
    return [words.get(phase, phase), number] if rest else []


def _as(example: str, value: _Element) -> str:
    return f"{example[0]}{value}{example[0]}" if example[0] in "\"'" else str(value)


def _spot(path: Path, data: bytes, name: str, elements: Sequence[ast.expr]) -> VersionSpot | None:
    plain = all(isinstance(each, ast.Constant) and isinstance(each.value, (int, str)) for each in elements)
    if not elements or not plain:
        return None
    why = f"{name} = (...)"
    spot = python_assignment.code(path, data, elements[0], elements[-1], dialect="numbers", why=why)
    if re.sub(r"[\s,]", "", _ELEMENT.sub("", spot.text)) or read(spot.text) is None:
        return None
    numbers = len(_leading(_elements(spot.text)))
    return dataclasses.replace(spot, parts=numbers) if numbers == len(elements) else spot


def _states(spot: VersionSpot, version: str) -> bool:
    whole = read(spot.text) or ""
    return same_version(whole, version if spot.parts is None else parse(version).base_version)
