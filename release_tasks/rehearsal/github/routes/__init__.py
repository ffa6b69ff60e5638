"""Which answer belongs to which request."""

from __future__ import annotations

import re
from urllib.parse import unquote

from release_tasks.rehearsal.github.bodies.place import Place
from release_tasks.rehearsal.github.messages import NOT_FOUND, Answer, Asked
from release_tasks.rehearsal.github.routes import (
    commits,
    deployments,
    dispatches,
    pulls,
    releases,
    runs,
    tracker,
)

_ROUTES = tuple(
    (method, re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)), route)
    for part in (commits, deployments, dispatches, pulls, releases, runs, tracker)
    for method, path, route in part.TABLE
)


def answer(place: Place, asked: Asked) -> Answer:
    """Answer a request for our one repository; 404 for all else."""
    for method, expression, route in _ROUTES:
        match = expression.fullmatch(asked.path)
        if match and method == asked.method:
            values = {name: unquote(text) for name, text in match.groupdict().items()}
            given: Answer = route(place, asked, **values)
            return given
    return NOT_FOUND


def stored(place: Place, kind: str, number: str) -> bytes | None:
    """What the storage has, to which logs, artifacts and files of releases are redirected."""
    kinds = {"logs": runs.log_of, "assets": releases.content_of}
    return kinds.get(kind, runs.archive_of)(place, number)
