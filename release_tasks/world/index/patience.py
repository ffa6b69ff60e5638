"""How long we wait for an index, how much we take from it, and how often we ask again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from urllib3.util import Retry

if TYPE_CHECKING:
    from urllib3.response import BaseHTTPResponse


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Waiting in seconds, taking in bytes."""

    connect_s: float = 5.0
    silence_s: float = 30.0
    page_s: float = 120.0
    file_s: float = 1800.0
    retry_after_s: float = 20.0
    page_bytes: int = 64 * 2**20
    file_bytes: int = 2 * 2**30


LIMITS = Limits()


class Patient(Retry):
    """Asks an index that is busy again, and waits as it says, up to a bound."""

    longest_s = LIMITS.retry_after_s

    @classmethod
    def within(cls, limits: Limits) -> Patient:
        """Ask up to four times; a connection that was refused, two times more."""
        patient = cls(
            total=4,
            connect=2,
            read=False,
            redirect=0,
            status=3,
            backoff_factor=0.25,
            status_forcelist=(502, 503, 504),
            allowed_methods=("GET",),
            raise_on_status=False,
        )
        patient.longest_s = limits.retry_after_s
        return patient

    def new(self, **changed: Any) -> Patient:
        """Count one more try."""
        patient = super().new(**changed)
        patient.longest_s = self.longest_s
        return patient

    def get_retry_after(self, response: BaseHTTPResponse) -> float | None:
        """Seconds to wait, as asked for but not for ever."""
        asked = super().get_retry_after(response)
        return asked if asked is None else min(asked, self.longest_s)
