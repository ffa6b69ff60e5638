"""A person at the keyboard who says one thing."""

from __future__ import annotations

from release_tasks.core.findings import Reach
from release_tasks.core.model import Ask, Change, Item
from release_tasks.core.person import Consent


class Somebody:
    """Says ``says`` to whatever is asked, and answers no question; ``asked`` is how far each change reached."""

    def __init__(self, says: Consent | None) -> None:
        self.says = says
        self.asked: list[Reach] = []

    def consent(self, item: Item, change: Change, reach: Reach) -> Consent | None:
        self.asked.append(reach)
        return self.says

    def answer(self, item: Item, ask: Ask) -> str | None:
        return None
