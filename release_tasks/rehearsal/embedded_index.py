"""A package index inside this process, for as long as a rehearsal lasts."""

from __future__ import annotations

import logging
import secrets
import sys
import warnings
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any, final
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from release_tasks.core.address import Login, with_login
from release_tasks.core.errors import UsageError
from release_tasks.core.index import IndexEndpoint, Role
from release_tasks.rehearsal.loopback import LOOPBACK, Loopback


@final
class EmbeddedIndex(Loopback):
    """pypiserver over one folder, on a free port of this machine; as a context manager it runs and stops.

    Reading is for all who reach the port; uploads need a password that only :meth:`endpoint` knows.

    :raises UsageError: pypiserver is not installed.
    """

    def __init__(self, folder: Path) -> None:
        self._login = Login(user="rehearsal", password=secrets.token_urlsafe(16))
        super().__init__(make_server(*LOOPBACK, _app(folder, self._login), _Server, _QuietHandler))

    def endpoint(self, role: Role) -> IndexEndpoint:
        """Give this index's addresses, as they are in that role."""
        root = f"http://{self.host}/"
        upload = with_login(root, self._login)
        return IndexEndpoint(role=role, repository="", upload=upload, simple=f"{root}simple/", shown=root)


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = False
    block_on_close = True


class _QuietHandler(WSGIRequestHandler):
    timeout = 10  # an idle connection must not keep the rehearsal from ending

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base class's name
        """Say nothing: the terminal is the rehearsal's."""


def _app(folder: Path, login: Login) -> Any:
    finders = list(sys.meta_path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            app = _pypiserver().app(
                roots=[folder],
                authenticate=["update"],
                auther=lambda user, password: (user, password) == (login.user, login.password),
                disable_fallback=True,
            )
            return _closing(app)
    finally:
        # The bottle in pypiserver adds an import hook of an old kind, which would warn at each later import.
        sys.meta_path[:] = finders


def _closing(app: Any) -> Any:
    """The same application, which closes the file that bottle keeps a large upload in, and leaves open."""

    def answered(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
        sent = environ["wsgi.input"]
        answer = app(environ, start_response)
        try:
            yield from answer
        finally:
            if environ["wsgi.input"] is not sent:
                environ["wsgi.input"].close()
            if hasattr(answer, "close"):  # as a server does by itself (PEP 3333)
                answer.close()

    return answered


def _pypiserver() -> Any:
    for name in ("pypiserver", "bottle"):  # without a handler, Python prints what they log
        logging.getLogger(name).addHandler(logging.NullHandler())
    try:
        return import_module("pypiserver")
    except ImportError as error:
        raise UsageError(
            f"a rehearsal needs an index of its own, and {error.name} is not installed",
            expected="the extra rehearse",
            remedy="pip install 'py-release-tasks[rehearse]'",
        ) from None
