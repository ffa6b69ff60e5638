"""Answers about pull requests, and their merging."""

from __future__ import annotations

from release_tasks.core.errors import ActionError
from release_tasks.rehearsal.github.bodies import pulls
from release_tasks.rehearsal.github.bodies.place import Place
from release_tasks.rehearsal.github.messages import (
    NOT_FOUND,
    Answer,
    Asked,
    Route,
    forbidden,
    found,
    invalid,
    listed,
    refused,
)
from release_tasks.rehearsal.github.state import Issue

_CALLED = {"merge": "Merge commits", "squash": "Squash merges", "rebase": "Rebase merges"}


def _pulls(place: Place, asked: Asked) -> Answer:
    state, query = asked.query.get("state", "open"), asked.query
    chosen = [
        each
        for each in reversed(place.hosted.issues)
        if each.head is not None
        and state in ("all", each.state)
        and query.get("base", each.base) == each.base
        and query.get("head", f"{place.hosted.owner}:{each.head}") == f"{place.hosted.owner}:{each.head}"
    ]
    return listed(asked, [pulls.listed_pull(place, each) for each in chosen], place.at)


def _pull(place: Place, asked: Asked, number: str) -> Answer:
    pull = _pull_of(place, number)
    return found(pulls.pull(place, pull)) if pull else NOT_FOUND


def _open(place: Place, asked: Asked) -> Answer:
    if "pulls" not in place.hosted.writable:
        return forbidden("pull_requests=write")
    said = asked.value
    refs = place.hosted.refs()
    for side in ("head", "base"):
        if f"refs/heads/{said[side]}" not in refs:
            return invalid(resource="PullRequest", field=side, code="invalid")
    if refs[f"refs/heads/{said['head']}"] == refs[f"refs/heads/{said['base']}"]:
        return invalid(message=f"No commits between {said['base']} and {said['head']}")
    if any(each.head == said["head"] and each.state == "open" for each in place.hosted.issues):
        return invalid(message=f"A pull request already exists for {place.hosted.owner}:{said['head']}.")
    pull = place.hosted.add_issue(said.get("title", ""), head=said["head"])
    pull.base, pull.body = said["base"], said.get("body", "")
    return found(pulls.pull(place, pull), 201)


def _change(place: Place, asked: Asked, number: str) -> Answer:
    pull, said = _pull_of(place, number), asked.value
    if pull is None:
        return NOT_FOUND
    for key in ("title", "body", "state", "base"):
        setattr(pull, key, said.get(key, getattr(pull, key)))
    pull.head_sha = "" if pull.state == "open" else place.hosted.refs().get(f"refs/heads/{pull.head}", "")
    return found(pulls.pull(place, pull))


def _merge(place: Place, asked: Asked, number: str) -> Answer:
    pull, method = _pull_of(place, number), asked.value.get("merge_method", "merge")
    if pull is None:
        return NOT_FOUND
    if "pulls" not in place.hosted.writable:
        return forbidden("contents=write")
    head = place.hosted.refs().get(f"refs/heads/{pull.head}", "")
    if asked.value.get("sha", head) != head:
        return refused(409, "Head branch was modified. Review and try the merge again.")
    if method not in place.hosted.merge_methods:
        return refused(405, f"{_CALLED[method]} are not allowed on this repository.")
    if pull.state != "open" or pull.draft or pull.mergeable not in ("clean", "unstable", "has_hooks"):
        return refused(405, "Pull Request is not mergeable")
    try:
        place.hosted.merge_pull(pull, method)
    except ActionError as error:
        return refused(405, error.what)
    sha = next(iter(pull.brought), head)
    return found({"sha": sha, "merged": True, "message": "Pull Request successfully merged"})


def _of_commit(place: Place, asked: Asked, sha: str) -> Answer:
    if not place.hosted.known(sha):
        return refused(422, f"No commit found for SHA: {sha}")
    refs = place.hosted.refs()
    chosen = [
        each
        for each in place.hosted.issues
        if sha in each.brought or (each.head and refs.get(f"refs/heads/{each.head}") == sha)
    ]
    return listed(asked, [pulls.listed_pull(place, each) for each in chosen], place.at)


def _pull_of(place: Place, number: str) -> Issue | None:
    numbered = (each for each in place.hosted.issues if each.head is not None)
    return next((each for each in numbered if str(each.number) == number), None)


TABLE: tuple[Route, ...] = (
    ("GET", "/commits/{sha}/pulls", _of_commit),
    ("GET", "/pulls", _pulls),
    ("GET", "/pulls/{number}", _pull),
    ("PATCH", "/pulls/{number}", _change),
    ("POST", "/pulls", _open),
    ("PUT", "/pulls/{number}/merge", _merge),
)
