"""Makes ``github.json``, the part of GitHub's own API description that our client and stand-in are held to.

By hand, when GitHub's API has moved or a new operation is needed::

    npm pack @octokit/openapi && tar xzf octokit-openapi-*.tgz package
    python tests/openapi/slim.py package/generated/api.github.com.json

The result is plain JSON Schema (2020-12) beside each operation's parameters: OpenAPI 3.0's ``nullable`` is
rewritten, descriptions and examples are dropped, only schemas that are reached are kept.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

API_VERSION = "2026-03-10"
TARGET = Path(__file__).with_name("github.json")
REPO = "/repos/{owner}/{repo}"
OPERATIONS = {
    "": "GET",
    "/actions/artifacts/{artifact_id}": "GET",
    "/actions/artifacts/{artifact_id}/{archive_format}": "GET",
    "/actions/jobs/{job_id}": "GET",
    "/actions/jobs/{job_id}/logs": "GET",
    "/actions/organization-secrets": "GET",
    "/actions/runs": "GET",
    "/actions/runs/{run_id}": "GET",
    "/actions/runs/{run_id}/approvals": "GET",
    "/actions/runs/{run_id}/artifacts": "GET",
    "/actions/runs/{run_id}/attempts/{attempt_number}": "GET",
    "/actions/runs/{run_id}/attempts/{attempt_number}/jobs": "GET",
    "/actions/runs/{run_id}/jobs": "GET",
    "/actions/runs/{run_id}/pending_deployments": "GET POST",
    "/actions/runs/{run_id}/rerun-failed-jobs": "POST",
    "/actions/secrets": "GET",
    "/actions/workflows": "GET",
    "/actions/workflows/{workflow_id}": "GET",
    "/actions/workflows/{workflow_id}/dispatches": "POST",
    "/actions/workflows/{workflow_id}/runs": "GET",
    "/branches/{branch}": "GET",
    "/commits/{commit_sha}/pulls": "GET",
    "/commits/{ref}/check-runs": "GET",
    "/commits/{ref}/status": "GET",
    "/compare/{basehead}": "GET",
    "/environments/{environment_name}": "GET",
    "/environments/{environment_name}/deployment-branch-policies": "GET",
    "/environments/{environment_name}/secrets": "GET",
    "/git/commits/{commit_sha}": "GET",
    "/git/ref/{ref}": "GET",
    "/issues": "GET POST",
    "/issues/{issue_number}": "GET PATCH",
    "/issues/{issue_number}/comments": "GET POST",
    "/labels/{name}": "GET",
    "/milestones": "GET POST",
    "/milestones/{milestone_number}": "PATCH",
    "/pulls": "GET POST",
    "/pulls/{pull_number}": "GET PATCH",
    "/pulls/{pull_number}/merge": "PUT",
    "/releases": "GET POST",
    "/releases/assets/{asset_id}": "GET DELETE",
    "/releases/tags/{tag}": "GET",
    "/releases/{release_id}": "GET PATCH",
    "/releases/{release_id}/assets": "GET POST",
    "/rules/branches/{branch}": "GET",
}
"""What this project asks of a repository, now or in the rest of a release."""

ELSEWHERE = {"/user": "GET", "/rate_limit": "GET", "/search/issues": "GET"}
_UNTOLD = {"release-asset": ("state", "starter")}
"""What GitHub says and its description does not know: an upload that broke off leaves such a file."""
_DROPPED = {
    *("summary", "description", "example", "examples", "externalDocs", "tags", "title", "deprecated"),
    *("format", "discriminator", "xml", "readOnly", "writeOnly", "default", "nullable"),
}


def slim(described: dict[str, Any]) -> dict[str, Any]:
    """Give operations and the schemas that they reach, as they are in ``API_VERSION``."""
    _move_to_version(described)
    operations: dict[str, Any] = {}
    wanted = {**ELSEWHERE, **{f"{REPO}{path}": methods for path, methods in OPERATIONS.items()}}
    for path, methods in sorted(wanted.items()):
        item = described["paths"][path]
        for method in methods.split():
            operations[f"{method} {path}"] = _operation(described, item, item[method.lower()])
    schemas: dict[str, Any] = {}
    missing = _referenced(operations)
    while missing:
        for name in missing:
            schemas[name] = _schema(described["components"]["schemas"][name])
            if name in _UNTOLD:
                field, word = _UNTOLD[name]
                schemas[name]["properties"][field]["enum"].append(word)
        missing = _referenced(schemas) - schemas.keys()
    source = {
        "package": "@octokit/openapi, MIT License, Copyright (c) GitHub 2020 - GitHub Inc., Octokit contributors",
        "description": described["info"]["version"],
        "api-version": API_VERSION,
        "made-by": "tests/openapi/slim.py",
    }
    return {"source": source, "operations": operations, "$defs": dict(sorted(schemas.items()))}


def written(slimmed: dict[str, Any]) -> str:
    """Give the file's text: one line an operation and a schema, so that an update can be read as a diff."""
    parts = [
        f'"{name}":{{\n'
        + ",\n".join(f"{json.dumps(key)}:{_compact(each)}" for key, each in part.items())
        + "\n}"
        for name, part in slimmed.items()
    ]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _compact(node: Any) -> str:
    return json.dumps(node, separators=(",", ":"), sort_keys=True)


def _move_to_version(described: dict[str, Any]) -> None:
    """The file describes the oldest version, and holds what later ones changed."""
    schemas = described["components"]["schemas"].values()
    operations = (each for item in described["paths"].values() for each in item.values())
    for node in (*schemas, *operations):
        for change in node.pop("x-github-breaking-changes", ()) if isinstance(node, dict) else ():
            if change["version"] > API_VERSION:
                continue
            if isinstance(change["patch"], dict):
                _merge(node, change["patch"])
            else:
                for step in change["patch"]:
                    _patch(node, step)


def _merge(node: dict[str, Any], patch: dict[str, Any]) -> None:
    """Apply a JSON Merge Patch (RFC 7396)."""
    for key, value in patch.items():
        if value is None:
            node.pop(key, None)
        elif isinstance(value, dict) and isinstance(node.get(key), dict):
            _merge(node[key], value)
        else:
            node[key] = value


def _patch(node: Any, step: dict[str, Any]) -> None:
    """Apply one step of a JSON Patch (RFC 6902); the description uses add, remove and replace."""
    *parents, last = (each.replace("~1", "/").replace("~0", "~") for each in step["path"].split("/")[1:])
    for each in parents:
        node = node[int(each) if isinstance(node, list) else each]
    if isinstance(node, list):
        at = len(node) if last == "-" else int(last)
        node[at : at + (step["op"] != "add")] = [] if step["op"] == "remove" else [step["value"]]
    elif step["op"] == "remove":
        node.pop(last, None)
    else:
        node[last] = step["value"]


def _operation(described: dict[str, Any], item: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any]:
    given = [_resolved(described, each) for each in (*item.get("parameters", ()), *operation["parameters"])]
    named: dict[str, dict[str, Any]] = {"path": {}, "query": {}}
    for each in given:
        if each["in"] in named:
            named[each["in"]][each["name"]] = _schema(each["schema"])
    body = operation.get("requestBody")
    responses = operation["responses"].items()
    return {
        **named,
        "required": sorted(each["name"] for each in given if each["in"] == "query" and each.get("required")),
        "body": _content(_resolved(described, body)) if body else None,
        "responses": {
            status: _content(_resolved(described, each)) for status, each in responses if status.isdigit()
        },
    }


def _content(holder: dict[str, Any]) -> Any:
    """The schema of a body in JSON; True for any other form, None for none."""
    content = holder.get("content", {})
    for media, each in content.items():
        if media.startswith("application/json"):
            return _schema(each["schema"])
    return True if content else None


def _resolved(described: dict[str, Any], node: dict[str, Any]) -> Any:
    if "$ref" not in node:
        return node
    found: Any = described
    for each in node["$ref"].split("/")[1:]:
        found = found[each]
    return found


def _schema(node: Any) -> Any:
    """A schema without what is for readers only, in the words of JSON Schema 2020-12."""
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return {"$ref": f"#/$defs/{node['$ref'].rpartition('/')[2]}"}
    made: dict[str, Any] = {}
    for key, value in node.items():
        if key in _DROPPED or key.startswith("x-"):
            continue
        if key == "properties":
            made[key] = {name: _schema(each) for name, each in value.items()}
        elif isinstance(value, list) and key in ("oneOf", "anyOf", "allOf"):
            # GitHub's alternatives overlap: taken at their word, its own answers would fit two of them.
            made["anyOf" if key == "oneOf" else key] = [_schema(each) for each in value]
        else:
            made[key] = _schema(value)
    if node.get("nullable"):
        made = {"anyOf": [made, {"type": "null"}]}
    return made


def _referenced(node: Any) -> set[str]:
    return {each.rpartition("/")[2] for each in _references(node)}


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for each in node.values():
            yield from _references(each)
    elif isinstance(node, list):
        for each in node:
            yield from _references(each)


if __name__ == "__main__":
    source = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    TARGET.write_text(written(slim(source)), encoding="utf-8")
