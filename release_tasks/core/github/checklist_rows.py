"""How the items of a run stand, as rows of the release tracker."""

from __future__ import annotations

from collections.abc import Iterable

from release_tasks.core.github.checklist_lines import Row, State
from release_tasks.core.ledger import Entry, Ledger
from release_tasks.core.model import Done, Item, Ok, Outcome, Skip, Warn
from release_tasks.core.report import Settled
from release_tasks.core.wording import summary, word

CARRIED = frozenset({"answer", "skip", "defer", "done", "tests", "announce"})
"""Kinds of entry that another machine has to know: what people said, what was sent, what is bound to a tree."""


def rows(settled: Iterable[Settled], ledger: Ledger) -> tuple[Row, ...]:
    """A row for each item that was judged, in order."""
    return tuple(_row(each.item, each.outcome, ledger) for each in settled)


def unjudged(items: Iterable[Item], judged: Iterable[Row]) -> tuple[Row, ...]:
    """A row for each item of the checklist, of those that were not judged an open one."""
    known = {each.item: each for each in judged}
    return tuple(known.get(each.id) or Row(item=each.id, line=each.line) for each in items)


def _row(item: Item, outcome: Outcome, ledger: Ledger) -> Row:
    said = summary(item, outcome)
    return Row(
        item=item.id,
        line=item.line,
        state=_state(outcome),
        told=said if isinstance(outcome, Ok | Done) else f"{word(outcome)}: {said}",
        entries=_standing(item.id, ledger),
    )


def _state(outcome: Outcome) -> State:
    if isinstance(outcome, Ok | Done | Warn):
        return "done"
    return "skipped" if isinstance(outcome, Skip) else "open"


def _standing(item: str, ledger: Ledger) -> tuple[Entry, ...]:
    """The newest entry about the item of each kind and each thing that it is bound to."""
    newest = {
        (each.kind, each.bound_to): each
        for each in ledger.entries
        if each.item == item and each.kind in CARRIED
    }
    return tuple(newest.values())
