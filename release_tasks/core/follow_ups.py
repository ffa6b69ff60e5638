"""What is left for later: the items that a release left out, and which of them are written down where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from release_tasks.core.ledger import Entry, Ledger

ITEM = "post.follow-ups"
WRITTEN = "follow-ups"
"""The ledger's word for what was written down; such an entry is bound to the place."""

Place = Literal["issue", "todo"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpPlaces:
    """Where settings want follow-ups: the project's ``todo`` file, and the ``labels`` of the issue on GitHub."""

    todo: Path | None = None
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """An item that was left out: why, by whom, on which day, and whether for later or for good."""

    item: str
    reason: str
    deferred: bool
    name: str = ""
    day: str = ""

    @property
    def told(self) -> str:
        """In a line, for everybody to read."""
        how = "deferred" if self.deferred else "left out"
        by = f" by {self.name}" if self.name else ""
        return f"{self.item} was {how}{by}{f' on {self.day}' if self.day else ''}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwritten:
    """What a place does not say yet: follow-ups, and items that were done since it was told of them."""

    open: tuple[FollowUp, ...] = ()
    done: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.open or self.done)


def left_open(ledger: Ledger) -> tuple[FollowUp, ...]:
    """What was left out of the release and not done after all; to write it down is no follow-up itself."""
    return tuple(_follow_up(each) for item, each in ledger.left_out().items() if item != ITEM)


def unwritten(ledger: Ledger, place: Place) -> Unwritten:
    """What changed since it was last written down there, by the ledger; what people changed there since stays."""
    changed: dict[str, Entry] = {}
    there: set[str] = set()
    for each in ledger.entries:
        if each.kind in ("skip", "defer", "done") and each.item != ITEM:
            changed[each.item] = each
        elif each.kind == WRITTEN and each.bound_to == place:
            there.update(each.data["open"])
            for item in (*each.data["open"], *each.data["done"]):
                changed.pop(item, None)
    return Unwritten(
        open=tuple(_follow_up(each) for each in changed.values() if each.kind != "done"),
        done=tuple(item for item, each in changed.items() if each.kind == "done" and item in there),
    )


def written(place: Place, what: Unwritten, where: str) -> Entry:
    """The entry that says so; ``where`` is what a person opens to see it."""
    items = [each.item for each in what.open]
    data = {"open": items, "done": list(what.done), "where": where}
    return Entry(kind=WRITTEN, item=ITEM, bound_to=place, data=data)


def in_one_line(follow_ups: Iterable[FollowUp]) -> str:
    """Several of them, each by its item and reason."""
    return "; ".join(f"{each.item}: {each.reason}" for each in follow_ups)


def _follow_up(entry: Entry) -> FollowUp:
    return FollowUp(
        item=entry.item,
        reason=" ".join(entry.data["reason"].split()),
        deferred=entry.kind == "defer",
        name=entry.name,
        day=entry.at[:10],
    )
