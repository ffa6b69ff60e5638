"""What is seen, and how far a change reaches: the small words that facts, actions and outcomes share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal


class Reach(IntEnum):
    """The worst that follows from an action: nothing leaves, we can undo it, nobody can."""

    LOCAL = 0
    REMOTE = 1
    PUBLIC = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing seen: ``kind`` says what is wrong, ``subject`` where (``file:line``, a file, a tag).

    ``after`` names the item that brings about what is missing, where it is only not there yet.
    """

    kind: str
    subject: str
    expected: str = ""
    found: str = ""
    remedy: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What was seen, and the commit, tree or digest that it was seen on."""

    what: str
    seen_on: str = ""


Tone = Literal["", "good", "bad", "faint"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a table: ``text`` is drawn, in its ``tone``; ``value`` is what it stands for, as a file name."""

    text: str
    value: str = ""
    tone: Tone = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Evidence):
    """Something seen that has two sides: ``what`` heads it; each row has a cell for each of the columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


Result = Literal["passed", "failed", "not offered", "not compared"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked(Evidence):
    """The result of one kind of check of several, as a line; ``lacking`` is what it could not be made without."""

    kind: str
    result: Result
    lacking: Finding | None = None
