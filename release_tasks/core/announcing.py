"""An announcement: the channels that a project names, and what each of them is told.

A channel's address is a secret; it stays in an environment variable, of which settings state the name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Literal

from release_tasks.core.action import FactTypes
from release_tasks.core.findings import Reach
from release_tasks.core.ledger import EarlierRuns, Entry, Ledger, intent_of, void_of

EXTRA = "python -m pip install 'py-release-tasks[announce]'"
SUBJECT = "{package} {version}"
ANNOUNCED = "announced"
"""The ledger's word for a channel that was told; such an entry is bound to the channel's name."""

_ELSEWHERE = "from elsewhere: "
"""What an answer begins to be bound to that says whether another machine told of the release; the channels follow."""

ITEM = "post.announce"
Markup = Literal["markdown", "text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A place where releases are told: ``variable`` holds its address, ``template`` is a file, None for ours."""

    name: str
    variable: str
    template: Path | None = None
    subject: str = SUBJECT


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """The addresses of the channels, by the variables that hold them; one that is not set is not there."""

    by_variable: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a channel is told."""

    subject: str
    text: str
    markup: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcements:
    """Each channel with its message; ``unset`` are variables that hold no address, ``able`` whether anything can be sent."""

    messages: tuple[tuple[Channel, Message], ...] = ()
    unset: frozenset[str] = frozenset()
    able: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Announce:
    """Tells these channels the same; nobody can take it back."""

    reach: ClassVar[Reach] = Reach.PUBLIC
    stales: ClassVar[FactTypes] = (Ledger,)
    channels: tuple[Channel, ...]
    message: Message

    def describe(self) -> tuple[str, ...]:
        """The channels, and below them the whole text."""
        names = ", ".join(each.name for each in self.channels)
        text = (f"    | {line}".rstrip() for line in self.message.text.splitlines())
        return (f"tell {names}: {self.message.subject}", *text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How it stands with a channel: ``told``, ``open`` (nobody knows), ``refused`` in this run, or ``untold``.

    ``because`` says who said that it was told, or why it was not; ``attempt`` names the last try.
    """

    state: Literal["told", "open", "refused", "untold"]
    because: str = ""
    attempt: str = ""


def standing(channel: str, ledger: Ledger, before: EarlierRuns) -> Standing:
    """What the ledger knows of a channel: an attempt without a result is what a person said of it."""
    if told := ledger.latest(ANNOUNCED, channel):
        return Standing(state="told", because=f"told {told.at}".rstrip())
    elsewhere = _said_of_elsewhere(ledger)
    if elsewhere and _answer(elsewhere) == "yes" and channel in _asked_about(elsewhere):
        return Standing(state="told", because=f"told from elsewhere, as {elsewhere.name} said")
    attempt = f"{channel}, attempt {_number(ledger, intent_of(ANNOUNCED), channel)}"
    if ledger.intent(ANNOUNCED, channel) is not None:
        said = ledger.latest("answer", attempt, item=ITEM)
        if said and _answer(said) == "yes":
            return Standing(state="told", because=f"told, as {said.name} said")
        return Standing(state="untold" if _answer(said) else "open", attempt=attempt)
    refused = ledger.latest(void_of(ANNOUNCED), channel)
    if refused is None:
        return Standing(state="untold")
    just_now = _number(ledger, refused.kind, channel) > _number(before.ledger, refused.kind, channel)
    return Standing(state="refused" if just_now else "untold", because=refused.data["because"])


def by_a_stranger(ledger: Ledger, before: EarlierRuns) -> bool:
    """Whether this machine had no part in the release before, so that another one may have told of it.

    A person who said that it did not is believed.
    """
    ours = (
        each.item and not each.item.startswith("post.") and each.kind not in ("skip", "defer", "done")
        for each in before.ledger.entries
    )
    return not any(ours) and not _answer(_said_of_elsewhere(ledger))


def from_elsewhere(channels: Iterable[Channel]) -> str:
    """What an answer is bound to that says whether another machine told these channels."""
    return _ELSEWHERE + ", ".join(each.name for each in channels)


def default_template(*, notes: bool, page: bool) -> str:
    """The text for a channel that has no template: what is released, what changed, and where it is."""
    parts = ["{package} {version} is released.", *(["{notes}"] if notes else [])]
    return "\n\n".join((*parts, "{url}\n{index}" if page else "{index}"))


def _said_of_elsewhere(ledger: Ledger) -> Entry | None:
    said = (each for each in reversed(ledger.entries) if each.kind == "answer" and each.item == ITEM)
    return next((each for each in said if each.bound_to.startswith(_ELSEWHERE)), None)


def _asked_about(said: Entry) -> list[str]:
    return said.bound_to.removeprefix(_ELSEWHERE).split(", ")


def _answer(entry: Entry | None) -> Literal["yes", "no", ""]:
    text = entry.data["text"].strip().lower() if entry else ""
    return "yes" if text in ("yes", "y") else "no" if text in ("no", "n") else ""


def _number(ledger: Ledger, kind: str, channel: str) -> int:
    return sum(each.kind == kind and each.bound_to == channel for each in ledger.entries)
