"""What every test may count on."""

from __future__ import annotations

import signal


def pytest_configure() -> None:
    """Let programs that tests start hear an interrupt: a shell's background job, and all below it, would not."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
