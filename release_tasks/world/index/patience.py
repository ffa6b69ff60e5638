"""How long we wait for an index, how much we take from it, and how often we ask again."""

from __future__ import annotations

from dataclasses import dataclass

import requests
from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry

BUSY = frozenset({429, 502, 503, 504})
"""What an index answers that may be well in a moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Waiting in seconds, taking in bytes."""

    connect_s: float = 5.0
    silence_s: float = 30.0
    head_s: float = 60.0
    page_s: float = 120.0
    file_s: float = 1800.0
    backoff_s: float = 0.25
    retry_after_s: float = 20.0
    attempts: int = 4
    redirects: int = 5
    at_a_time: int = 8
    page_bytes: int = 64 * 2**20
    file_bytes: int = 2 * 2**30
    document_bytes: int = 16 * 2**20

    def pause(self, attempt: int, response: requests.Response | None = None) -> float:
        """Seconds until an attempt may be repeated: what the answer asks for, else longer each time."""
        asked = retry_after(response) if response is not None else None
        return self.backoff_s * 2**attempt if asked is None else asked


LIMITS = Limits()


def retry_after(response: requests.Response) -> float | None:
    """Seconds that an index asks us to stay away (Retry-After, in both its forms); None where it does not."""
    stated = response.headers.get("Retry-After")
    if stated is None:
        return None
    try:
        return Retry().parse_retry_after(stated)
    except (InvalidHeader, OverflowError):
        return None
