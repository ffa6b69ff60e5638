"""What GitHub means when it says no, and what helps.

Source: https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from release_tasks.core.errors import ActionError, UnreachableError
from release_tasks.core.redaction import redacted

_SECONDARY = ("secondary rate limit", "abuse detection")
_LEAST_S, _MOST_S = 60.0, 960.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An answer that is no success: ``headers`` with lower-case names, ``method`` and ``where`` of the request.

    ``times`` counts the refusals in a row that asked us to wait.
    """

    method: str
    where: str
    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    times: int = 1

    @property
    def message(self) -> str:
        """GitHub's own words, with those about single fields; empty where a page came instead of them."""
        said = self._json()
        errors = said.get("errors")
        more = [_words(each) for each in errors] if isinstance(errors, list) else []
        return redacted("; ".join(each for each in (str(said.get("message", "")), *more) if each))

    @property
    def wait_s(self) -> float | None:
        """Seconds to wait before anything is asked again, None where waiting does not help.

        The clock is GitHub's own, of the header ``Date``. Where GitHub states no time, each time it is twice as long.
        """
        if self.status not in (403, 429):
            return None
        unstated_s = min(_LEAST_S * 2.0 ** (self.times - 1), _MOST_S)
        after = self.headers.get("retry-after", "")
        if after.isdecimal():
            return float(after)
        if self.headers.get("x-ratelimit-remaining") == "0":
            reset = self.headers.get("x-ratelimit-reset", "")
            return (
                max(float(reset) - (dated(self.headers.get("date", "")) or 0.0), 1.0)
                if reset.isdecimal()
                else unstated_s
            )
        limited = self.status == 429 or any(each in self.message.lower() for each in _SECONDARY)
        return unstated_s if limited else None

    def error(self) -> GitHubError | GitHubRefusedError:
        """The error for a person."""
        what, remedy = self._explained()
        asked = self.headers.get("x-github-request-id", "")
        found = f"GitHub {what} ({self.status}{f', request {asked}' if asked else ''})"
        message = f"{found}: {self.message}" if self.message else found
        if self.method != "GET" and self.status not in (401, 403, 404):
            return GitHubRefusedError(message, self.status, where=self.where, remedy=remedy)
        lasting = self.status < 500 and self.wait_s is None
        return GitHubError(message, self.status, where=self.where, remedy=remedy, lasting=lasting)

    def _explained(self) -> tuple[str, str]:
        """What is wrong, and what helps."""
        needed = self.headers.get("x-accepted-github-permissions") or self.headers.get(
            "x-accepted-oauth-scopes"
        )
        token = f"a token with {_permissions(needed)}" if needed else "a token that may do this"
        if (wait_s := self.wait_s) is not None:
            return "has had enough of us", f"wait {_span(wait_s)}, then run this again"
        if self.status == 401:
            return "does not accept the token", "gh auth login, or set GH_TOKEN to a token that is valid"
        if self.status == 403:
            sso = self.headers.get("x-github-sso", "").partition("url=")[2]
            remedy = f"authorise the token for the organization: {sso}" if sso else f"set GH_TOKEN to {token}"
            return "does not let the token do this", remedy
        if self.status == 404:
            return (
                "knows nothing there, or hides it from the token",
                f"see that it exists, and set GH_TOKEN to {token}",
            )
        if self.status == 410:
            return "does not have it any more", "make it anew: GitHub keeps such things for a time only"
        if self.status >= 500 and self.method == "GET":
            return "has trouble", "look at GitHub's status page, then run this again"
        if self.status >= 500:
            return (
                "has trouble, and nobody knows whether it did what we asked",
                f"look at {self.where} first, then run this again, which looks before it acts",
            )
        return "refuses this", "do as GitHub says"

    def _json(self) -> dict[str, Any]:
        try:
            said = json.loads(self.body)
        except ValueError:
            return {}
        return said if isinstance(said, dict) else {}


class GitHubError(UnreachableError):
    """GitHub does not give what we ask for; ``status`` is HTTP's."""

    def __init__(
        self, what: str, status: int, *, where: str = "", remedy: str = "", lasting: bool = False
    ) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.status = status
        self.lasting = lasting


class GitHubRefusedError(ActionError):
    """GitHub does not do what we want; ``status`` is HTTP's."""

    def __init__(self, what: str, status: int, *, where: str = "", remedy: str = "") -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.status = status


def dated(header: str) -> float | None:
    """The moment that a header ``Date`` states, in seconds since the epoch; None for no date."""
    try:
        return parsedate_to_datetime(header).timestamp()
    except ValueError:
        return None


def _words(error: object) -> str:
    if isinstance(error, str):
        return error
    if not isinstance(error, Mapping):
        return ""
    named = " ".join(str(error[key]) for key in ("resource", "field", "code") if key in error)
    return str(error.get("message") or named)


def _permissions(header: str) -> str:
    """``actions=write,contents=read; metadata=read`` in words: alternatives are set apart by semicolons."""
    each = (", ".join(one.strip().replace("=", ": ") for one in way.split(",")) for way in header.split(";"))
    return " or ".join(each)


def _span(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds >= 120 else f"{seconds:.0f} s"
