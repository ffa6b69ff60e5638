"""Files that come from GitHub and go there, by streams: artifacts and logs, the assets of releases."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from typing import BinaryIO

import requests

from release_tasks.core.errors import UnreachableError
from release_tasks.core.github import Downloaded
from release_tasks.world.github.line import Line, Question, refusal_of, shown, unreachable
from release_tasks.world.github.patience import Limits


def download(line: Line, url: str, to: BinaryIO, limits: Limits, wanted: str = "") -> Downloaded:
    """Write the file behind an address to ``to``; one that breaks off is fetched again from its beginning.

    ``wanted`` is the media type to ask for, where the address has others, too.

    :raises GitHubError: GitHub refuses, or has it no more (410).
    :raises UnreachableError: the whole file did not come.
    """
    headers = {"Accept": wanted} if wanted else {}
    question = Question(method="GET", url=url, headers=headers, stream=True)
    for attempt in range(1, limits.tries + 1):
        to.seek(0)
        to.truncate()
        response = line.ask(question)
        if not response.ok:
            raise refusal_of(response, question).error()
        digest, size = hashlib.sha256(), 0
        try:
            for chunk in _chunks(response, url, limits):
                digest.update(chunk)
                size += to.write(chunk)
        except requests.RequestException as error:
            if attempt == limits.tries:
                raise unreachable(error, url, "GET") from None
            line.patience.pause(attempt)
            continue
        return Downloaded(sha256=digest.hexdigest(), size=size)
    raise AssertionError("the last try gives a file or an error")


def _chunks(response: requests.Response, url: str, limits: Limits) -> Iterator[bytes]:
    taken, deadline = 0, time.monotonic() + limits.file_s
    for chunk in response.iter_content(2**16):
        taken += len(chunk)
        if taken > limits.file_bytes:
            raise UnreachableError(
                f"GitHub sends more than {limits.file_bytes} bytes",
                where=shown(url),
                expected="a file of a release",
                remedy="look at it in a browser",
            )
        if time.monotonic() > deadline:
            raise UnreachableError(
                f"the file is not here after {limits.file_s:g} s",
                where=shown(url),
                remedy="look at the network, then run the same command again",
            )
        yield chunk
