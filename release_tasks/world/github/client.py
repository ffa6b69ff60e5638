"""Our side of GitHub's REST API: typed answers of one repository, pages, and what was seen before.

Source: https://docs.github.com/en/rest/using-the-rest-api
"""

from __future__ import annotations

import time
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, final
from urllib.parse import quote, urlencode

import msgspec
import requests

from release_tasks.core.address import same_origin
from release_tasks.core.errors import UnreachableError
from release_tasks.core.events import Events
from release_tasks.core.github import Answer, Downloaded, GitHub, GitHubApi, Query
from release_tasks.core.github.refusals import GitHubError, dated
from release_tasks.world.github.files import download
from release_tasks.world.github.line import Line, Question, refusal_of, shown, uploads_of
from release_tasks.world.github.patience import LIMITS, Limits, limits_for

PAGE = 100


def api(github: GitHub, events: Events) -> GitHubApi:
    """Open the line that all of a run's questions go through."""
    return Client(github, lambda text: events.line("github", text), limits_for(github.api))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """An answer that is good until its ETag changes; ``further`` is the address of the next page.

    ``again_at`` is when GitHub wants to be asked for it again at the earliest, by the monotonic clock.
    """

    etag: str
    value: Any
    further: str
    again_at: float


@final
class Client:
    """Speaks with one repository (:class:`release_tasks.core.github.GitHubApi`).

    What is asked for again costs nothing while it is unchanged: it is asked for by its ETag.
    """

    def __init__(
        self, github: GitHub, tell: Callable[[str], None] = lambda _text: None, limits: Limits = LIMITS
    ) -> None:
        self._github = github
        self._limits = limits
        self._line = Line(github, tell, limits)
        self._seen: dict[str, _Seen] = {}
        self._now_s: float | None = None
        self.close = weakref.finalize(self, self._line.close)

    @property
    def now_s(self) -> float:
        """GitHub's own time, as of its last answer, in seconds since the epoch: its dates are by that clock."""
        return self._now_s if self._now_s is not None else time.time()

    def read(self, kind: type[Answer], *path: str | int, query: Query | None = None) -> Answer:
        """Read one thing.

        :raises GitHubError: GitHub refuses, or there is no such thing.
        :raises UnreachableError: GitHub does not answer, or something else does.
        """
        url = self._url(path, query or {})
        return _typed(self._get(url).value, kind, url)

    def find(self, kind: type[Answer], *path: str | int, query: Query | None = None) -> Answer | None:
        """Read one thing; None where GitHub knows none, or hides it from us."""
        try:
            return self.read(kind, *path, query=query)
        except GitHubError as error:
            if error.status == 404:
                return None
            raise

    def listed(
        self, kind: type[Answer], *path: str | int, key: str = "", query: Query | None = None
    ) -> tuple[Answer, ...]:
        """Read a list, all pages of it; ``key`` is what GitHub wraps the list in."""
        url = self._url(path, {"per_page": PAGE, **(query or {})})
        found: list[Answer] = []
        for _ in range(self._limits.pages):
            page = self._get(url)
            items = page.value.get(key) if key and isinstance(page.value, dict) else page.value
            found += _typed(items, list[kind], url)  # type: ignore[valid-type]  # a type at run time
            if not page.further:
                return tuple(found)
            url = page.further
        raise UnreachableError(
            f"GitHub lists more than {self._limits.pages} pages", where=shown(url), remedy="look at that list"
        )

    def send(
        self, kind: type[Answer], method: str, *path: str | int, body: Mapping[str, Any] | None = None
    ) -> Answer:
        """Change something, once: what may have arrived is never sent again.

        :raises GitHubRefusedError: GitHub refuses.
        :raises UnreachableError: nobody knows whether it arrived.
        """
        question = Question(method=method, url=self._url(path, {}), json=body)
        response = self._answered(question)
        return _typed(_json(response, question.url) if response.content else None, kind, question.url)

    def download(self, *path: str | int, to: BinaryIO) -> Downloaded:
        """Write a file (an asset, ``zip`` of an artifact, ``logs`` of a job) to ``to``, from wherever GitHub keeps it.

        :raises GitHubError: GitHub refuses, or has it no more (410).
        :raises UnreachableError: the whole file did not come.
        """
        # An asset's own address describes it, unless its bytes are asked for.
        wanted = "application/octet-stream" if path[:2] == ("releases", "assets") else ""
        return download(self._line, self._url(path, {}), to, self._limits, wanted)

    def upload(self, kind: type[Answer], template: str, name: str, content: BinaryIO) -> Answer:
        """Add a file to a release, once; ``template`` is the release's own ``upload_url``.

        :raises GitHubRefusedError: GitHub refuses, as it does a name that it has.
        :raises UnreachableError: nobody knows whether it arrived; or the address is not GitHub's.
        """
        url = template.partition("{")[0]
        if not same_origin(url, uploads_of(self._github.api)):
            raise UnreachableError(
                "the address for uploads is not at GitHub",
                where=shown(url),
                expected=uploads_of(self._github.api),
                remedy="look at the network: a proxy may have answered",
            )
        url = f"{url}?{urlencode({'name': name})}"
        headers = {"Content-Type": "application/octet-stream"}
        response = self._answered(Question(method="POST", url=url, headers=headers, content=content))
        return _typed(_json(response, url), kind, url)

    def _url(self, path: tuple[str | int, ...], query: Query) -> str:
        segments = (*self._github.repository.split("/"), *path)
        root = f"{self._github.api}/repos/" + "/".join(quote(str(each), safe="") for each in segments)
        return f"{root}?{urlencode(query)}" if query else root

    def _answered(self, question: Question) -> requests.Response:
        response = self._line.ask(question)
        self._now_s = dated(response.headers.get("Date", ""))
        if not response.ok:
            raise refusal_of(response, question).error()
        return response

    def _get(self, url: str) -> _Seen:
        known = self._seen.get(url)
        if known:
            self._line.patience.rest(known.again_at)
        headers = {"If-None-Match": known.etag} if known else {}
        response = self._answered(Question(method="GET", url=url, headers=headers))
        again_at = time.monotonic() + _poll_interval_s(response)
        if response.status_code == 304 and known:
            seen = self._seen[url] = replace(known, again_at=again_at)
            return seen
        further = response.links.get("next", {}).get("url", "")
        if further and not same_origin(further, self._github.api):
            raise UnreachableError("GitHub's next page is at another host", where=shown(further))
        etag = response.headers.get("ETag", "")
        seen = _Seen(etag=etag, value=_json(response, url), further=further, again_at=again_at)
        if seen.etag:
            self._seen[url] = seen
        return seen


def _poll_interval_s(response: requests.Response) -> float:
    stated = response.headers.get("X-Poll-Interval", "")
    return float(stated) if stated.isdecimal() else 0.0


def _json(response: requests.Response, url: str) -> Any:
    try:
        return msgspec.json.decode(response.content)
    except msgspec.DecodeError:
        raise _stranger(url, "it is no JSON") from None


def _typed(value: Any, kind: type[Answer], url: str) -> Answer:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise _stranger(url, str(error)) from None


def _stranger(url: str, why: str) -> UnreachableError:
    return UnreachableError(
        f"this is no answer of GitHub's: {why}",
        where=shown(url),
        expected="GitHub's JSON",
        remedy="look at the network: a login page or a proxy may have answered",
    )
