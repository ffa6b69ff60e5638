"""Sends a message through apprise, which knows the services, and lets nothing of an address out.

Source: https://appriseit.com/
"""

from __future__ import annotations

import contextlib
import logging
import re
import warnings
from collections.abc import Iterator

from release_tasks.core.announcing import EXTRA, Message
from release_tasks.core.errors import ActionError, UnreachableError

_LIBRARIES = ("apprise", "urllib3", "requests_oauthlib", "oauthlib", "MARKDOWN")
"""They log addresses, what a service answers to them, and what is nobody's concern."""

_STATUS = re.compile(r"\berror=(\d{3})\b")
_REPLY = re.compile(r"\((\d{3}), b['\"]")
"""A mail server's own reply, as smtplib shows it."""

_NEVER_THERE = re.compile(
    r"NewConnectionError|NameResolutionError|ConnectTimeoutError|SSLError|SSLCertVerificationError|"
    r"refused|getaddrinfo|name resolution|not known|nodename|No route to host|unreachable",
    re.IGNORECASE,
)


class _Heard(logging.Handler):
    """Keeps what apprise logs, to be judged by and thrown away."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.sent = False

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line."""
        text = record.getMessage()
        self.sent = self.sent or (record.levelno == logging.INFO and text.startswith("Sent "))
        self.lines.append(text)


def send(address: str, message: Message, sender: str) -> None:
    """Send one message to one address; ``sender`` is who the service shows as its author, where it shows one.

    :raises ActionError: it surely did not go out.
    :raises UnreachableError: nobody knows whether it did, or only a part of it did.
    """
    with _kept_quiet() as heard:
        try:
            import apprise  # noqa: PLC0415  # an extra, which takes a second to load
        except ImportError as error:
            raise ActionError(f"{error.name} is not installed", remedy=EXTRA) from None
        asset = apprise.AppriseAsset(app_id=sender, app_desc=f"releases of {sender}")
        asset.image_url_mask = asset.image_url_logo = ""
        service = apprise.Apprise.instantiate(address, asset=asset)
        if service is None:
            raise ActionError(
                "its variable holds no address that apprise knows", expected="https://appriseit.com/services/"
            )
        if "overflow=" not in address:
            # Long notes are told in several messages, where the service would refuse or cut one.
            service.overflow_mode = apprise.OverflowMode.SPLIT
        line = apprise.Apprise(asset=asset)
        line.add(service)
        if line.notify(body=message.text, title=message.subject, body_format=message.markup):
            return
    raise _failure(heard)


def _failure(heard: _Heard) -> ActionError | UnreachableError:
    """Say what went wrong in words of our own: those of the service may repeat the address."""
    said = "\n".join(heard.lines)
    if heard.sent:
        return UnreachableError("only a part of it went out")
    statuses = [int(each) for each in _STATUS.findall(said)]
    if statuses and all(400 <= each < 500 and each != 408 for each in statuses):
        return ActionError(f"it was refused (HTTP {statuses[-1]})")
    if statuses:
        return UnreachableError(f"the service has trouble (HTTP {statuses[-1]}), and may have taken it")
    if replies := _REPLY.findall(said):
        return ActionError(f"the mail server refused it ({replies[-1]})")
    if _NEVER_THERE.search(said):
        return ActionError("the service cannot be reached")
    return UnreachableError("the service gave no answer, and may have taken it")


@contextlib.contextmanager
def _kept_quiet() -> Iterator[_Heard]:
    """Hear what the libraries log, and let nobody else."""
    heard = _Heard()
    loggers = [logging.getLogger(name) for name in _LIBRARIES]
    before = [(each, each.handlers, each.level, each.propagate) for each in loggers]
    try:
        for each in loggers:
            each.handlers, each.propagate = (
                [heard if each.name == "apprise" else logging.NullHandler()],
                False,
            )
        loggers[0].setLevel(logging.DEBUG)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield heard
    finally:
        for each, handlers, level, propagate in before:
            each.handlers, each.propagate = handlers, propagate
            each.setLevel(level)
