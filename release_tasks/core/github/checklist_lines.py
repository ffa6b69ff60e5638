"""The checklist as an issue holds it: a line an item, of which we own the box, the key, and what stands behind it.

    - [x] **ci-green** Every check passed<!-- release-tasks: item plan.ci-green done -->: `9 of 9`<!-- release-tasks: end -->

All else in the issue is people's. A box that does not fit the state in its key was changed by somebody, and stays.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from release_tasks.core.findings import Finding
from release_tasks.core.github.keys import hidden
from release_tasks.core.ledger import Entry
from release_tasks.core.redaction import redacted

State = Literal["done", "skipped", "open"]

_LINE = re.compile(
    r"(?P<head>[ \t]*[-*+] \[)(?P<box>[ xX])(?P<text>\].*?)"
    r"<!-- release-tasks: item (?P<item>[\w.-]+) (?P<state>done|skipped|open) -->"
    r"(?P<told>.*?)<!-- release-tasks: end -->(?P<tail>.*)"
)
_MAIL = re.compile(r" ?<[^<>\s]+@[^<>\s]*>")
_ENTRY = re.compile(r"<!-- release-tasks: entry (\{.*?\}) -->")
_MOST_TOLD = 200
_MOST_KEPT = 2000
"""Letters; an issue holds 65,536."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """How an item stands: what is told of it, and the ledger's entries that another machine has to know."""

    item: str
    line: str
    state: State = "open"
    told: str = ""
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """An issue's text with rows brought up to date: the items that ``changed``, and those without one line of theirs.

    ``turned`` are those of them that stand otherwise now. ``finished`` tells that nothing is left open, and that
    it was before.
    """

    body: str
    changed: tuple[str, ...] = ()
    turned: tuple[str, ...] = ()
    lost: tuple[Finding, ...] = ()
    finished: bool = False


def new_line(row: Row) -> str:
    """The line of an item, for an issue that has none yet."""
    name = row.item.partition(".")[2]
    box = "x" if row.state == "done" else " "
    return f"- [{box}] **{name}** {_plain(row.line)}{_ours(row)}"


def edited(body: str, rows: Iterable[Row]) -> Edited:
    """Change exactly the lines of these items; one that is missing, or there twice, is told and left alone."""
    lines = body.split("\n")
    ours = [(at, match) for at, line in enumerate(lines) if (match := _LINE.fullmatch(line))]
    changed, turned, lost = [], [], []
    for row in rows:
        mine = [(at, match) for at, match in ours if match["item"] == row.item]
        if len(mine) != 1:
            lost.append(_lost(row, len(mine)))
            continue
        ((at, match),) = mine
        line = _with(match, row)
        if line != lines[at]:
            lines[at] = line
            changed.append(row.item)
            turned += [row.item] if match["state"] != row.state else []
    after = "\n".join(lines)
    return Edited(
        body=after,
        changed=tuple(changed),
        turned=tuple(turned),
        lost=tuple(lost),
        finished=_settled(after) and not _settled(body),
    )


def entries_in(body: str) -> tuple[Entry, ...]:
    """The ledger's entries that the lines hold, oldest first; what nobody of us wrote is passed over."""
    found = (
        entry
        for line in body.split("\n")
        if (match := _LINE.fullmatch(line))
        for text in _ENTRY.findall(match["told"])
        if (entry := _entry(text, match["item"]))
    )
    return tuple(sorted(found, key=lambda each: each.at))


def _with(match: re.Match[str], row: Row) -> str:
    by_us = (match["box"] != " ") == (match["state"] == "done")
    box = ("x" if row.state == "done" else " ") if by_us else match["box"]
    return f"{match['head']}{box}{match['text']}{_ours(row)}{match['tail']}"


def _ours(row: Row) -> str:
    kept = "".join(_kept(each) for each in row.entries)
    told = f": {_code(row.told)}" if row.told else ""
    return f"{hidden(f'item {row.item} {row.state}')}{told}{kept}{hidden('end')}"


def _settled(body: str) -> bool:
    """Whether each line's box is ticked, by us or by somebody, or its item was skipped."""
    found = [match for line in body.split("\n") if (match := _LINE.fullmatch(line))]
    return bool(found) and all(each["box"] != " " or each["state"] == "skipped" for each in found)


def _lost(row: Row, number: int) -> Finding:
    return Finding(
        kind="has several lines in the issue" if number else "has no line in the issue any more",
        subject=row.item,
        expected="one line with its key",
        found=f"{number}",
        remedy="leave one of them"
        if number
        else f"put it back: {new_line(replace(row, told='', entries=()))}",
    )


def _code(text: str) -> str:
    """A text that names nobody, links nothing and ends no comment of ours."""
    plain = _plain(text)
    short = plain if len(plain) <= _MOST_TOLD else f"{plain[: _MOST_TOLD - 1]}…"
    return f"`{short.replace('`', chr(39))}`"


def _plain(text: str) -> str:
    """A text in one line, without secrets and addresses: an issue may be everybody's to read."""
    return _MAIL.sub("", redacted(" ".join(text.split()))).replace("<!", "< !")


def _kept(entry: Entry) -> str:
    value = {"kind": entry.kind, "bound_to": entry.bound_to, "data": dict(entry.data)}
    text = json.dumps({**value, "at": entry.at, "who": _plain(entry.who)}, ensure_ascii=False)
    if len(text) > _MOST_KEPT:
        return ""
    # Two dashes would end the comment, to some readers; as text in JSON they can be written otherwise.
    return hidden("entry " + text.replace("--", r"\u002d\u002d"))


def _entry(text: str, item: str) -> Entry | None:
    try:
        value: Any = json.loads(text)
    except ValueError:
        return None
    texts: Sequence[Any] = [value.get(each) for each in ("kind", "bound_to", "at", "who")]
    data = value.get("data")
    if not isinstance(data, Mapping) or not all(isinstance(each, str) for each in texts):
        return None
    kind, bound_to, at, who = texts
    return Entry(kind=kind, item=item, bound_to=bound_to, data=data, at=at, who=who)
