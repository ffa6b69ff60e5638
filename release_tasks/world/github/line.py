"""One request to GitHub and its answer: headers, waiting, and where the token may go.

The token goes to the API's own origin only, never along a redirect elsewhere; .netrc cannot replace it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import BinaryIO
from urllib.parse import urljoin, urlsplit

import requests
from requests.auth import AuthBase

from release_tasks.core.address import same_origin
from release_tasks.core.errors import UnreachableError
from release_tasks.core.github import GitHub
from release_tasks.core.github.refusals import Refusal
from release_tasks.world.github.patience import LIMITS, Limits, Patience

VERSIONS = ("2026-03-10", "2022-11-28")
"""Newest first: an Enterprise Server that does not know the one is asked in the other."""

_REDIRECTS = (301, 302, 303, 307, 308)
_TROUBLE = (502, 503, 504)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One request: ``json`` or ``content`` is its body; ``stream`` leaves the answer's body unread."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    json: object = None
    content: BinaryIO | None = None
    stream: bool = False


class Line:
    """Asks one thing after the other: repeats what is safe to repeat, and waits as GitHub says, up to a bound.

    ``tell`` gets a line when it waits.
    """

    def __init__(self, github: GitHub, tell: Callable[[str], None], limits: Limits = LIMITS) -> None:
        self._github = github
        self._limits = limits
        self.patience = Patience(tell, limits)
        self._session = requests.Session()
        self._version = VERSIONS[0]

    def close(self) -> None:
        """Give the connection back."""
        self._session.close()

    def ask(self, question: Question) -> requests.Response:
        """Ask until there is an answer of any status that waiting does not mend.

        :raises UnreachableError: no answer came.
        :raises GitHubError: GitHub asks for a wait that is too long.
        """
        reads = question.method == "GET"
        for attempt in range(1, self._limits.tries + 1):
            last = attempt == self._limits.tries
            self.patience.turn(question.method)
            try:
                response = self._follow(question)
            except requests.RequestException as error:
                if last or not reads:
                    raise unreachable(error, question.url, question.method) from None
                self.patience.pause(attempt)
                continue
            status = response.status_code
            if status in (403, 429) and (asked := self.patience.quiet(refusal_of(response, question))):
                if last:
                    raise asked.error()
                continue
            self.patience.answered()
            if status == 400 and not last and self._older(response):
                continue
            if status in _TROUBLE and reads and not last:
                self.patience.pause(attempt)
                continue
            return response
        raise AssertionError("the last try gives an answer or an error")

    def _older(self, response: requests.Response) -> bool:
        """Whether the server does not know our version of the API, and is to be asked in an older one."""
        # GitHub spells the header in more than one way.
        if self._version == VERSIONS[-1] or b"x-github-api-version" not in response.content.lower():
            return False
        self._version = VERSIONS[-1]
        return True

    def _follow(self, question: Question) -> requests.Response:
        """Ask, and ask on where we are sent to: requests would lose a method, or take a login from .netrc."""
        for _ in range(self._limits.redirects):
            response = self._once(question)
            if response.status_code not in _REDIRECTS or "Location" not in response.headers:
                return response
            further = urljoin(question.url, response.headers["Location"])
            response.close()
            if urlsplit(question.url).scheme == "https" and urlsplit(further).scheme != "https":
                raise UnreachableError(
                    "GitHub sends us on to an address that is not encrypted",
                    where=shown(further),
                    remedy="look at the network: a proxy may have answered",
                )
            if question.method != "GET" and not self._is_ours(further):
                raise UnreachableError(
                    "GitHub sends a change on to another host",
                    where=shown(further),
                    remedy="state repository in the settings, as it is named now",
                )
            question = replace(question, url=further)
        raise UnreachableError(
            "GitHub sends us in circles", where=shown(question.url), remedy="look at the network"
        )

    def _once(self, question: Question) -> requests.Response:
        if question.content:
            question.content.seek(0)
        said = {
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": self._version,
            "User-Agent": "py-release-tasks",
            **question.headers,
        }
        return self._session.request(
            question.method,
            question.url,
            headers=said,
            json=question.json,
            data=question.content,
            stream=question.stream,
            auth=_Bearer(self._github.token if self._is_ours(question.url) else ""),
            timeout=(self._limits.connect_s, self._limits.silence_s),
            allow_redirects=False,
        )

    def _is_ours(self, url: str) -> bool:
        """Whether an address is one that our token is for."""
        api = self._github.api
        return same_origin(url, api) or same_origin(url, uploads_of(api))


def uploads_of(api: str) -> str:
    """The root of the address that takes release files: beside the API, or on the same host."""
    parts = urlsplit(api)
    host = f"uploads.{parts.netloc.removeprefix('api.')}" if parts.netloc.startswith("api.") else parts.netloc
    return f"{parts.scheme}://{host}"


def refusal_of(response: requests.Response, question: Question) -> Refusal:
    """The whole of a refusal."""
    return Refusal(
        method=question.method,
        where=shown(question.url),
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


def unreachable(error: requests.RequestException, url: str, method: str) -> UnreachableError:
    """What a failed request means, without its own words."""
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
