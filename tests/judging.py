"""What tests of items ask of an outcome."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

import builders as b

from release_tasks.core.findings import Checked, Finding
from release_tasks.core.given import Lazy
from release_tasks.core.model import Ask, Change, Done, Fail, Item, Ok, Outcome, Warn
from release_tasks.core.publishing import LocalPublishing

_OF_THE_TAG = ("project", "target", "git", "tags", "remote", "last")


def verdict(item: Item, facts: Mapping[str, Any]) -> Outcome:
    """Judge by those facts that the item asks for; what is composed is made of the others."""
    marked = b.a_release_tag(**{name: facts[name] for name in _OF_THE_TAG if name in facts})
    known = {"marked": marked, **facts}
    if {"request", "indexes", "validation"} <= facts.keys():
        known["publishing"] = LocalPublishing(
            request=facts["request"],
            indexes=facts["indexes"],
            tag=marked,
            evidence=_lazy(facts["validation"]),
        )
    wanted = inspect.signature(item.judge).parameters.values()
    return item.judge(**{each.name: _as_wanted(known[each.name], each.annotation) for each in wanted})


def _as_wanted(fact: Any, annotation: str) -> Any:
    return _lazy(fact) if annotation.startswith("Lazy[") else fact


def _lazy(fact: Any) -> Lazy[Any]:
    return fact if isinstance(fact, Lazy) else Lazy(lambda: fact)


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
