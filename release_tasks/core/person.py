"""The person before the terminal, as the runner sees one: may be asked, may be absent."""

from __future__ import annotations

from enum import Enum
from typing import Protocol

from release_tasks.core.findings import Reach
from release_tasks.core.model import Ask, Change, Item


class Consent(Enum):
    """What a person said to a change: yes, no, or yes to every remote change of this stage."""

    YES = "yes"
    NO = "no"
    STAGE = "stage"


class Person(Protocol):
    """Somebody who can be asked; both methods give None when nobody is there."""

    def consent(self, item: Item, change: Change, reach: Reach) -> Consent | None:
        """Show what a change would do, and ask."""
        ...

    def answer(self, item: Item, ask: Ask) -> str | None:
        """Put an item's question."""
        ...
