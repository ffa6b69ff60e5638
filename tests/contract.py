"""Holds requests and answers to GitHub's own description of its API (``openapi/github.json``).

jsonschema validates: it is the reference implementation in Python, and all that is left to do ourselves is
to find the operation of a path. A whole OpenAPI framework lets unknown query and body keys pass; here they fail.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from jsonschema import Draft202012Validator

from release_tasks.rehearsal.github.bodies.place import STORAGE
from release_tasks.rehearsal.github.messages import Exchange

DESCRIPTION = Path(__file__).with_name("openapi") / "github.json"


def violations(exchange: Exchange) -> list[str]:
    """What GitHub's description does not allow in a request of ours, or in the answer to it."""
    split = urlsplit(exchange.asked.target)
    if split.path.startswith(STORAGE):
        return []  # where logs and artifacts lie is no part of the API
    found = _operation(exchange.asked.method, split.path)
    if found is None:
        return [f"{exchange.asked.method} {split.path}: no operation that we know of"]
    name, operation, values = found
    said = [*_in_parameters(operation, values, split.query), *_in_body(operation, exchange.asked.body)]
    if not exchange.answer.faulty:
        said += _in_answer(operation, exchange.answer.status, exchange.answer.body)
    return [f"{name}: {each}" for each in said]


@cache
def description() -> dict[str, Any]:
    """The slim description."""
    read: dict[str, Any] = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    return read


def _operation(method: str, path: str) -> tuple[str, dict[str, Any], dict[str, str]] | None:
    """The operation of a request, with the values in its path; literal segments go before parameters."""
    for name, expression in _paths():
        match = expression.fullmatch(f"{method} {path}")
        if match:
            return (
                name,
                description()["operations"][name],
                {k: unquote(v) for k, v in match.groupdict().items()},
            )
    return None


@cache
def _paths() -> tuple[tuple[str, re.Pattern[str]], ...]:
    names = sorted(description()["operations"], key=lambda name: (name.count("{"), name))
    return tuple((name, re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", name))) for name in names)


def _in_parameters(operation: dict[str, Any], values: dict[str, str], query: str) -> list[str]:
    said = [
        each
        for name, text in values.items()
        for known in (operation["path"][name],)
        for each in _faults(known, _value(text, known), name)
    ]
    asked = dict(parse_qsl(query, keep_blank_values=True))
    said += [f"the query lacks {name}" for name in operation["required"] if name not in asked]
    for name, text in asked.items():
        known = operation["query"].get(name)
        said += (
            _faults(known, _value(text, known), name) if known else [f"there is no query parameter {name}"]
        )
    return said


def _in_body(operation: dict[str, Any], body: bytes) -> list[str]:
    wanted = operation["body"]
    if not body or wanted is True:
        return ["a body is needed"] if wanted and not body and "required" in wanted else []
    if wanted is None:
        return ["takes no body"]
    try:
        value = json.loads(body)
    except ValueError:
        return ["the body is no JSON"]
    said = _faults(wanted, value, "body")
    if "properties" in wanted and isinstance(value, dict):
        said += [f"body: there is no key {key}" for key in value.keys() - wanted["properties"].keys()]
    return said


def _in_answer(operation: dict[str, Any], status: int, answer: bytes) -> list[str]:
    # Any operation may be answered so, and any change be refused, described or not.
    if status in (304, 401, 403, 404, 429) or (status == 422 and not operation["responses"].get("422")):
        return []
    if str(status) not in operation["responses"]:
        return [f"never answers {status}"]
    schema = operation["responses"][str(status)]
    if schema is None:
        return ["the answer should be empty"] if answer else []
    return [] if schema is True else _faults(schema, json.loads(answer), f"answer {status}")


def _faults(schema: dict[str, Any], value: Any, where: str) -> list[str]:
    validator = Draft202012Validator({**schema, "$defs": description()["$defs"]})
    return [f"{where}{each.json_path[1:]}: {each.message[:300]}" for each in validator.iter_errors(value)]


def _value(text: str, schema: dict[str, Any] | None = None) -> Any:
    """A parameter's text as the value that it stands for; text where its schema wants text."""
    if schema is not None and schema.get("type") == "string":
        return text
    if text in ("true", "false"):
        return text == "true"
    return int(text) if text.isdecimal() else text
