"""Conditions of workflows (``if``) as far as they can be told beforehand: what nobody can know yet stays unknown.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

Value = str | bool | float | None


class _Unknown:
    """What only the run itself will tell."""


UNKNOWN: Final = _Unknown()
Found = Value | _Unknown
Context = Mapping[str, Value]
"""What is known beforehand, by its name in lower case: ``github.event_name``, ``inputs.dry-run``."""

_TOKENS = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<number>-?\d+(?:\.\d+)?)|(?P<sign>&&|\|\||==|!=|<=|>=|[!()<>,\[\]])"
    r"|(?P<name>[A-Za-z_][\w-]*(?:\.(?:[A-Za-z_][\w-]*|\*))*))"
)
_STATUS = re.compile(r"\b(?:always|failure|cancelled)\s*\(")
_WORDS: Mapping[str, Value] = {"true": True, "false": False, "null": None}
_AT_BEST: Mapping[str, bool] = {"always": True, "success": True, "cancelled": False}
"""The status functions in a run in which nothing goes wrong."""


class _NotUnderstoodError(Exception):
    """A form that is not read here."""


def holds(condition: str, known: Context) -> bool | None:
    """Whether a condition holds in a run in which nothing fails; None where that cannot be told beforehand."""
    text = condition.strip().removeprefix("${{").removesuffix("}}").strip()
    if not text:
        return True
    try:
        found = _Reader(text, known).whole()
    except _NotUnderstoodError:
        return None
    return None if isinstance(found, _Unknown) else _true(found)


def asks_for_status(condition: str) -> bool:
    """Whether a job with this condition may run although one that it needs did not."""
    return bool(_STATUS.search(condition))


class _Reader:
    """Reads one expression from left to right, by the precedence of its operators."""

    def __init__(self, text: str, known: Context) -> None:
        self._known = known
        self._tokens = list(_tokens(text))
        self._at = 0

    def whole(self) -> Found:
        """All of it."""
        found = self._either()
        if self._at != len(self._tokens):
            raise _NotUnderstoodError
        return found

    def _either(self) -> Found:
        left = self._both()
        while self._took("||"):
            left = _or(left, self._both())
        return left

    def _both(self) -> Found:
        left = self._compared()
        while self._took("&&"):
            left = _and(left, self._compared())
        return left

    def _compared(self) -> Found:
        left = self._one()
        for sign in ("==", "!="):
            if self._took(sign):
                same = _equal(left, self._one())
                return same if isinstance(same, _Unknown) else same == (sign == "==")
        return left

    def _one(self) -> Found:
        if self._took("!"):
            found = self._one()
            return found if isinstance(found, _Unknown) else not _true(found)
        if self._took("("):
            found = self._either()
            self._must(")")
            return found
        kind, text = self._next()
        if kind == "text":
            return text[1:-1].replace("''", "'")
        if kind == "number":
            return float(text)
        if kind != "name":
            raise _NotUnderstoodError
        if self._took("("):
            return self._called(text.lower())
        return _WORDS[text] if text in _WORDS else self._known.get(text.lower(), UNKNOWN)

    def _called(self, name: str) -> Found:
        given: list[Found] = []
        while not self._took(")"):
            given.append(self._either())
            self._took(",")
        if name in _AT_BEST:
            return _AT_BEST[name]
        if len(given) != 2 or any(isinstance(each, _Unknown) for each in given):
            return UNKNOWN
        text, part = (_text(each) for each in given)
        match name:
            case "startswith":
                return text.startswith(part)
            case "endswith":
                return text.endswith(part)
            case "contains":
                return part in text
        return UNKNOWN

    def _next(self) -> tuple[str, str]:
        if self._at >= len(self._tokens):
            raise _NotUnderstoodError
        self._at += 1
        return self._tokens[self._at - 1]

    def _took(self, sign: str) -> bool:
        there = self._at < len(self._tokens) and self._tokens[self._at] == ("sign", sign)
        self._at += there
        return there

    def _must(self, sign: str) -> None:
        if not self._took(sign):
            raise _NotUnderstoodError


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text):
        match = _TOKENS.match(text, at)
        if match is None or match.lastgroup is None:
            raise _NotUnderstoodError
        at = match.end()
        yield match.lastgroup, match[match.lastgroup]


def _or(left: Found, right: Found) -> Found:
    if isinstance(left, _Unknown):
        return True if not isinstance(right, _Unknown) and _true(right) else UNKNOWN
    return left if _true(left) else right


def _and(left: Found, right: Found) -> Found:
    if isinstance(left, _Unknown):
        return False if not isinstance(right, _Unknown) and not _true(right) else UNKNOWN
    return right if _true(left) else left


def _true(value: Value) -> bool:
    return value not in (False, 0, "", None)


def _equal(left: Found, right: Found) -> bool | _Unknown:
    """Compare as GitHub does: texts whatever their case, values of two kinds as numbers."""
    if isinstance(left, _Unknown) or isinstance(right, _Unknown):
        return UNKNOWN
    if isinstance(left, str) and isinstance(right, str):
        return left.casefold() == right.casefold()
    return _number(left) == _number(right)


def _number(value: Value) -> float:
    """A value as a number; a text that is none equals nothing."""
    if isinstance(value, str):
        try:
            return float(value or 0)
        except ValueError:
            return float("nan")
    return float(value or 0)


def _text(value: Found) -> str:
    """A value as text, in one case, for functions that look at texts."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value).casefold()
