"""How the items of a run stand, as rows of the release tracker."""

from __future__ import annotations

from collections.abc import Iterable

from release_tasks.core.announcing import ANNOUNCED
from release_tasks.core.announcing import ITEM as ANNOUNCEMENT
from release_tasks.core.github.checklist_lines import Row, State
from release_tasks.core.github.dispatching import KIND as DISPATCH
from release_tasks.core.ledger import Entry, Ledger, intent_of
from release_tasks.core.model import Done, Item, Ok, Outcome, Skip, holds
from release_tasks.core.report import Settled
from release_tasks.core.wording import summary, word

ACTS = (ANNOUNCED, DISPATCH)
CARRIED = frozenset({"answer", "skip", "defer", "done", "tests", *ACTS})
"""Kinds of entry that another machine has to know: what people said, what was sent, what is bound to a tree."""


def rows(settled: Iterable[Settled], ledger: Ledger) -> tuple[Row, ...]:
    """A row for each item that was judged, in order."""
    return tuple(_row(each.item, each.outcome, ledger) for each in settled)


def unjudged(items: Iterable[Item], judged: Iterable[Row]) -> tuple[Row, ...]:
    """A row for each item of the checklist, of those that were not judged an open one."""
    known = {each.item: each for each in judged}
    return tuple(known.get(each.id) or Row(item=each.id, line=each.line) for each in items)


def settled_since(judged: Iterable[Row], items: Iterable[str]) -> tuple[str, ...]:
    """Those of the items that are settled, in stages up to the first that is not: another machine may know of less."""
    by_stage: dict[str, list[Row]] = {}
    for row in judged:
        by_stage.setdefault(row.item.partition(".")[0], []).append(row)
    found: list[str] = []
    for rows_of_stage in by_stage.values():
        found += [each.item for each in rows_of_stage if each.state != "open" and each.item in {*items}]
        if any(each.state == "open" for each in rows_of_stage):
            break
    return tuple(found)


def _row(item: Item, outcome: Outcome, ledger: Ledger) -> Row:
    said = summary(item, outcome)
    return Row(
        item=item.id,
        line=item.line,
        state=_state(outcome),
        told=said if isinstance(outcome, Ok | Done) else f"{word(outcome)}: {said}",
        entries=_standing(item, ledger),
    )


def _state(outcome: Outcome) -> State:
    if holds(outcome):
        return "done"
    return "skipped" if isinstance(outcome, Skip) else "open"


def _standing(item: Item, ledger: Ledger) -> tuple[Entry, ...]:
    """The newest entry about the item of each kind and each thing that it is bound to; of intents, the open ones."""
    newest = {(each.kind, each.bound_to): each for each in ledger.entries if _about(each, item)}
    return tuple(each for each in newest.values() if each.kind in CARRIED or _open(each, ledger))


def _about(entry: Entry, item: Item) -> bool:
    """Whether an entry is about the item; an intent names only its act."""
    if entry.item:
        return entry.item == item.id
    if entry.kind == intent_of(DISPATCH):
        return entry.bound_to.partition(":")[0] == item.name
    return entry.kind == intent_of(ANNOUNCED) and item.id == ANNOUNCEMENT


def _open(entry: Entry, ledger: Ledger) -> bool:
    """Whether nobody knows what became of what was about to happen."""
    acts = (ledger.intent(kind, entry.bound_to) for kind in ACTS if entry.kind == intent_of(kind))
    return any(each is entry for each in acts)
