"""When the next request to GitHub may go out, and how long anything is waited for.

Source: https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from release_tasks.core.github.address import is_here
from release_tasks.core.github.refusals import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Waiting in seconds: for a connection, the next byte, a whole file, and when GitHub asks us to; and how often.

    ``apart_s`` is how long one change waits after the one before.
    """

    connect_s: float = 5.0
    silence_s: float = 30.0
    longest_wait_s: float = 90.0
    first_pause_s: float = 0.5
    apart_s: float = 1.0
    tries: int = 4
    redirects: int = 5
    pages: int = 100
    file_bytes: int = 2 * 2**30
    file_s: float = 1800.0


LIMITS = Limits()


def limits_for(api: str) -> Limits:
    """What holds for an API; one on this machine is shared with nobody, so changes need not be apart."""
    return replace(LIMITS, apart_s=0.0) if is_here(api) else LIMITS


class Patience:
    """Keeps changes apart, and is quiet for as long as GitHub asks; ``tell`` gets a line when it waits for that."""

    def __init__(self, tell: Callable[[str], None], limits: Limits = LIMITS) -> None:
        self._tell = tell
        self._limits = limits
        self._changed_at = -math.inf
        self._asked: Refusal | None = None
        self._until = 0.0
        self._times = 0

    def turn(self, method: str) -> None:
        """Wait until a request may go out.

        :raises GitHubError: GitHub wants to be left alone for longer than anybody waits; it is not asked then.
        """
        if self._asked is not None:
            self._be_quiet(self._asked, self._until - time.monotonic())
            self._asked = None
        if method != "GET":
            self.rest(self._changed_at + self._limits.apart_s)
            self._changed_at = time.monotonic()

    def quiet(self, refusal: Refusal) -> Refusal | None:
        """Be quiet from now on as a refusal asks; None where it says no for another reason."""
        asked = replace(refusal, times=self._times + 1)
        if asked.wait_s is None:
            return None
        self._asked, self._times, self._until = asked, asked.times, time.monotonic() + asked.wait_s
        return asked

    def answered(self) -> None:
        """Take note that GitHub answers again."""
        self._times = 0

    def rest(self, until: float) -> None:
        """Wait until that moment of the monotonic clock, if it is still to come."""
        time.sleep(min(max(0.0, until - time.monotonic()), self._limits.longest_wait_s))

    def pause(self, attempt: int) -> None:
        """Wait before the next attempt, longer each time."""
        time.sleep(self._limits.first_pause_s * 2 ** (attempt - 1))

    def _be_quiet(self, asked: Refusal, left_s: float) -> None:
        if left_s > self._limits.longest_wait_s:
            raise replace(asked, headers={**asked.headers, "retry-after": f"{left_s:.0f}"}).error()
        if left_s > 0:
            self._tell(f"GitHub asks us to wait {left_s:.0f} s")
            time.sleep(left_s)
