"""Says what is wrong in the settings, in words for a person, from what msgspec says."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Literal, get_args, get_origin, get_type_hints

from msgspec import Struct

from release_tasks.core.formats.toml_spans import KeyPath
from release_tasks.world.settings.after_tag import ChannelSettings
from release_tasks.world.settings.schema import PackageSettings, Pattern, ShellCommand, keys

_MESSAGE = re.compile(r"(?P<what>.*?)(?: - at `\$(?P<path>.*)`)?", re.DOTALL)
_STEP = re.compile(r"\.([\w-]+)|\[(\d+)\]")
_TICKED = re.compile(r"`([^`]*)`")
_WORDS = {
    "str": "a string",
    "bool": "true or false",
    "array": "a list",
    "object": "a table",
    "int": "a number",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One thing wrong: ``path`` leads to it from the table that was checked."""

    path: KeyPath
    what: str
    expected: str
    remedy: str


def mistake(message: str, value: Any, kind: type[Struct], at: KeyPath) -> Mistake:
    """Read msgspec's message about ``value``, which is not a ``kind``; ``at`` leads to the table."""
    match = _MESSAGE.fullmatch(message)
    assert match is not None, "the pattern matches anything"
    path = _steps(match["path"] or "")
    what = match["what"]
    ticked = _TICKED.findall(what)
    if "unknown field" in what:
        return _unknown(ticked[0], path, value, kind)
    if "missing required field" in what:
        return Mistake(
            path=path,
            what=f"{ticked[0]} is missing",
            expected=f"the keys {' and '.join(keys(_inner(path))[:2])}",
            remedy=f'add {ticked[0]} = "…"',
        )
    choices = _choices(path)
    return Mistake(
        path=path,
        what=f"{_shown(_inside(value, path))} does not fit",
        expected=" or ".join(f'"{choice}"' for choice in choices) or _expected(ticked[0]),
        remedy=_nearest(str(_inside(value, path)), choices, "write {}") or f"mend {_key((*at, *path))}",
    )


def nearest(word: str, words: tuple[str, ...]) -> str | None:
    """Give the one of ``words`` that ``word`` was probably meant to be."""
    folded = {each.casefold(): each for each in words}
    close = difflib.get_close_matches(word.casefold().replace("_", "-"), folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else None


def _unknown(key: str, path: KeyPath, value: Any, kind: type[Struct]) -> Mistake:
    known = keys(_inner(path) if path else kind)
    remedy = _nearest(key, known, "did you mean {}?")
    if not path and not remedy and issubclass(kind, PackageSettings) and isinstance(value[key], Mapping):
        remedy = f"a package's table is packages.{key}"
    return Mistake(
        path=(*path, key),
        what=f"there is no setting {key}",
        expected=f"one of {', '.join(sorted(known))}",
        remedy=remedy or f"remove {key}",
    )


def _inner(path: KeyPath) -> type[Struct]:
    """The table that a path leads to inside a package's."""
    inner: dict[str | int, type[Struct]] = {"patterns": Pattern, "announce": ChannelSettings}
    return next((inner[step] for step in path if step in inner), ShellCommand)


def _nearest(word: str, words: tuple[str, ...], sentence: str) -> str:
    close = nearest(word, words)
    return sentence.format(close) if close else ""


def _choices(path: KeyPath) -> tuple[str, ...]:
    """Give the values of a key that takes one of a few words."""
    hint = get_type_hints(PackageSettings).get(str(path[-1])) if path else None
    literals = (each for each in get_args(hint) if get_origin(each) is Literal)
    return tuple(str(choice) for each in literals for choice in get_args(each))


def _expected(types: str) -> str:
    return " or ".join(_WORDS.get(each, each) for each in types.split(" | "))


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return "an address" if "://" in value else f"the string {value!r}"
    return str(value) if isinstance(value, date | time) else f"the number {value}"


def _inside(value: Any, path: KeyPath) -> Any:
    for step in path:
        value = value[step]
    return value


def _steps(path: str) -> KeyPath:
    return tuple(int(index) if index else key for key, index in _STEP.findall(path))


def _key(path: KeyPath) -> str:
    return ".".join(str(step) for step in path) or "the table"
