"""The local GitHub as a server on a free port of this machine."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import Any, final
from urllib.parse import parse_qsl, urlsplit

from release_tasks.rehearsal.github.bodies.place import STORAGE, UPLOADS, Place
from release_tasks.rehearsal.github.messages import NOT_FOUND, Answer, Asked, Exchange, refused
from release_tasks.rehearsal.github.routes import answer, stored
from release_tasks.rehearsal.github.state import Hosted
from release_tasks.rehearsal.loopback import LOOPBACK, Loopback

__all__ = ["Between", "Exchange", "LocalGitHub"]

OLDEST = "2022-11-28"
"""The only version of the API that older Enterprise Servers know."""

Between = Callable[[Asked, Callable[[], Answer]], Answer]
"""Stands between a request and its answer: may give another one, before or after the real one is made."""


@final
class LocalGitHub(Loopback):
    """Serves one repository; as a context manager it runs and stops.

    ``base`` is the path of the API (``/api/v3`` on GitHub Enterprise), ``between`` may bring faults, ``watch``
    sees every exchange.
    """

    def __init__(
        self,
        hosted: Hosted,
        *,
        base: str = "",
        between: Between = lambda _asked, act: act(),
        watch: Callable[[Exchange], None] = lambda _exchange: None,
    ) -> None:
        self.hosted = hosted
        self.base = base
        self.between = between
        self.watch = watch
        self._lock = Lock()
        super().__init__(_Server(LOOPBACK, type("Handler", (_Handler,), {"github": self})))
        self.web = f"http://{self.host}"
        self.api = f"{self.web}{base}"

    def go_on(self) -> None:
        """Let happen what is due by the clock, though nobody asks."""
        with self._lock:
            self.hosted.notice()

    def answer(self, asked: Asked) -> Answer:
        """Answer a request, in the order in which they come."""
        with self._lock:
            self.hosted.notice()
            given = self.between(asked, lambda: self._answered(asked))
        self.watch(Exchange(asked=asked, answer=given))
        return given

    def _answered(self, asked: Asked) -> Answer:
        place = Place(self.hosted, self.api, self.web)
        if asked.path.startswith(f"{STORAGE}/"):
            return _stored(place, asked)
        if asked.headers.get("user-agent", "") == "":
            return refused(403, "Request forbidden by administrative rules.")
        if self.hosted.token and asked.headers.get("authorization") != f"Bearer {self.hosted.token}":
            return refused(401, "Bad credentials")
        if self.hosted.oldest and asked.headers.get("x-github-api-version") != OLDEST:
            version = asked.headers.get("x-github-api-version", "")
            said = f'The version you specified in the "X-GitHub-API-Version" request header, "{version}"'
            return replace(refused(400, f"{said}, is not a supported version."), faulty=True)
        prefix = f"/repos/{self.hosted.full_name}"
        if not asked.path.startswith(prefix):
            return NOT_FOUND
        below = Asked(
            method=asked.method,
            path=asked.path.removeprefix(prefix),
            query=asked.query,
            headers=asked.headers,
            body=asked.body,
        )
        return _fresh(asked, answer(place, below))


def _stored(place: Place, asked: Asked) -> Answer:
    """The bytes of a log or an artifact; a signed address and a token together are refused, as real storage does."""
    if "authorization" in asked.headers:
        return Answer(status=400, body=b"<Error>two ways to say who you are</Error>", faulty=True)
    kind, _, number = asked.path.removeprefix(f"{STORAGE}/").partition("/")
    content = stored(place, kind, number)
    headers = {"Content-Type": "application/octet-stream"}
    return NOT_FOUND if content is None else Answer(body=content, headers=headers)


def _fresh(asked: Asked, given: Answer) -> Answer:
    """The same answer with an ETag, or 304 to one who has it already."""
    if asked.method != "GET" or given.status != 200:
        return given
    etag = f'W/"{hashlib.sha256(given.body).hexdigest()}"'
    if asked.headers.get("if-none-match") == etag:
        return Answer(status=304, headers={"ETag": etag})
    return Answer(status=200, body=given.body, headers={**given.headers, "ETag": etag})


class _Server(ThreadingHTTPServer):
    daemon_threads = True  # a client's idle connection must not keep us from ending


class _Handler(BaseHTTPRequestHandler):
    github: LocalGitHub
    protocol_version = "HTTP/1.1"
    timeout = 5
    wbufsize = -1  # head and body in one packet: in two, the client's acknowledgement takes 40 ms

    def do_GET(self) -> None:
        self._talk()

    do_POST = do_GET  # noqa: N815  # the base class's name
    do_PATCH = do_GET  # noqa: N815  # the same
    do_PUT = do_GET  # noqa: N815  # the same
    do_DELETE = do_GET  # noqa: N815  # the same

    def _talk(self) -> None:
        parts = urlsplit(self.path)
        asked = Asked(
            method=self.command,
            path=parts.path.removeprefix(UPLOADS).removeprefix(self.github.base),
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            headers={name.lower(): text for name, text in self.headers.items()},
            body=self.rfile.read(int(self.headers.get("Content-Length", 0))),
        )
        given = self.github.answer(asked)
        self.send_response(given.status)
        headers = {"Content-Type": "application/json; charset=utf-8", **given.headers}
        for name, text in {**headers, "Content-Length": str(len(given.body))}.items():
            self.send_header(name, text)
        self.end_headers()
        with suppress(BrokenPipeError, ConnectionResetError):  # a client may go away
            self.wfile.write(given.body[: given.shown])
        if given.shown is not None:
            self.close_connection = True

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The time on our clock, for every answer."""
        return super().date_time_string(self.github.hosted.clock() if timestamp is None else timestamp)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base class's name
        """Say nothing: the terminal is the run's."""
