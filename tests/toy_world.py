"""A world of two lamps, to run the runner in: facts, an action and providers with nothing behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, ClassVar

from release_tasks.core.errors import ActionError, UnreachableError, UsageError
from release_tasks.core.findings import Reach
from release_tasks.core.given import Maker, name_of


@dataclass
class House:
    """The toy's world: which lamps are lit, which cannot be, and how often somebody looked."""

    lit: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    looks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Lamp:
    """A fact with a subject."""

    name: str
    lit: bool


@dataclass(frozen=True)
class Brightness:
    """A fact that rests on the lamp called ``hall``."""

    lumen: int


@dataclass(frozen=True)
class Street:
    """A fact that needs the network."""

    dark: bool


@dataclass(frozen=True)
class Cellar:
    """A fact that cannot be understood."""


@dataclass(frozen=True)
class Switch:
    """An action."""

    name: str
    reach: Reach = Reach.LOCAL
    stales: ClassVar[tuple[type, ...]] = (Lamp,)

    def describe(self) -> tuple[str, ...]:
        return (f"switch on {self.name}",)


def lamp(subject: str, house: House) -> Lamp:
    house.looks.append(f"lamp {subject}")
    return Lamp(subject, subject in house.lit)


def total(house: House, hall: Annotated[Lamp, "hall"]) -> Brightness:
    house.looks.append("brightness")
    return Brightness(100 if hall.lit else 0)


def street(house: House) -> Street:
    house.looks.append("street")
    raise UnreachableError("the street is far away", remedy="walk")


def cellar(house: House) -> Cellar:
    house.looks.append("cellar")
    raise UsageError("the cellar has no door", remedy="make one")


def switch(action: Switch, house: House) -> None:
    house.looks.append(f"switch {action.name}")
    if action.name in house.broken:
        raise ActionError(f"{action.name} is broken", remedy="buy a lamp")
    if not action.name.startswith("loose"):
        house.lit.add(action.name)


PROVIDERS = {
    name_of(Lamp): Maker("toy_world:lamp"),
    name_of(Brightness): Maker("toy_world:total"),
    name_of(Street): Maker("toy_world:street", online=True),
    name_of(Cellar): Maker("toy_world:cellar"),
}
PERFORMERS = {name_of(Switch): Maker("toy_world:switch")}
