"""Who may be asked for what, and what makes asking needless."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from somebody import Somebody
from toy_world import Switch

from release_tasks.asking import Asking
from release_tasks.core.findings import Reach
from release_tasks.core.model import Ask, Change, Item, Ok
from release_tasks.core.person import Consent
from release_tasks.core.request import Request

HALL = Item(stage="toy", name="hall", line="", why="", source="", judge=Ok)
OTHER = Item(stage="other", name="hall", line="", why="", source="", judge=Ok)


def asking(
    says: Consent | None = None, answers: Mapping[str, str] | None = None, **flags: Any
) -> tuple[Asking, Somebody]:
    person = Somebody(says)
    return Asking(Request(task="toy", root=Path("/"), **flags), person, answers or {}), person


def lit(*reaches: Reach, allowed: str = "") -> Change:
    actions = tuple(Switch(f"lamp {each.name.lower()}", reach=each) for each in reaches)
    return Change(actions=actions, because="dark", allowed=allowed)


@pytest.mark.parametrize(
    ("reaches", "flags", "asked"),
    [
        ((Reach.LOCAL,), {}, []),
        ((Reach.REMOTE,), {}, [Reach.REMOTE]),
        ((Reach.REMOTE,), {"yes": True}, []),
        ((Reach.REMOTE,), {"yes_public": True}, []),
        ((Reach.PUBLIC,), {}, [Reach.PUBLIC]),
        ((Reach.PUBLIC,), {"yes": True}, [Reach.PUBLIC]),
        ((Reach.PUBLIC,), {"yes_public": True}, []),
        ((Reach.LOCAL, Reach.PUBLIC, Reach.REMOTE), {"yes": True}, [Reach.PUBLIC]),
    ],
)
def test_the_worst_that_follows_decides_who_is_asked(
    reaches: tuple[Reach, ...], flags: dict[str, Any], asked: list[Reach]
) -> None:
    made, person = asking(Consent.YES, **flags)
    assert made.refused(HALL, lit(*reaches)) is None
    assert person.asked == asked


def test_what_was_allowed_before_is_not_asked_for_and_never_covers_what_is_public() -> None:
    made, person = asking(Consent.NO)
    assert made.refused(HALL, lit(Reach.REMOTE, allowed="promote-allowed")) is None
    assert made.refused(HALL, lit(Reach.PUBLIC, allowed="promote-allowed")) is not None
    assert person.asked == [Reach.PUBLIC]


def test_a_yes_to_the_stage_covers_its_remote_changes_alone() -> None:
    made, person = asking(Consent.STAGE)
    for item, reach in (
        (HALL, Reach.REMOTE),
        (HALL, Reach.REMOTE),
        (HALL, Reach.PUBLIC),
        (OTHER, Reach.REMOTE),
    ):
        assert made.refused(item, lit(reach)) is None
    assert person.asked == [Reach.REMOTE, Reach.PUBLIC, Reach.REMOTE]


@pytest.mark.parametrize(
    ("says", "reach", "question", "hint"),
    [
        (Consent.NO, Reach.REMOTE, "switch on lamp remote: was declined", "pass --yes"),
        (
            None,
            Reach.PUBLIC,
            "switch on lamp public: needs a yes, and there is no terminal to ask on",
            "pass --yes-public",
        ),
    ],
)
def test_without_a_yes_the_question_stays_open_and_names_the_flag(
    says: Consent | None, reach: Reach, question: str, hint: str
) -> None:
    made, _ = asking(says)
    assert made.refused(HALL, lit(reach)) == Ask(question=question, bound_to="", hint=hint)


def test_an_answer_that_settles_nothing_is_given_once() -> None:
    made, _ = asking(answers={"toy.hall": "it is"})
    first = made.answered(HALL, Ask(question="lit?", bound_to="v1"))
    assert first is not None
    assert (first.kind, first.item, first.bound_to) == ("answer", "toy.hall", "v1")
    assert first.data == {"question": "lit?", "text": "it is"}
    assert made.answered(HALL, Ask(question="lit?", bound_to="v1")) is None
    assert made.answered(HALL, Ask(question="lit?", bound_to="v2")) is not None


def test_a_question_that_nobody_answers_may_be_put_again() -> None:
    made, _ = asking()
    assert made.answered(HALL, Ask(question="lit?", bound_to="v1")) is None
    assert made.answered(OTHER, Ask(question="lit?", bound_to="v1")) is None


def test_a_mere_show_takes_what_options_answer_and_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    made, person = asking()
    monkeypatch.setattr(person, "answer", lambda *_: pytest.fail("nobody is to be asked"))
    question = Ask(question="is it lit?", bound_to="x")
    assert made.answered(HALL, question, beforehand=True) is None
    told, _ = asking(answers={HALL.id: "yes"})
    entry = told.answered(HALL, question, beforehand=True)
    assert entry is not None
    assert entry.data["text"] == "yes"
