"""What the world cannot be asked again: test runs, builds, installs and answers, in order.

An entry is bound to what it was seen on; it counts only while that is what will be released.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from release_tasks.core.action import FactTypes
from release_tasks.core.findings import Reach


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the ledger.

    ``kind`` is a slug (``tests``, ``build``, ``smoke``, ``answer``, ``skip``, ``defer``), ``item`` the item's id,
    ``bound_to`` a tree, commit, version or digest, ``at`` an ISO 8601 time in UTC (given by the
    room that writes), ``data`` plain JSON values without secrets.
    """

    kind: str
    item: str
    bound_to: str
    data: Mapping[str, Any] = field(default_factory=dict)
    at: str = ""
    who: str = ""

    @property
    def name(self) -> str:
        """The person's name alone: an address is not for everybody to read."""
        return self.who.partition(" <")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """What was said of an item that a run leaves out: for good (``skip``), or until later (``defer``)."""

    kind: Literal["skip", "defer"]
    reason: str

    def __str__(self) -> str:
        return f"deferred: {self.reason}" if self.kind == "defer" else self.reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """All entries for one package and version, oldest first."""

    entries: tuple[Entry, ...] = ()

    def latest(self, kind: str, bound_to: str | None = None, *, item: str | None = None) -> Entry | None:
        """The newest entry of a kind, of those bound to ``bound_to`` or about ``item`` if given."""
        for entry in reversed(self.entries):
            if (
                entry.kind == kind
                and (bound_to is None or entry.bound_to == bound_to)
                and (item is None or entry.item == item)
            ):
                return entry
        return None

    def excused(self, item: str, version: str) -> bool:
        """Whether somebody left the item out of this release, for good or until later; it holds for the version."""
        return any(self.latest(kind, version, item=item) for kind in ("skip", "defer"))

    def left_out(self) -> dict[str, Entry]:
        """What was left out and not done after all: the newest entry that says so, by item."""
        said = {each.item: each for each in self.entries if each.kind in ("skip", "defer", "done")}
        return {item: entry for item, entry in said.items() if entry.kind != "done"}

    def said_of(self, item: str) -> str:
        """Why an item was left out, and who said so; empty where it was not, or was done since."""
        if (entry := self.left_out().get(item)) is None:
            return ""
        how = "deferred" if entry.kind == "defer" else "left out"
        return f"{how} by {entry.name}: {entry.data['reason']}"

    def unsaid(self, left_out: Mapping[str, LeftOut], version: str) -> tuple[Entry, ...]:
        """The entries that say so of items of which it is not said yet, in the same words."""
        known = {item: (each.kind, each.data["reason"]) for item, each in self.left_out().items()}
        return tuple(
            Entry(kind=left.kind, item=item, bound_to=version, data={"reason": left.reason})
            for item, left in left_out.items()
            if known.get(item) != (left.kind, left.reason)
        )

    def intent(self, kind: str, bound_to: str) -> Entry | None:
        """The open intent of an act: it was about to happen, and nobody wrote down whether it did."""
        for entry in reversed(self.entries):
            if entry.bound_to == bound_to and entry.kind in (kind, intent_of(kind), void_of(kind)):
                return entry if entry.kind == intent_of(kind) else None
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """What runs on other machines recorded for the release in flight, as far as this one can know."""

    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierRuns:
    """The ledger as this run found it: what is not in it, this run did."""

    ledger: Ledger


def intent_of(kind: str) -> str:
    """The kind of the entry that is written before an act of ``kind``."""
    return f"{kind}-intent"


def void_of(kind: str) -> str:
    """The kind of the entry that says that an act which was meant to happen surely did not."""
    return f"{kind}-void"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Writes one entry to the ledger."""

    reach: ClassVar[Reach] = Reach.LOCAL
    stales: ClassVar[FactTypes] = (Ledger,)
    kind: str
    bound_to: str
    data: Mapping[str, Any] = field(default_factory=dict)

    def describe(self) -> tuple[str, ...]:
        """What is recorded."""
        return (f"record {self.kind} for {self.bound_to[:12]}",)
