"""JSON from a stranger, read so that no other reader can have understood something else."""

from __future__ import annotations

import json
from typing import Any, NoReturn

_MOST = 2_000_000
"""Objects and lists in a document; each takes many times the room in memory that it takes there."""


def parse_json(content: bytes) -> Any:
    """Read a JSON document.

    :raises ValueError: it is none (RFC 8259), has one key twice in an object, or is nested too deeply or too richly.
    """
    if content.count(b"{") + content.count(b"[") > _MOST:
        raise ValueError("it has more objects than any honest document")
    try:
        return json.loads(content, object_pairs_hook=_unambiguous, parse_constant=_no_number)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _unambiguous(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("its JSON has the same key twice in one object")
    return made


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"its JSON has {text}, which is no JSON")
