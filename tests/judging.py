"""What tests of items ask of an outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import builders as b

from release_tasks.core.findings import Checked, Finding
from release_tasks.core.given import Lazy, name_of
from release_tasks.core.model import Ask, Change, Done, Fail, Item, Ok, Outcome, Warn
from release_tasks.core.release_tag import ReleaseTag
from release_tasks.world.table import PROVIDERS

_OF_THE_TAG = ("project", "target", "git", "tags", "remote", "last")
_CALLED = {"written": "workflow", "looked_at": "run", "reviewed": "reviews", "protection": "environments"}
_CALLED |= {"evidence": "validation", "tag": "marked"}
"""What tests call the facts of a composed one, where that calls them otherwise."""


def verdict(item: Item, facts: Mapping[str, Any]) -> Outcome:
    """Judge by those facts that the item asks for; what is composed is made of the others."""
    return item.judge(**_arguments(item.judge, facts))


def _arguments(maker: Callable[..., Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _argument(name, hint, facts)
        for name, hint in get_type_hints(maker, include_extras=True).items()
        if name != "return"
    }


def _argument(name: str, hint: Any, facts: Mapping[str, Any]) -> Any:
    """The fact itself, or its parts put together; nobody may ask a lazy one that the test does not give."""
    if get_origin(hint) is Lazy:
        given = facts.get(_CALLED.get(name, name))
        inner = get_args(hint)[0]
        return given if isinstance(given, Lazy) else Lazy(lambda: _argument(name, inner, facts))
    kind = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    given = facts.get(name, facts.get(_CALLED.get(name, name)))
    given = given.get() if isinstance(given, Lazy) else given
    if isinstance(given, kind):
        return given
    if kind is ReleaseTag:
        return b.a_release_tag(**{each: facts[each] for each in _OF_THE_TAG if each in facts})
    if PROVIDERS[name_of(kind)].name == name_of(kind):
        return kind(**_arguments(kind, facts))
    raise AssertionError(f"the test gives no {name}, and the item asks for it")


def findings(outcome: Outcome) -> tuple[Finding, ...]:
    """The findings of a failure or a warning, each of which has to say what helps."""
    assert isinstance(outcome, Fail | Warn), outcome
    assert all(each.subject and each.remedy for each in outcome.findings), outcome
    return outcome.findings


def kinds(outcome: Outcome) -> list[str]:
    """What is wrong, by kind, in a failure."""
    assert isinstance(outcome, Fail), outcome
    return [each.kind for each in findings(outcome)]


def told(outcome: Outcome) -> list[str]:
    """What an item saw that holds."""
    assert isinstance(outcome, Ok | Done | Warn), outcome
    return [each.what for each in outcome.evidence]


def change(outcome: Outcome) -> Change:
    """The change that an item wants."""
    assert isinstance(outcome, Change), outcome
    assert outcome.because
    return outcome


def doing(outcome: Outcome) -> list[str]:
    """What a change that an item wants would do, line by line."""
    return [line for action in change(outcome).actions for line in action.describe()]


def question(outcome: Outcome) -> str:
    """The question of an item that waits for a person, who is told how to answer without a terminal."""
    assert isinstance(outcome, Ask), outcome
    assert outcome.bound_to
    assert outcome.hint.startswith("pass --answer ")
    return outcome.question


def results(outcome: Outcome) -> dict[str, str]:
    """The result of each kind of check, in their order."""
    assert isinstance(outcome, Ok | Fail | Warn), outcome
    return {each.kind: each.result for each in outcome.evidence if isinstance(each, Checked)}
