"""One request to GitHub and its answer: headers, waiting, and where the token may go.

The token goes to the API's own origin only, never along a redirect elsewhere; .netrc cannot replace it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import requests
from requests.auth import AuthBase

from release_tasks.core.address import same_origin
from release_tasks.core.errors import UnreachableError
from release_tasks.core.github import GitHub
from release_tasks.core.github.refusals import Refusal

VERSIONS = ("2026-03-10", "2022-11-28")
"""Newest first: an Enterprise Server that does not know the one is asked in the other."""

_REDIRECTS = (301, 302, 303, 307, 308)
_TROUBLE = (502, 503, 504)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Waiting in seconds: for a connection, for the next byte, and when GitHub asks us to; and how often we try."""

    connect_s: float = 5.0
    silence_s: float = 30.0
    longest_wait_s: float = 90.0
    first_pause_s: float = 0.5
    tries: int = 4
    redirects: int = 5
    pages: int = 100


LIMITS = Limits()


class Line:
    """Asks with patience: repeats what is safe to repeat, and waits as GitHub says, up to a bound.

    ``tell`` gets a line when it waits.
    """

    def __init__(self, github: GitHub, tell: Callable[[str], None], limits: Limits = LIMITS) -> None:
        self._github = github
        self._tell = tell
        self._limits = limits
        self._session = requests.Session()
        self._version = VERSIONS[0]

    def close(self) -> None:
        """Give the connection back."""
        self._session.close()

    def ask(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, json: object = None
    ) -> requests.Response:
        """Ask until there is an answer of any status that waiting does not mend.

        :raises UnreachableError: no answer came.
        :raises GitHubError: GitHub asks for a wait that is too long.
        """
        for attempt in range(1, self._limits.tries + 1):
            pause = self._limits.first_pause_s * 2 ** (attempt - 1)
            last = attempt == self._limits.tries
            try:
                response = self._follow(method, url, headers or {}, json)
            except requests.RequestException as error:
                if last or method != "GET":
                    raise _unreachable(error, url, method) from None
                time.sleep(pause)
                continue
            if response.status_code in (403, 429) and self._waited(
                refusal_of(response, method, url), last=last
            ):
                continue
            if response.status_code == 400 and not last and self._older(response):
                continue
            if response.status_code in _TROUBLE and method == "GET" and not last:
                time.sleep(pause)
                continue
            return response
        raise AssertionError("the last try gives an answer or an error")

    def _waited(self, refusal: Refusal, *, last: bool) -> bool:
        """Wait as long as GitHub asks for; False where it said no for another reason."""
        wait_s = refusal.wait_s
        if wait_s is None:
            return False
        if last or wait_s > self._limits.longest_wait_s:
            raise refusal.error()
        self._tell(f"GitHub asks us to wait {wait_s:.0f} s")
        time.sleep(wait_s)
        return True

    def _older(self, response: requests.Response) -> bool:
        """Whether the server does not know our version of the API, and is to be asked in an older one."""
        if self._version == VERSIONS[-1] or b"X-GitHub-Api-Version" not in response.content:
            return False
        self._version = VERSIONS[-1]
        return True

    def _follow(self, method: str, url: str, headers: Mapping[str, str], json: object) -> requests.Response:
        """Ask, and ask on where we are sent to: requests would lose a method, or take a login from .netrc."""
        for _ in range(self._limits.redirects):
            response = self._once(method, url, headers, json)
            if response.status_code not in _REDIRECTS or "Location" not in response.headers:
                return response
            further = urljoin(url, response.headers["Location"])
            if urlsplit(url).scheme == "https" and urlsplit(further).scheme != "https":
                raise UnreachableError(
                    "GitHub sends us on to an address that is not encrypted",
                    where=shown(further),
                    remedy="look at the network: a proxy may have answered",
                )
            if method != "GET" and not same_origin(further, self._github.api):
                raise UnreachableError(
                    "GitHub sends a change on to another host",
                    where=shown(further),
                    remedy="state repository in the settings, as it is named now",
                )
            url = further
        raise UnreachableError("GitHub sends us in circles", where=shown(url), remedy="look at the network")

    def _once(self, method: str, url: str, headers: Mapping[str, str], json: object) -> requests.Response:
        ours = same_origin(url, self._github.api)
        said = {
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": self._version,
            "User-Agent": "py-release-tasks",
            **headers,
        }
        return self._session.request(
            method,
            url,
            headers=said,
            json=json,
            auth=_Bearer(self._github.token if ours else ""),
            timeout=(self._limits.connect_s, self._limits.silence_s),
            allow_redirects=False,
        )


def refusal_of(response: requests.Response, method: str, url: str) -> Refusal:
    """The whole of a refusal."""
    return Refusal(
        method=method,
        where=shown(url),
        status=response.status_code,
        headers={name.lower(): text for name, text in response.headers.items()},
        body=response.content,
    )


def shown(url: str) -> str:
    """An address as it may be printed: a signed one holds a secret in its query."""
    return url.partition("?")[0]


class _Bearer(AuthBase):
    """Our token, or nothing; given in any case, so that requests does not look into .netrc."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def _unreachable(error: requests.RequestException, url: str, method: str) -> UnreachableError:
    # The error's own text may hold addresses, and these a secret.
    kinds = requests.exceptions
    what = "GitHub cannot be reached"
    if isinstance(error, kinds.SSLError):
        what = "GitHub does not prove who it is (TLS)"
    elif isinstance(error, kinds.Timeout):
        what = "GitHub does not answer in time"
    elif isinstance(error, kinds.ChunkedEncodingError | kinds.ContentDecodingError):
        what = "GitHub's answer broke off before its end"
    remedy = "look at the network, then run the same command again"
    if method != "GET":
        what = f"{what}: nobody knows whether it got our {method}"
        remedy = f"look at {shown(url)} first; {remedy}, which looks before it acts"
    return UnreachableError(what, where=shown(url), remedy=remedy)
