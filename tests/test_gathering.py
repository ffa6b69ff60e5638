"""Facts, gathered when asked for: once, by their types, lazily, and again when they are stale."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from importlib import import_module
from typing import Annotated, get_type_hints

import pytest
from toy_world import PROVIDERS, Brightness, House, Lamp, Street

from release_tasks import core
from release_tasks.checklist import all_items
from release_tasks.core.action import Action
from release_tasks.core.errors import OfflineError, UnreachableError, UsageError
from release_tasks.core.events import Events
from release_tasks.core.git import GitState, ReleaseTree
from release_tasks.core.given import Lazy, Maker, name_of
from release_tasks.core.history.past import History
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.core.sources import VersionSources
from release_tasks.core.target import Target
from release_tasks.core.work_tree import Manifests
from release_tasks.gathering import PINNED, Facts, _needs
from release_tasks.world import table


@dataclass(frozen=True)
class Glance:
    """Rests on the hall's lamp, which it looks at only if somebody asks."""

    hall: Lazy[Lamp]


@dataclass(frozen=True)
class Shade:
    """Rests on a lamp, and does not say on which: there is one for each."""

    lamp: Lamp


@dataclass(frozen=True)
class Corner:
    """The same, one step further."""

    shade: Shade


@dataclass(frozen=True)
class Beside:
    """A lamp with those that it stands beside: its own by another way, and the hall's by name, at once and later."""

    own: Lazy[Shade]
    hall: Annotated[Lamp, "hall"]
    later: Lazy[Annotated[Lamp, "hall"]]
    lamp: Lamp


@dataclass(frozen=True)
class Broken:
    """Cannot be gathered."""


def glance(hall: Lazy[Annotated[Lamp, "hall"]]) -> Glance:
    return Glance(hall)


def broken(house: House) -> Broken:
    house.looks.append("broken")
    raise UsageError("no such thing")


def wrong() -> Target:
    raise ZeroDivisionError


HERE = {
    **PROVIDERS,
    name_of(Shade): Maker(f"{__name__}:Shade"),
    name_of(Corner): Maker(f"{__name__}:Corner"),
    name_of(Beside): Maker(f"{__name__}:Beside"),
    name_of(Glance): Maker(f"{__name__}:glance"),
    name_of(Broken): Maker(f"{__name__}:broken"),
    name_of(Target): Maker(f"{__name__}:wrong"),
}


@pytest.fixture
def house() -> House:
    return House(lit={"hall"})


def facts(house: House, *, offline: bool = False) -> Facts:
    return Facts({House: house}, offline=offline, providers=HERE)


def test_a_fact_is_gathered_with_the_facts_that_it_rests_on_and_only_once(house: House) -> None:
    gathering = facts(house)
    assert gathering.get(Brightness) == gathering.get(Brightness) == Brightness(100)
    assert gathering.get(Lamp, "hall") == Lamp("hall", lit=True)
    assert house.looks == ["lamp hall", "brightness"]


def test_each_subject_is_a_fact_of_its_own(house: House) -> None:
    gathering = facts(house)
    assert (gathering.get(Lamp, "hall").lit, gathering.get(Lamp, "attic").lit) == (True, False)


def test_a_fact_that_does_not_say_which_subject_it_rests_on_has_the_same_subjects(house: House) -> None:
    gathering = facts(house)
    assert gathering.get(Corner, "attic").shade.lamp == Lamp("attic", lit=False)
    assert gathering.get(Shade, "hall").lamp.lit
    house.lit.clear()
    gathering.forget((Lamp,))
    assert not gathering.get(Corner, "hall").shade.lamp.lit


def test_whoever_names_a_subject_gets_that_one_whatever_its_own_is(house: House) -> None:
    attic = facts(house).get(Beside, "attic")
    assert (attic.lamp.name, attic.own.get().lamp.name) == ("attic", "attic")
    assert (attic.hall.name, attic.later.get().name) == ("hall", "hall")


def test_what_was_gathered_before_the_lock_is_gathered_again_but_for_what_the_run_is_about(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("release_tasks.gathering.PINNED", frozenset({Brightness}))
    gathering = facts(house)
    gathering.get(Brightness)
    gathering.renew()
    gathering.get(Brightness)
    assert house.looks == ["lamp hall", "brightness"]
    gathering.get(Lamp, "hall")
    assert house.looks == ["lamp hall", "brightness", "lamp hall"]


def test_what_is_given_is_not_gathered(house: House) -> None:
    gathering = Facts({House: house, Brightness: Brightness(7)}, offline=False, providers=HERE)
    assert gathering.get(Brightness) == Brightness(7)
    gathering.forget((Lamp, Brightness))
    assert gathering.get(Brightness) == Brightness(7)
    assert house.looks == []


def test_forgetting_a_fact_forgets_what_rests_on_it_and_nothing_else(house: House) -> None:
    gathering = facts(house)
    gathering.get(Brightness)
    gathering.forget((Street,))
    gathering.get(Brightness)
    assert house.looks.count("brightness") == 1
    house.lit.clear()
    gathering.forget((Lamp,))
    assert gathering.get(Brightness) == Brightness(0)


def test_a_lazy_fact_is_gathered_by_whoever_asks_and_is_stale_all_the_same(house: House) -> None:
    gathering = facts(house)
    seen = gathering.get(Glance)
    assert house.looks == []
    assert seen.hall.get() == seen.hall.get() == Lamp("hall", lit=True)
    assert house.looks == ["lamp hall"]
    house.lit.clear()
    gathering.forget((Lamp,))
    assert not gathering.get(Glance).hall.get().lit


def test_an_expected_failure_is_remembered_and_raised_again(house: House) -> None:
    gathering = facts(house)
    for _ in range(2):
        with pytest.raises(UsageError):
            gathering.get(Broken)
    with pytest.raises(UnreachableError):
        gathering.get(Street)
    assert house.looks == ["broken", "street"]
    gathering.forget((Broken,))
    with pytest.raises(UsageError):
        gathering.get(Broken)
    assert house.looks.count("broken") == 2


def test_what_did_not_answer_is_known_until_it_is_forgotten(house: House) -> None:
    gathering = facts(house)
    gathering.get(Brightness)
    for kind in (Street, Broken):
        with pytest.raises((UnreachableError, UsageError)):
            gathering.get(kind)
    assert gathering.unreachable() == (Street,)
    gathering.forget(gathering.unreachable())
    assert gathering.unreachable() == ()


def test_a_bug_in_a_provider_is_not_taken_for_an_expected_failure(house: House) -> None:
    with pytest.raises(ZeroDivisionError):
        facts(house).get(Target)


def test_offline_what_needs_the_network_is_not_tried(house: House) -> None:
    with pytest.raises(OfflineError):
        facts(house, offline=True).get(Street)
    assert house.looks == []


def test_arguments_are_by_name_and_the_first_may_be_left_out(house: House) -> None:
    def judge(hall: Annotated[Lamp, "hall"], house: House, later: Lazy[Brightness]) -> None:
        """Ask for all kinds."""

    gathering = facts(house)
    arguments = gathering.arguments(judge)
    assert set(arguments) == {"hall", "house", "later"}
    assert arguments["later"].get() == Brightness(100)
    assert set(gathering.arguments(judge, skip_first=True)) == {"house", "later"}


def test_what_touches_a_kind_is_told_with_who_changed_it(house: House) -> None:
    def direct(hall: Annotated[Lamp, "hall"]) -> None: ...
    def through(light: Brightness) -> None: ...
    def lazy(light: Lazy[Brightness]) -> None: ...
    def neither(street: Street) -> None: ...

    gathering = facts(house)
    for function in (direct, through, lazy):
        assert gathering.touches(function, {Lamp: "switch"}) == "switch"
    assert gathering.touches(neither, {Lamp: "switch"}) is None
    assert gathering.touches(direct, {}) is None


# The real table.


def _kinds(rows: Mapping[str, Maker]) -> dict[type, Maker]:
    """The rows of a table by the classes that they name."""
    kinds: dict[type, Maker] = {}
    for name, maker in rows.items():
        module, _, attribute = name.partition(":")
        kind = getattr(import_module(module), attribute)
        assert name_of(kind) == name
        kinds[kind] = maker
    return kinds


def test_what_a_run_is_about_stays_whatever_it_changes() -> None:
    gathering = Facts({}, offline=False)
    for kind in PINNED:
        assert not gathering._rests_on(kind, set(_kinds(table.PROVIDERS)))


def test_every_row_names_a_function_that_makes_what_it_says() -> None:
    gathering = Facts({}, offline=False)
    for kind, maker in _kinds(table.PROVIDERS).items():
        made_by = gathering.load(maker)
        assert made_by is kind or get_type_hints(made_by)["return"] is kind, maker
    for kind, maker in _kinds(table.PERFORMERS).items():
        first, *_ = inspect.signature(gathering.load(maker)).parameters
        assert get_type_hints(gathering.load(maker))[first] is kind, maker
    assert set(_kinds(table.PERFORMERS)) == set(_kinds_of_action())


def _kinds_of_action() -> Iterator[type]:
    """Every class of the core that describes itself as a change."""
    for each in pkgutil.walk_packages(core.__path__, f"{core.__name__}."):
        for kind in vars(import_module(each.name)).values():
            own = isinstance(kind, type) and kind.__module__ == each.name and kind is not Action
            if own and {"reach", "describe", "stales"} <= set(dir(kind)):
                yield kind


def test_whatever_an_item_a_provider_or_a_performer_asks_for_can_be_had() -> None:
    gathering = Facts({}, offline=False)
    known = {*_kinds(table.PROVIDERS), Request, Events}
    makers = [gathering.load(maker) for maker in table.PROVIDERS.values()]
    for function in (*makers, *(each.judge for each in all_items())):
        for name, (kind, *_) in _needs(function).items():
            assert kind in known or (name, kind) == ("subject", str), (function, name)
    for maker in table.PERFORMERS.values():
        needs = list(_needs(gathering.load(maker)).values())[1:]
        assert {kind for kind, *_ in needs} <= known, maker


def test_what_an_action_makes_stale_is_a_fact_that_is_gathered() -> None:
    gatherable = set(_kinds(table.PROVIDERS)) - {Project, Target}
    for kind in _kinds(table.PERFORMERS):
        stales = getattr(kind, "stales", ())
        assert set(stales if isinstance(stales, tuple) else ()) <= gatherable, kind


def test_where_files_or_head_may_have_changed_all_that_was_read_of_them_is_read_again() -> None:
    for kind in _kinds(table.PERFORMERS):
        own = next((each.default for each in fields(kind) if each.name == "stales"), None)
        found = own or getattr(kind, "stales", ())
        stales = set(found if isinstance(found, tuple) else ())
        assert VersionSources not in stales or Manifests in stales, kind
        assert not {GitState, ReleaseTree} <= stales or History in stales, kind


def test_no_fact_rests_on_itself() -> None:
    gathering = Facts({}, offline=False)

    def above(kind: type, path: tuple[type, ...]) -> None:
        assert kind not in path, path
        for name, (need, *_) in gathering._provider_needs(kind).items():
            if name != "subject":
                above(need, (*path, kind))

    for kind in _kinds(table.PROVIDERS):
        above(kind, ())


def test_a_fact_may_stand_for_what_would_be_gathered_until_something_makes_it_stale() -> None:
    house = House()
    facts = Facts({House: house}, offline=False, providers=HERE)
    facts.suppose(Brightness(7))
    assert facts.get(Brightness) == Brightness(7)
    facts.forget((Lamp,))
    assert facts.get(Brightness) == Brightness(0)
