"""What only a person can say: a question, and the yes that settles it."""

from __future__ import annotations

from collections.abc import Sequence

from release_tasks.core.findings import Evidence
from release_tasks.core.ledger import Ledger
from release_tasks.core.model import Ask, Done


def confirmed(ledger: Ledger, item: str, question: str, bound_to: str, *, yes: str = "yes") -> Done | Ask:
    """Done where the latest answer about ``bound_to`` is ``yes``; else the question, for a no may be thought over."""
    if done := said_yes(ledger, item, bound_to, yes=yes):
        return done
    said, name = ledger.latest("answer", bound_to, item=item), item.partition(".")[2]
    before = f" ({said.who} said {said.data['text']!r} before)" if said else ""
    return Ask(
        question=f"{question}{before}",
        bound_to=bound_to,
        hint=f"pass --answer {name}={yes}, or --skip {name}=REASON",
    )


def said_yes(ledger: Ledger, item: str, bound_to: str, *, yes: str = "yes") -> Done | None:
    """Done where the latest answer about ``bound_to`` is ``yes``."""
    said = ledger.latest("answer", bound_to, item=item)
    if said is None or not _means(said.data["text"], yes):
        return None
    return Done(evidence=(Evidence(what=f"{said.who} said {said.data['text']!r}", seen_on=said.at),))


def at_most(lines: Sequence[str], number: int) -> tuple[str, ...]:
    """The first lines of a list for a person to read, and how many more there are."""
    more = len(lines) - number
    return (*lines[:number], *((f"… and {more} more",) if more > 0 else ()))


def _means(text: str, yes: str) -> bool:
    said = text.strip().lower()
    return said == yes or (yes == "yes" and said == "y")
