"""Services on this machine that an announcement can be sent to: one over HTTP, one that takes mail."""

from __future__ import annotations

import json
import socket
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_string, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from release_tasks.rehearsal.loopback import LOOPBACK, Loopback


@dataclass
class Heard:
    """What a service got; ``status`` is its answer, None for none at all.

    It has no room for mail to ``full``, and nothing at the path ``refuse``.
    """

    host: str = ""
    status: int | None = 200
    full: str = ""
    refuse: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    posts: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    mails: list[EmailMessage] = field(default_factory=list)

    def address(self, path: str = "", schema: str = "json") -> str:
        return f"{schema}://{self.host}/{path}"


@contextmanager
def web_service() -> Iterator[Heard]:
    """Take JSON."""
    heard = Heard()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.posts.append((self.path, json.loads(body)))
            if heard.status is None:
                self.close_connection = True
                return
            self.send_response(404 if self.path == heard.refuse else heard.status)
            said = b"the secret path is " + self.path.encode()
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base class's name
            pass

    with Loopback(ThreadingHTTPServer(LOOPBACK, Handler)) as service:
        heard.host = service.host
        yield heard


@contextmanager
def mail_service() -> Iterator[Heard]:
    """Take mail (RFC 5321); a ``status`` of 200 stands for yes, another one is what DATA is answered with."""
    heard = Heard()

    class Handler(socketserver.StreamRequestHandler):
        def say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

        def handle(self) -> None:
            self.say("220 here")
            while line := self.rfile.readline().decode().strip():
                word = line.partition(" ")[0].upper()
                if heard.full and heard.full in line:
                    self.say("552 no room")
                elif word == "DATA":
                    self.data()
                else:
                    self.say("221 bye" if word == "QUIT" else "250 fine")
                if word == "QUIT":
                    return

        def data(self) -> None:
            if heard.status is None:
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            if heard.status != 200:
                self.say(f"{heard.status} not {self.client_address[0]}")
                return
            self.say("354 go on")
            lines = iter(lambda: self.rfile.readline().decode(), ".\r\n")
            parsed = message_from_string("".join(lines), policy=policy.default)
            assert isinstance(parsed, EmailMessage)
            heard.mails.append(parsed)
            self.say("250 taken")

    with Loopback(socketserver.ThreadingTCPServer(LOOPBACK, Handler)) as service:
        heard.host = service.host
        yield heard
