"""Names on the command line, and the items that they mean."""

from __future__ import annotations

import pytest

from release_tasks.core.errors import UsageError
from release_tasks.core.ledger import LeftOut
from release_tasks.core.model import Item, Ok
from release_tasks.core.select import by_item, choose, item_id, left_out, narrow


def an_item(name: str) -> Item:
    stage, _, rest = name.partition(".")
    return Item(stage=stage, name=rest, line="", why="", source="", judge=Ok)


KNOWN = tuple(
    map(
        an_item,
        ("metadata.bump", "metadata.check-version", "validate.check-version", "validate.tests", "tag.tag"),
    )
)
VALIDATE = KNOWN[2:4]


def ids(items: tuple[Item, ...]) -> list[str]:
    return [each.id for each in items]


def test_stages_and_items_are_chosen_in_the_order_of_the_list() -> None:
    assert ids(choose(KNOWN, ("tag", "metadata.bump"))) == ["metadata.bump", "tag.tag"]
    assert choose(KNOWN, ("validate",)) == VALIDATE
    assert choose(KNOWN, ("bump", "val")) == ()


def meant(name: str, running: tuple[Item, ...] = VALIDATE) -> str:
    return item_id(name, running, KNOWN, option="--only")


def test_a_full_name_means_itself_wherever_it_runs() -> None:
    assert meant("metadata.check-version") == "metadata.check-version"


def test_a_bare_name_means_what_runs_then_what_is_known() -> None:
    assert meant("check-version") == "validate.check-version"
    assert meant("bump") == "metadata.bump"


def test_a_bare_name_of_several_items_is_refused_with_both() -> None:
    for running in (KNOWN, ()):
        with pytest.raises(UsageError) as caught:
            meant("check-version", running)
        assert caught.value.remedy == "--only metadata.check-version or --only validate.check-version"


@pytest.mark.parametrize(("name", "near"), [("test", "tests"), ("validate.test", "validate.tests")])
def test_an_unknown_name_is_refused_with_the_nearest(name: str, near: str) -> None:
    with pytest.raises(UsageError) as caught:
        meant(name)
    assert caught.value.remedy == f"did you mean {near}?"
    assert caught.value.expected == "one of check-version, tests"


def test_an_unknown_name_near_to_nothing_is_refused_with_a_way_on() -> None:
    with pytest.raises(UsageError) as caught:
        meant("xyzzy")
    assert caught.value.remedy == "name one of them with --only"


def test_only_leaves_what_it_names_in_order() -> None:
    assert narrow(VALIDATE, (), KNOWN) == VALIDATE
    assert ids(narrow(VALIDATE, ("tests",), KNOWN)) == ["validate.tests"]
    assert narrow(VALIDATE, ("tests", "check-version"), KNOWN) == VALIDATE


def test_only_refuses_an_item_of_another_task() -> None:
    with pytest.raises(UsageError) as caught:
        narrow(VALIDATE, ("tests", "bump"), KNOWN)
    assert caught.value.what == "this task has no item metadata.bump"
    assert caught.value.remedy == "run metadata, the stage that has it"


def test_skips_and_answers_are_by_full_name() -> None:
    assert by_item({"tests": "in CI", "tag.tag": "later"}, VALIDATE, KNOWN, option="--skip") == {
        "validate.tests": "in CI",
        "tag.tag": "later",
    }
    with pytest.raises(UsageError, match="no item nope"):
        by_item({"nope": "x"}, VALIDATE, KNOWN, option="--skip")


def test_what_is_left_out_is_skipped_or_deferred_but_not_both() -> None:
    assert left_out({"tests": "in CI"}, {"tag.tag": "at night"}, VALIDATE, KNOWN) == {
        "validate.tests": LeftOut(kind="skip", reason="in CI"),
        "tag.tag": LeftOut(kind="defer", reason="at night"),
    }
    with pytest.raises(UsageError, match="skipped and deferred"):
        left_out({"tests": "x"}, {"validate.tests": "y"}, VALIDATE, KNOWN)
    with pytest.raises(UsageError) as caught:
        left_out({}, {"nope": "x"}, VALIDATE, KNOWN)
    assert caught.value.where == "--defer"
