"""How a fact or an action finds its maker: rows that name a function without importing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Fact = TypeVar("Fact")


@dataclass(frozen=True, slots=True)
class Maker:
    """A function by name, ``module:function``, and whether it needs the network."""

    name: str
    online: bool = False


def name_of(kind: type) -> str:
    """Give the name under which tables know a class, ``module:Class``."""
    return f"{kind.__module__}:{kind.__qualname__}"


@dataclass(frozen=True, slots=True)
class Lazy(Generic[Fact]):
    """A fact that a provider may ask for, and that is gathered only if it does."""

    get: Callable[[], Fact]
