"""Asks a package index over HTTP: patient with one that is busy, strict with one that misbehaves.

A login goes to its own origin only, and where it came from the address or the index asked for one.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass

import requests
from packaging.utils import canonicalize_name
from requests.adapters import HTTPAdapter
from requests.auth import HTTPBasicAuth

from release_tasks.core.address import Login, same_origin, split_login
from release_tasks.core.artifacts import BuiltFile
from release_tasks.core.errors import UnreachableError
from release_tasks.core.index import IndexEndpoint, IndexFile
from release_tasks.core.index.pages import ACCEPT
from release_tasks.world.index.patience import LIMITS, Limits, Patient
from release_tasks.world.index.pypirc import login_for

CREDENTIALS_REMEDY = "look at the section of ~/.pypirc, the keyring (keyring set ADDRESS USER), TWINE_USERNAME and TWINE_PASSWORD"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as it came; ``url`` is where it came from in the end."""

    content: bytes
    content_type: str
    url: str


def fetch_page(there: IndexEndpoint, project: str, limits: Limits = LIMITS) -> Page | None:
    """Fetch a project's simple page, past every cache; None where the index does not know the project.

    :raises UnreachableError: anything else than a whole page came.
    """
    root, _ = split_login(there.simple)
    url = f"{root.rstrip('/')}/{canonicalize_name(project)}/"
    with _answer(url, there, {"Accept": ACCEPT}, limits) as response:
        if response.status_code == 404:
            return None
        _must_be_ok(response, there)
        content = b"".join(_chunks(response, there, limits.page_bytes, limits.page_s))
        return Page(
            content=content,
            content_type=response.headers.get("Content-Type", ""),
            url=split_login(response.url)[0],
        )


def fetch_digest(file: IndexFile, there: IndexEndpoint, limits: Limits = LIMITS) -> BuiltFile:
    """Download a listed file and give its digest and size: for an index that does not offer the sha256.

    :raises UnreachableError: the whole file did not come.
    """
    digest, size = hashlib.sha256(), 0
    with _answer(file.url, there, {"Accept-Encoding": "identity"}, limits) as response:
        _must_be_ok(response, there)
        for chunk in _chunks(response, there, limits.file_bytes, limits.file_s):
            digest.update(chunk)
            size += len(chunk)
    return BuiltFile(name=file.name, sha256=digest.hexdigest(), size=size)


@contextmanager
def _answer(
    url: str, there: IndexEndpoint, headers: Mapping[str, str], limits: Limits
) -> Iterator[requests.Response]:
    headers = {**headers, "Cache-Control": "no-cache", "User-Agent": "py-release-tasks"}
    login = split_login(there.simple)[1] if same_origin(url, there.simple) else None
    try:
        with requests.Session() as session:
            session.max_redirects = 5
            for scheme in ("http://", "https://"):
                session.mount(scheme, HTTPAdapter(max_retries=Patient.within(limits)))
            response = _get(session, url, headers, login, limits)
            if (
                response.status_code in (401, 403)
                and login is None
                and same_origin(response.url, there.simple)
            ):
                login = login_for(there)
                if login:
                    response.close()
                    response = _get(session, url, headers, login, limits)
            with closing(response):
                _must_stay_encrypted(url, response, there)
                yield response
    except requests.RequestException as error:
        raise _unreachable(error, there) from None


def _get(
    session: requests.Session, url: str, headers: Mapping[str, str], login: Login | None, limits: Limits
) -> requests.Response:
    return session.get(
        url,
        headers=headers,
        auth=HTTPBasicAuth(login.user.encode(), login.password.encode()) if login else None,
        timeout=(limits.connect_s, limits.silence_s),
        stream=True,
    )


def _chunks(response: requests.Response, there: IndexEndpoint, most: int, within_s: float) -> Iterator[bytes]:
    taken, deadline = 0, time.monotonic() + within_s
    for chunk in response.iter_content(2**16):
        taken += len(chunk)
        if taken > most:
            raise UnreachableError(f"the index sends more than {most} bytes", where=there.shown)
        if time.monotonic() > deadline:
            raise UnreachableError(f"the answer is not here after {within_s:g} s", where=there.shown)
        yield chunk


def _must_be_ok(response: requests.Response, there: IndexEndpoint) -> None:
    status = response.status_code
    if status in (401, 403):
        raise UnreachableError(
            f"the index refuses us ({status})",
            where=there.shown,
            expected="a login that may read" if status == 401 else "a login that may read this project",
            remedy=CREDENTIALS_REMEDY,
        )
    if status != 200:
        raise UnreachableError(
            f"the index answers {status}",
            where=there.shown,
            remedy="run the same command again when it is well",
        )


def _must_stay_encrypted(url: str, response: requests.Response, there: IndexEndpoint) -> None:
    hops = [each.url for each in (*response.history, response)]
    if url.startswith("https:") and any(hop.startswith("http:") for hop in hops):
        raise UnreachableError("the index sends us on to an address that is not encrypted", where=there.shown)


def _unreachable(error: requests.RequestException, there: IndexEndpoint) -> UnreachableError:
    # The error's own text may hold addresses, and these a login.
    what = f"the index cannot be reached: {_cause(error)}"
    if isinstance(error, requests.exceptions.SSLError):
        what = "the index does not prove who it is (TLS)"
    elif isinstance(error, requests.exceptions.Timeout):
        what = "the index does not answer in time"
    elif isinstance(
        error, (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError)
    ):
        what = "the answer broke off before its end"
    elif isinstance(error, requests.exceptions.TooManyRedirects):
        what = "the index sends us in circles"
    return UnreachableError(
        what, where=there.shown, remedy="look at the network, then run the same command again"
    )


def _cause(error: BaseException) -> str:
    """The system's own word for it, from the innermost error that has one."""
    inner: BaseException | None = error
    word = type(error).__name__
    while inner is not None:
        if isinstance(inner, OSError) and inner.strerror:
            word = inner.strerror
        inner = inner.__context__
    return word
