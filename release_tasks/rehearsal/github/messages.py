"""What comes to our local GitHub and what it answers, before and after the bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from release_tasks.rehearsal.github.bodies.place import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request: ``path`` is percent-encoded as it came, ``query`` and ``headers`` have one value a name."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def target(self) -> str:
        """Path and query as in the request line."""
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path

    @property
    def value(self) -> Any:
        """The body's JSON."""
        return json.loads(self.body or b"{}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer: ``body`` in bytes. ``faulty`` marks one that GitHub's description does not foresee.

    ``shown`` is how many of its bytes are really sent, all if None.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    faulty: bool = False
    shown: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request and its answer, for those who watch."""

    asked: Asked
    answer: Answer


Route = tuple[str, str, Callable[..., Answer]]
"""A method, a path below the repository with its parameters in braces, and what answers."""


def found(value: Any, status: int = 200) -> Answer:
    """An answer in JSON."""
    return Answer(status=status, body=json.dumps(value).encode())


def refused(status: int, message: str, **more: Any) -> Answer:
    """A refusal in GitHub's form."""
    said = {"message": message, "status": str(status), "documentation_url": "https://docs.github.com/rest"}
    return found({**said, **more}, status)


def invalid(**error: str) -> Answer:
    """A refusal of one field's value; ``message`` where GitHub has no code for it."""
    return refused(422, "Validation Failed", errors=[{"code": "custom", **error}])


def redirected(address: str) -> Answer:
    """Send on to another address."""
    return Answer(status=302, headers={"Location": address})


def forbidden(permission: str) -> Answer:
    """A refusal that names the permission which the token lacks."""
    refusal = refused(403, "Resource not accessible by personal access token")
    return replace(refusal, headers={"X-Accepted-GitHub-Permissions": permission})


def listed(asked: Asked, items: Sequence[Json], root: str, key: str = "") -> Answer:
    """One page of a list, with the link to the next; under ``key`` where GitHub wraps it."""
    size, page = int(asked.query.get("per_page", 30)), int(asked.query.get("page", 1))
    shown = list(items[(page - 1) * size : page * size])
    headers = {}
    if page * size < len(items):
        further = urlencode({**asked.query, "page": page + 1})
        headers["Link"] = f'<{root}{asked.path}?{further}>; rel="next"'
    value = {"total_count": len(items), key: shown} if key else shown
    return Answer(body=json.dumps(value).encode(), headers=headers)


NOT_FOUND = refused(404, "Not Found")
GONE = refused(410, "Artifact has expired")
