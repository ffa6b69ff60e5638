"""Talks HTTP to one index: patient with one that is busy, strict with one that misbehaves.

A login goes to its own origin only, and where it came from the address or the index asked for one.
Redirects are followed here, not by requests: each hop is judged before anything is sent there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import closing, contextmanager
from functools import partial
from threading import Event, Lock
from typing import Any, final

import requests
from requests.adapters import HTTPAdapter
from requests.auth import HTTPBasicAuth

from release_tasks.core.address import Login, next_hop, same_origin, split_login
from release_tasks.core.errors import UnreachableError
from release_tasks.core.index import IndexEndpoint
from release_tasks.world.index.deadline import within
from release_tasks.world.index.failures import TRANSPORT_ERRORS, unreachable
from release_tasks.world.index.patience import BUSY, LIMITS, Limits
from release_tasks.world.index.pypirc import login_for

_HEADERS = {"Cache-Control": "no-cache", "Pragma": "no-cache", "User-Agent": "py-release-tasks"}


@final
class Connection:
    """Kept connections to one index, for several threads at a time.

    ``stopped`` is set when nobody waits for answers any more; what is under way then ends soon.
    """

    def __init__(self, there: IndexEndpoint, limits: Limits = LIMITS) -> None:
        self.there = there
        self.limits = limits
        self.stopped = Event()
        self._session = requests.Session()
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(pool_maxsize=limits.at_a_time))
        self._login = split_login(there.simple)[1]
        self._looked_for_login = False
        self._lock = Lock()

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *exception: object) -> None:
        self.stopped.set()
        self._session.close()

    @contextmanager
    def ask(self, url: str, headers: Mapping[str, str]) -> Iterator[requests.Response]:
        """Ask for an address, past every cache; gives the answer, of whatever status, with its body unread.

        :raises UnreachableError: nothing answers, or a redirect leads where we do not go.
        """
        try:
            with closing(self._answer(url, {**_HEADERS, **headers})) as response:
                yield response
        except TRANSPORT_ERRORS as error:
            raise unreachable(error, self.there) from None

    def _answer(self, url: str, headers: Mapping[str, str]) -> requests.Response:
        """Ask again where the index is busy, unless it wants us to stay away for longer than we wait."""
        last = self.limits.attempts - 1
        for attempt in range(last):
            try:
                response = self._followed(url, headers)
            except requests.ConnectionError as error:
                if isinstance(error, (requests.exceptions.SSLError, requests.exceptions.Timeout)):
                    raise
                pause = self.limits.pause(attempt)
            else:
                pause = self.limits.pause(attempt, response)
                if response.status_code not in BUSY or pause > self.limits.retry_after_s:
                    return response
                response.close()
            self.stopped.wait(pause)
        return self._followed(url, headers)

    def _followed(self, url: str, headers: Mapping[str, str]) -> requests.Response:
        for _ in range(self.limits.redirects + 1):
            response = self._sent(url, headers)
            target = self._session.get_redirect_target(response)
            if target is None:
                return response
            response.close()
            url = self._next_hop(url, target)
        raise UnreachableError(
            "the index sends us in circles", where=self.there.listing, remedy="tell who runs the index"
        )

    def _next_hop(self, url: str, target: str) -> str:
        try:
            return next_hop(url, target)
        except ValueError as error:
            raise UnreachableError(
                f"the index sends us on to {error}",
                where=self.there.listing,
                remedy="tell who runs the index, and give it no login until then",
            ) from None

    def _sent(self, url: str, headers: Mapping[str, str]) -> requests.Response:
        ours = same_origin(url, self.there.simple)
        login = self._login if ours else None
        response = self._get(url, headers, login)
        if ours and login is None and response.status_code in (401, 403):
            login = self._found_login()
            if login is not None:
                response.close()
                response = self._get(url, headers, login)
        return response

    def _found_login(self) -> Login | None:
        with self._lock:
            if not self._looked_for_login:
                self._login = login_for(self.there)
                self._looked_for_login = True
            return self._login

    def _get(self, url: str, headers: Mapping[str, str], login: Login | None) -> requests.Response:
        auth = HTTPBasicAuth(login.user.encode(), login.password.encode()) if login else None
        asked = self._session.prepare_request(requests.Request("GET", url, dict(headers), auth=auth))
        around: Any = self._session.merge_environment_settings(
            url, proxies={}, stream=True, verify=None, cert=None
        )
        # Not by the session: it would take the whole body of a redirect, however long, before we see it.
        send = partial(
            self._session.get_adapter(url).send,
            asked,
            timeout=(self.limits.connect_s, self.limits.silence_s),
            **around,
        )
        try:
            return within(self.limits.head_s, send, requests.Response.close)
        except FutureTimeoutError:
            raise requests.Timeout from None
