"""Documents that are JSON, and such as two readers may read in two ways."""

from __future__ import annotations

import pytest

from release_tasks.core.index import strict_json
from release_tasks.core.index.strict_json import parse_json


def test_a_document_is_read() -> None:
    assert parse_json(b'{"a": [1, 2.5, null, true], "b": {"a": "\\u00e4"}}') == {
        "a": [1, 2.5, None, True],
        "b": {"a": "\u00e4"},
    }


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{"a": 1, "a": 1}', "the same key twice"),
        (b'[{"b": {"a": 1, "a": 2}}]', "the same key twice"),
        (b"NaN", "NaN, which is no JSON"),
        (b"[-Infinity]", "Infinity, which is no JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b'"\xff"', "codec"),
        (b"", "Expecting value"),
        (b"{} {}", "Extra data"),
    ],
)
def test_what_is_none_says_why(content: bytes, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_json(content)


def test_more_objects_than_fit_into_memory_are_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict_json, "_MOST", 3)
    assert parse_json(b"[[], {}]") == [[], {}]
    with pytest.raises(ValueError, match="more objects"):
        parse_json(b"[[], [], {}]")
