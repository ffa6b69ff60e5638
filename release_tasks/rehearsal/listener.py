"""Stands for every channel of an announcement: on this machine, so that a rehearsal tells nobody."""

from __future__ import annotations

from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, final
from urllib.parse import quote

from release_tasks.core.announcing import Addresses, Channel
from release_tasks.rehearsal.loopback import LOOPBACK, Loopback


@final
class Listener(Loopback):
    """Takes whatever is posted to it, for as long as the context lasts."""

    def __init__(self) -> None:
        super().__init__(ThreadingHTTPServer(LOOPBACK, _Taking))

    def addresses(self, channels: Iterable[Channel]) -> Addresses:
        """Give an address here for each channel, whatever the environment holds for it."""
        root = f"json://{self.host}"
        return Addresses(
            by_variable={each.variable: f"{root}/{quote(each.name, safe='')}" for each in channels}
        )


class _Taking(BaseHTTPRequestHandler):
    def do_POST(self) -> None:  # the base class's name for it
        """Read it all, and say that it is well."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base class's name
        """Say nothing: the terminal is the rehearsal's."""
