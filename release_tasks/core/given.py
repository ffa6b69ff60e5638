"""How a fact or an action finds its maker: rows that name a function without importing it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Maker:
    """A function by name, ``module:function``, and whether it needs the network."""

    name: str
    online: bool = False
