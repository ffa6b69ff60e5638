"""How wide a text is drawn, and two texts side by side."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from textwrap import wrap
from unicodedata import combining, east_asian_width


def width(text: str) -> int:
    """Count the columns of a text: wide letters take two, combining marks none."""
    return sum(0 if combining(letter) else 2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def beside(left: Sequence[str], right: Sequence[str], columns: int = 100) -> tuple[str, ...]:
    """Set two lists of lines side by side, long ones wrapped; each list begins with its own heading."""
    half = (columns - 3) // 2
    rows = zip_longest(_wrapped(left, half), _wrapped(right, half), fillvalue="")
    return tuple(f"{each}{' ' * (half - width(each))} | {other}".rstrip() for each, other in rows)


def _wrapped(lines: Sequence[str], columns: int) -> list[str]:
    wrapped: list[str] = []
    for line in lines:
        indent = line[: len(line) - len(line.lstrip())]
        wrapped += wrap(line.expandtabs(4), columns, subsequent_indent=f"{indent}  ") or [""]
    return wrapped
