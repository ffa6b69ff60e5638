"""What a run may do and what it is told: by options given beforehand, else by the person before the terminal."""

from __future__ import annotations

from collections.abc import Mapping

from release_tasks.core.action import headlines
from release_tasks.core.findings import Reach
from release_tasks.core.ledger import Entry
from release_tasks.core.model import Ask, Change, Item
from release_tasks.core.person import Consent, Person
from release_tasks.core.request import Request


class Asking:
    """Asks once an item, and puts each question once.

    ``stages`` are those whose remote changes somebody allowed all at once.
    """

    def __init__(self, request: Request, person: Person, answers: Mapping[str, str]) -> None:
        self.person = person
        self.stages: set[str] = set()
        self._request = request
        self._answers = answers
        self._answered: set[tuple[str, str]] = set()

    def refused(self, item: Item, change: Change) -> Ask | None:
        """None when the change may be made; else the question that nobody said yes to."""
        reach = max(action.reach for action in change.actions)
        if self._allowed(item, change, reach):
            return None
        consent = self.person.consent(item, change, reach)
        if consent is Consent.STAGE:
            self.stages.add(item.stage)
        if consent in (Consent.YES, Consent.STAGE):
            return None
        said = "was declined" if consent is Consent.NO else "needs a yes, and there is no terminal to ask on"
        what = "; ".join(headlines(change.actions))
        flag = "--yes" if reach is Reach.REMOTE else "--yes-public"
        return Ask(question=f"{what}: {said}", bound_to="", hint=f"pass {flag}")

    def answered(self, item: Item, ask: Ask, *, beforehand: bool = False) -> Entry | None:
        """What somebody says to an item's question; None where nobody does, or it was not enough the last time.

        ``beforehand``: only what options say counts, and nobody is asked.
        """
        if (item.id, ask.bound_to) in self._answered:
            return None
        given = self._answers.get(item.id)
        text = given if given is not None or beforehand else self.person.answer(item, ask)
        if text is None:
            return None
        self._answered.add((item.id, ask.bound_to))
        said = {"question": ask.question, "text": text}
        return Entry(kind="answer", item=item.id, bound_to=ask.bound_to, data=said)

    def _allowed(self, item: Item, change: Change, reach: Reach) -> bool:
        """Whether nobody has to be asked."""
        if reach is Reach.PUBLIC:
            return self._request.yes_public
        return (
            reach is Reach.LOCAL
            or bool(change.allowed)
            or self._request.yes
            or self._request.yes_public
            or item.stage in self.stages
        )
