"""What every server of a rehearsal has in common: it runs inside this process, and only this machine reaches it."""

from __future__ import annotations

from socketserver import TCPServer
from threading import Thread
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Self  # in typing from 3.11 on

LOOPBACK = ("127.0.0.1", 0)
"""Where such a server listens: on a free port of this machine."""


class Loopback:
    """A server with a thread of its own; as a context manager it runs and stops, once.

    ``host`` is its host and port, known before it runs.
    """

    def __init__(self, server: TCPServer) -> None:
        self.host = f"{LOOPBACK[0]}:{server.server_address[1]}"
        self._server = server
        self._thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
