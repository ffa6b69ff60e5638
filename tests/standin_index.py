"""A small package index of our own that can do all that the standards know, and all that they forbid.

    with StandInIndex() as index:
        index.has(wheel, sdist)                                    # files from disk
        index.lists("tiny-1.0-cp312-cp312-win_amd64.whl")          # a name is enough
        index["tiny-1.0.tar.gz"].yanked = "broken"
        index.style.api = "1.0"
        index.trouble("page", status=503, times=2, headers={"Retry-After": "1"})

Clients may upload to it (twine, uv publish) and install from it (pip, uv).
"""

from __future__ import annotations

import base64
import json
import tarfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from email.parser import HeaderParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from socket import SHUT_RDWR, socket
from typing import Any, final
from urllib.parse import unquote, urlsplit
from zipfile import BadZipFile, ZipFile

from packaging.utils import canonicalize_name
from serving import Served
from standin_pages import HTML, JSON, ProjectPage, StoredFile, Style

from release_tasks.core.address import Login, with_login
from release_tasks.core.index import IndexEndpoint, Role
from release_tasks.rehearsal.loopback import LOOPBACK, Loopback


@dataclass(kw_only=True)
class Trouble:
    """What goes wrong ``on`` a kind of request (page, file, metadata, provenance, upload, other) or on one file.

    It happens ``times`` times, or always. ``cut`` sends half of the body, ``unframed`` no length,
    ``drip_s`` and ``drip_head_s`` wait so long after each byte of the body, or of an endless head.
    """

    on: str
    times: int | None = None
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    content_type: str | None = None
    delay_s: float = 0.0
    drip_s: float = 0.0
    drip_head_s: float = 0.0
    cut: bool = False
    unframed: bool = False


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One request that came."""

    method: str
    path: str
    headers: dict[str, str]

    @property
    def kind(self) -> str:
        """What was asked for."""
        return "upload" if self.method == "POST" else _kind(self.path)


@dataclass(kw_only=True)
class Answer:
    """What goes back."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain"
    headers: dict[str, str] = field(default_factory=dict)
    troubles: tuple[Trouble, ...] = ()


@final
class StandInIndex(Loopback):
    """An index over files in memory, which runs while it is entered; ``login`` guards all of it."""

    def __init__(self) -> None:
        self.files: dict[str, StoredFile] = {}
        self.style = Style()
        self.login: Login | None = None
        self.hits: list[Hit] = []
        self._status: dict[str, tuple[str, str]] = {}
        self._troubles: list[Trouble] = []
        self._looks: Counter[str] = Counter()
        server = _Server(LOOPBACK, type("Handler", (_Handler,), {"index": self}))
        super().__init__(server)
        self.connections = server.connections
        self.root = f"http://{self.host}/"
        self.served = Served(upload=self.root, simple=f"{self.root}simple/")

    def __getitem__(self, name: str) -> StoredFile:
        return self.files[name]

    def has(self, *paths: Path) -> None:
        """Take files from disk, each with its own metadata."""
        for path in paths:
            self.lists(path.name, path.read_bytes())

    def lists(self, name: str, content: bytes | None = None, **stated: Any) -> StoredFile:
        """Take a file; a wheel without content is a stub that has nothing but metadata."""
        metadata = None
        if name.endswith(".whl"):
            metadata = _stub_metadata(name) if content is None else _metadata_in(content)
        words = HeaderParser().parsestr((metadata or _package_info(content or b"")).decode())
        made = {
            "content": name.encode().ljust(2000, b"\0") if content is None else content,
            "metadata": metadata,
            "requires_python": words.get("Requires-Python"),
        }
        self.files[name] = StoredFile(name=name, **{**made, **stated})
        return self.files[name]

    def says(self, project: str, status: str, reason: str = "") -> None:
        """State what became of a project (PEP 792)."""
        self._status[project] = (status, reason)

    def trouble(self, on: str, **what: Any) -> Trouble:
        """Let something go wrong."""
        self._troubles.append(Trouble(on=on, **what))
        return self._troubles[-1]

    def recovers(self) -> None:
        """Let nothing go wrong any more."""
        self._troubles.clear()

    def endpoint(self, role: Role = "pypi", login: Login | None = None) -> IndexEndpoint:
        """Give it a role; ``login`` goes into the addresses."""
        return self.served.endpoint(role, login)

    def simple(self, login: Login | None = None) -> str:
        """The address for installers."""
        return with_login(self.served.simple, login)

    def asked(self, kind: str = "") -> list[str]:
        """The paths that were asked for, of one kind if it is named."""
        return [each.path for each in self.hits if kind in ("", each.kind)]

    def answer(self, path: str, accept: str) -> Answer:
        """Answer a GET."""
        kind, name = _kind(path), _subject(path)
        answer = self._found(kind, name, path, accept) or Answer(status=404, body=b"not here")
        for trouble in self._happening(kind, name):
            answer.status = trouble.status or answer.status
            answer.body = answer.body if trouble.body is None else trouble.body
            answer.content_type = trouble.content_type or answer.content_type
            answer.headers |= trouble.headers
            answer.troubles += (trouble,)
        return answer

    def take(self, form: dict[str, bytes], name: str, content: bytes) -> Answer:
        """Answer an upload, as the public index does."""
        for trouble in self._happening("upload", name):
            return Answer(status=trouble.status or 200, headers=trouble.headers, troubles=(trouble,))
        if name in self.files:
            if self.files[name].content == content:
                return Answer()
            return Answer(status=400, body=b"File already exists")
        file = self.lists(name, content)
        if attestations := form.get("attestations"):
            file.provenance = {
                "version": 1,
                "attestation_bundles": [
                    {"publisher": {"kind": "GitHub"}, "attestations": json.loads(attestations)}
                ],
            }
        return Answer()

    def _found(self, kind: str, name: str, path: str, accept: str) -> Answer | None:
        if kind == "page":
            return self._page(name, path, accept)
        file = self.files.get(name)
        if file is None:
            return None
        if kind == "file":
            return Answer(body=file.content, content_type="application/octet-stream")
        if kind == "metadata" and file.metadata is not None and self.style.metadata != "none":
            return Answer(body=file.metadata)
        if kind == "provenance" and file.provenance is not None:
            document = json.dumps(file.provenance).encode()
            return Answer(body=document, content_type="application/vnd.pypi.integrity.v1+json")
        return None

    def _page(self, name: str, path: str, accept: str) -> Answer | None:
        project = canonicalize_name(name)
        if path != f"/simple/{project}/":
            return Answer(status=301, headers={"Location": f"/simple/{project}/"})
        self._looks[project] += 1
        listed = [each for each in self._of(project) if self._looks[project] > each.shown_after]
        status = self._status.get(project, ("", ""))
        if not listed and not status[0]:
            return None
        page = ProjectPage(name=project, files=tuple(listed), style=self.style, root=self.root, status=status)
        if self.style.as_json and JSON in accept:
            return Answer(body=page.as_json(), content_type=JSON)
        plain = HTML if HTML in accept else "text/html; charset=utf-8"
        return Answer(body=page.as_html(), content_type=plain)

    def _of(self, project: str) -> Iterator[StoredFile]:
        for file in self.files.values():
            stem = file.name.removesuffix(".tar.gz").removesuffix(".zip")
            owner = stem.rpartition("-")[0] if stem != file.name else stem.partition("-")[0]
            if canonicalize_name(file.on_page_of or owner) == project:
                yield file

    def _happening(self, kind: str, name: str) -> list[Trouble]:
        found = [each for each in self._troubles if each.on in (kind, name) and each.times != 0][:1]
        for each in found:
            each.times = None if each.times is None else each.times - 1
        return found


class _Server(ThreadingHTTPServer):
    daemon_threads = False

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(address, handler)
        self.connections: list[socket] = []

    def server_close(self) -> None:
        """Hang up on clients that keep a connection, before the threads that talk to them are waited for."""
        for kept in self.connections:
            with suppress(OSError):  # most are closed already
                kept.shutdown(SHUT_RDWR)
        super().server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """Let clients go away in the middle."""


class _Handler(BaseHTTPRequestHandler):
    index: StandInIndex
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 5

    def setup(self) -> None:
        super().setup()
        self.server.connections.append(self.connection)

    def do_GET(self) -> None:
        if self._heard():
            self._send(self.index.answer(self.path, self.headers.get("Accept", "")))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self._heard():
            form = dict(_parts(body, self.headers["Content-Type"]))
            name = unquote(form.pop("", b"").decode())
            self._send(self.index.take(form, name, form.get("content", b"")))

    def _heard(self) -> bool:
        """Note the request; False if it was answered, because it has not the login."""
        self.index.hits.append(Hit(method=self.command, path=self.path, headers=dict(self.headers)))
        login = self.index.login
        if login is None or self.headers.get("Authorization") == basic(login):
            return True
        self._send(Answer(status=401, body=b"who?", headers={"WWW-Authenticate": 'Basic realm="x"'}))
        return False

    def _send(self, answer: Answer) -> None:
        troubles = answer.troubles
        time.sleep(sum(each.delay_s for each in troubles))
        cut, drip = any(each.cut for each in troubles), max((each.drip_s for each in troubles), default=0)
        unframed = any(each.unframed for each in troubles)
        headers = {"Content-Type": answer.content_type} | answer.headers
        if not unframed:
            headers.setdefault("Content-Length", str(len(answer.body)))
        if cut or unframed:
            self.close_connection = True
            headers["Connection"] = "close"
        self.send_response(answer.status)
        if endless := max((each.drip_head_s for each in troubles), default=0):
            self._drip_head(endless)
        for name, value in headers.items():
            self.send_header(name, value)
        body = answer.body[: len(answer.body) // 2] if cut else answer.body
        with suppress(ConnectionError):  # a client may go away
            self.end_headers()
            for piece in _pieces(body, drip):
                self.wfile.write(piece)
                time.sleep(drip)

    def _drip_head(self, seconds: float) -> None:
        with suppress(ConnectionError):
            for _ in range(40):
                self.wfile.write(b"X")
                time.sleep(seconds)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base class's name
        """Say nothing."""


def basic(login: Login) -> str:
    """The header of a login."""
    return "Basic " + base64.b64encode(f"{login.user}:{login.password}".encode()).decode()


def _kind(path: str) -> str:
    first = urlsplit(path).path.split("/")[1]
    if first == "files":
        return "metadata" if path.endswith(".metadata") else "file"
    return {"simple": "page", "integrity": "provenance"}.get(first, "other")


def _subject(path: str) -> str:
    parts = urlsplit(path).path.split("/")
    return unquote(parts[2]).removesuffix(".metadata") if len(parts) > 2 else ""


def _pieces(body: bytes, drip_s: float) -> Iterator[bytes]:
    return (body[at : at + 1] for at in range(len(body))) if drip_s else iter((body,))


def _parts(body: bytes, content_type: str) -> Iterator[tuple[str, bytes]]:
    """The fields of a form by name; the name of the file that it brings stands under the empty one."""
    boundary = b"--" + content_type.partition("boundary=")[2].strip('"').encode()
    for part in body.split(boundary)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        words = HeaderParser().parsestr(head.decode())
        yield str(words.get_param("name", "", "content-disposition")), content.removesuffix(b"\r\n")
        if file := words.get_filename():
            yield "", file.encode()


def _metadata_in(content: bytes) -> bytes | None:
    try:
        with ZipFile(BytesIO(content)) as archive:
            (name,) = (each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
            return archive.read(name)
    except (BadZipFile, ValueError):
        return None


def _package_info(content: bytes) -> bytes:
    """What an sdist says of itself: uploaders send it along, and indexes state its Requires-Python."""
    with suppress(tarfile.TarError), tarfile.open(fileobj=BytesIO(content)) as archive:
        for entry in archive:
            if entry.name.count("/") == 1 and entry.name.endswith("/PKG-INFO"):
                stream = archive.extractfile(entry)
                return stream.read() if stream else b""
    return b""


def _stub_metadata(name: str) -> bytes:
    project, version, *_ = name.split("-")
    return f"Metadata-Version: 2.1\nName: {project}\nVersion: {version}\n".encode()
