"""Indexes to talk to: pypiserver and devpi for real, and one that misbehaves on request."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any, final

import requests
from packaging.utils import canonicalize_name

from release_tasks.core.address import Login, with_login
from release_tasks.core.index import IndexEndpoint, Role

JSON = "application/vnd.pypi.simple.v1+json"
OURS = Login(user="us", password="s3cret:p@ss")


@dataclass(kw_only=True)
class Served:
    """An index that runs: both addresses, without a login."""

    upload: str
    simple: str
    login: Login | None = None

    def endpoint(self, role: Role = "pypi", login: Login | None = None) -> IndexEndpoint:
        """Give it a role; ``login`` goes into the addresses."""
        return IndexEndpoint(
            role=role,
            repository="",
            upload=with_login(self.upload, login),
            simple=with_login(self.simple, login),
            shown=self.upload,
        )


@contextmanager
def pypiserver(folder: Path, *, actions: str = ".") -> Iterator[Served]:
    """The real thing in a process of its own; ``actions`` (``update,list,download``) need our login."""
    folder.mkdir(exist_ok=True)
    port, passwords = _free_port(), "."
    if actions != ".":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # passlib imports crypt
            passlib = import_module("passlib.apache")
        table = passlib.HtpasswdFile(
            str(folder.parent / f"{folder.name}.htpasswd"), new=True, default_scheme="apr_md5_crypt"
        )
        table.set_password(OURS.user, OURS.password)
        table.save()
        passwords = table.path
    words = (
        "-p",
        str(port),
        "-i",
        "127.0.0.1",
        "-a",
        actions,
        "-P",
        passwords,
        "--disable-fallback",
        str(folder),
    )
    root = f"http://127.0.0.1:{port}/"
    with _process((sys.executable, "-m", "pypiserver", "run", *words), folder.parent, f"{root}health"):
        yield Served(upload=root, simple=f"{root}simple/", login=None if actions == "." else OURS)


@contextmanager
def devpi(folder: Path) -> Iterator[Served]:
    """A devpi server with one user and one index that keeps what it has."""
    port, state = _free_port(), folder / "devpi"
    python = Path(sys.executable).parent
    init = (str(python / "devpi-init"), "--serverdir", str(state), "--no-root-pypi", "--root-passwd", "root")
    subprocess.run(init, check=True, capture_output=True, timeout=60)
    cheap = ("--argon2-memory-cost", "8", "--argon2-time-cost", "1", "--argon2-parallelism", "1")
    words = ("--serverdir", str(state), "--host", "127.0.0.1", "--port", str(port), "--threads", "4", *cheap)
    root = f"http://127.0.0.1:{port}"
    with _process((str(python / "devpi-server"), *words), folder, f"{root}/+api"):
        user = {"password": OURS.password, "email": "us@index.example"}
        requests.put(f"{root}/us", json=user, timeout=20).raise_for_status()
        answer = requests.post(f"{root}/+login", json={"user": "us", "password": OURS.password}, timeout=20)
        token = base64.b64encode(f"us:{answer.json()['result']['password']}".encode()).decode()
        index = {"type": "stage", "bases": [], "volatile": False}
        headers = {"X-Devpi-Auth": token}
        requests.put(f"{root}/us/rel", json=index, headers=headers, timeout=20).raise_for_status()
        yield Served(upload=f"{root}/us/rel/", simple=f"{root}/us/rel/+simple/", login=OURS)


@contextmanager
def _process(argv: tuple[str, ...], folder: Path, ready: str) -> Iterator[None]:
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(argv, cwd=folder, stdout=output, stderr=subprocess.STDOUT)
    try:
        for _ in range(600):
            assert process.poll() is None, log.read_text()
            try:
                requests.get(ready, timeout=5)
                break
            except requests.ConnectionError:
                time.sleep(0.05)
        else:
            raise AssertionError(f"{argv[0]} does not answer:\n{log.read_text()}")
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@dataclass(kw_only=True)
class Faults:
    """What the index does wrong; nothing, unless set."""

    refuse: list[int] = field(default_factory=list)
    retry_after: str | None = None
    delay_s: float = 0.0
    login: Login | None = None
    truncate: bool = False
    unframed: bool = False
    lying_digest: str | None = None
    no_digest: bool = False
    redirect: str | None = None
    page: tuple[bytes, str] | None = None
    as_json: bool = True
    yanked: dict[str, str] = field(default_factory=dict)
    requires_python: str | None = None
    unlisted: set[str] = field(default_factory=set)


@final
class FaultyIndex:
    """A small index over files in memory, with ``faults`` to set and ``hits`` (path, headers) to look at."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.files: dict[str, bytes] = {}
        self.hits: list[tuple[str, dict[str, str]]] = []
        handler = type("Handler", (_Handler,), {"index": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = False
        self.root = f"http://127.0.0.1:{self._server.server_port}/"
        self.served = Served(upload=self.root, simple=f"{self.root}simple/")

    def add(self, path: Path) -> str:
        """Serve a file; gives its sha256."""
        self.files[path.name] = path.read_bytes()
        return hashlib.sha256(self.files[path.name]).hexdigest()

    def __enter__(self) -> FaultyIndex:
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    index: FaultyIndex
    timeout = 5

    def do_GET(self) -> None:
        faults = self.index.faults
        self.index.hits.append((self.path, dict(self.headers)))
        time.sleep(faults.delay_s)
        if faults.redirect:
            return self._answer(302, b"", "text/plain", {"Location": faults.redirect})
        if faults.refuse:
            wait = {"Retry-After": faults.retry_after} if faults.retry_after else {}
            return self._answer(faults.refuse.pop(0), b"busy", "text/plain", wait)
        if faults.login and self.headers.get("Authorization") != _basic(faults.login):
            return self._answer(401, b"who are you?", "text/plain", {"WWW-Authenticate": 'Basic realm="x"'})
        if faults.page:
            return self._answer(200, *faults.page)
        name = self.path.strip("/").split("/")[-1]
        if self.path.startswith("/files/") and name in self.index.files:
            return self._answer(200, self.index.files[name], "application/octet-stream")
        listed = [
            each
            for each in self.index.files
            if each not in faults.unlisted and canonicalize_name(each.split("-")[0]) == name
        ]
        if not self.path.startswith("/simple/") or not listed:
            return self._answer(404, b"not here", "text/plain")
        if faults.as_json and JSON in self.headers.get("Accept", ""):
            return self._answer(200, json.dumps(self._json(name, listed)).encode(), JSON)
        return self._answer(200, self._html(listed).encode(), "text/html; charset=utf-8")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.index.hits.append((self.path, dict(self.headers)))
        time.sleep(self.index.faults.delay_s)
        status = self.index.faults.refuse[0] if self.index.faults.refuse else 200
        self._answer(status, b"", "text/plain")

    def _json(self, name: str, listed: list[str]) -> dict[str, Any]:
        faults = self.index.faults
        files = [
            {
                "filename": each,
                "url": f"../../files/{each}",
                "hashes": {"sha256": self._sha256(each)} if self._sha256(each) else {},
                "size": len(self.index.files[each]),
                "requires-python": faults.requires_python,
                "yanked": faults.yanked.get(each, False),
            }
            for each in listed
        ]
        return {"meta": {"api-version": "1.1"}, "name": name, "versions": [], "files": files}

    def _html(self, listed: list[str]) -> str:
        faults, rows = self.index.faults, []
        for each in listed:
            fragment = f"#sha256={self._sha256(each)}" if self._sha256(each) else ""
            extra = (
                f' data-requires-python="{html.escape(faults.requires_python)}"'
                if faults.requires_python
                else ""
            )
            extra += f' data-yanked="{html.escape(faults.yanked[each])}"' if each in faults.yanked else ""
            rows.append(f'<a href="/files/{each}{fragment}"{extra}>{each}</a><br>')
        return f"<!DOCTYPE html><html><body>{''.join(rows)}</body></html>"

    def _sha256(self, name: str) -> str:
        if self.index.faults.no_digest:
            return ""
        return self.index.faults.lying_digest or hashlib.sha256(self.index.files[name]).hexdigest()

    def _answer(self, status: int, body: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        faults = self.index.faults
        self.send_response(status)
        for name, value in {"Content-Type": kind, **(headers or {})}.items():
            self.send_header(name, value)
        if not faults.unframed:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(BrokenPipeError, ConnectionResetError):  # a client may go away
            self.wfile.write(body[: len(body) // 2] if faults.truncate and status == 200 else body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base class's name
        """Say nothing."""


def _basic(login: Login) -> str:
    return "Basic " + base64.b64encode(f"{login.user}:{login.password}".encode()).decode()
