"""The checker of what is said to GitHub: what its description does not allow is seen, in requests and in answers."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from contract import description, violations
from github_here import local_github
from openapi.slim import slim

from release_tasks.rehearsal.github.messages import Answer, Asked, Exchange

REPO = "/repos/ada/demo"


def seen(
    method: str, path: str, body: Any = None, *, status: int = 200, answer: Any = None, **query: str
) -> list[str]:
    asked = Asked(
        method=method,
        path=f"{REPO}{path}",
        query=query,
        headers={},
        body=b"" if body is None else json.dumps(body).encode(),
    )
    given = Answer(status=status, body=json.dumps(answer).encode(), faulty=answer is None)
    return violations(Exchange(asked=asked, answer=given))


def test_what_fits_is_fine() -> None:
    assert seen("GET", "/issues", state="open", per_page="100", labels="a,b", milestone="3") == []
    assert (
        seen("POST", "/actions/workflows/release.yml/dispatches", {"ref": "v1", "inputs": {"x": "y"}}) == []
    )
    assert seen("GET", "/git/commits/" + "1" * 40) == []


@pytest.mark.parametrize(
    ("method", "path", "body", "said"),
    [
        ("GET", "/git/ref/heads/main", None, "no operation that we know of"),
        ("GET", "/actions/runs/latest", None, "run_id: 'latest' is not of type 'integer'"),
        ("DELETE", "/issues", None, "no operation that we know of"),
        ("POST", "/issues", {"title": "x", "colour": "red"}, "body: there is no key colour"),
        ("POST", "/issues", {}, "body: 'title' is a required property"),
        ("POST", "/issues", {"title": ["x"]}, "body.title: ['x'] is not valid"),
        ("POST", "/actions/workflows/x.yml/dispatches", {"inputs": {}}, "body: 'ref' is a required property"),
        (
            "POST",
            "/actions/workflows/x.yml/dispatches",
            {"ref": "x", "return_run_details": True},
            "body: there is no key return_run_details",
        ),
        ("GET", "/issues", {"title": "x"}, "takes no body"),
    ],
)
def test_a_request_that_github_does_not_know(method: str, path: str, body: Any, said: str) -> None:
    assert said in "; ".join(seen(method, path, body))


def test_a_query_that_github_does_not_know() -> None:
    assert "there is no query parameter label" in seen("GET", "/issues", label="blocker")[0]
    assert "is not one of ['open', 'closed', 'all']" in seen("GET", "/issues", state="shut")[0]


def test_an_answer_that_github_does_not_give() -> None:
    (said,) = seen("GET", "/labels/x", answer={"name": "x"}, status=202)
    assert said.endswith("never answers 202")
    assert any(
        "'color' is a required property" in each for each in seen("GET", "/labels/x", answer={"name": "x"})
    )


def test_a_violation_makes_the_test_fail() -> None:
    def ask_for_what_is_not() -> None:
        with local_github() as github:
            assert github.client().find(dict, "gizmos") is None

    with pytest.raises(AssertionError, match="GET /repos/ada/demo/gizmos: no operation that we know of"):
        ask_for_what_is_not()


def test_the_description_is_the_version_that_we_ask_in() -> None:
    with local_github() as github:
        github.client().find(dict, "labels", "x")
        (exchange,) = github.exchanges
    assert exchange.asked.headers["x-github-api-version"] == description()["source"]["api-version"]


WHOLE = {
    "info": {"version": "1"},
    "components": {
        "parameters": {"n": {"name": "n", "in": "path", "schema": {"type": "integer"}, "required": True}},
        "schemas": {
            "thing": {
                "title": "Thing",
                "type": "object",
                "properties": {
                    "title": {"type": "string", "nullable": True, "enum": ["a"]},
                    "gone": {"type": "string"},
                    "other": {"$ref": "#/components/schemas/other"},
                },
                "x-github-breaking-changes": [
                    {"version": "2026-03-10", "patch": {"properties": {"gone": None}}},
                    {"version": "2099-01-01", "patch": {"properties": {"title": None}}},
                ],
            },
            "other": {"oneOf": [{"type": "string"}, {"type": "integer", "example": 3}]},
            "unused": {"type": "string"},
        },
    },
}


def test_slimming_keeps_what_is_used_in_our_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("openapi.slim.OPERATIONS", {"/things/{n}": "GET"})
    monkeypatch.setattr("openapi.slim.ELSEWHERE", {})
    whole: dict[str, Any] = deepcopy(WHOLE)
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/thing"}}}
    operation = {
        "parameters": [{"$ref": "#/components/parameters/n"}],
        "responses": {"200": {"content": content}, "204": {"description": "empty"}},
        "x-github-breaking-changes": [
            {"version": "2026-03-10", "patch": [{"op": "remove", "path": "/responses/204"}]}
        ],
    }
    whole["paths"] = {"/repos/{owner}/{repo}/things/{n}": {"get": operation}}
    slimmed = slim(whole)
    assert slimmed["operations"] == {
        "GET /repos/{owner}/{repo}/things/{n}": {
            "path": {"n": {"type": "integer"}},
            "query": {},
            "required": [],
            "body": None,
            "responses": {"200": {"$ref": "#/$defs/thing"}},
        }
    }
    nullable = {"anyOf": [{"type": "string", "enum": ["a"]}, {"type": "null"}]}
    assert slimmed["$defs"] == {
        "other": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
        "thing": {"type": "object", "properties": {"title": nullable, "other": {"$ref": "#/$defs/other"}}},
    }
