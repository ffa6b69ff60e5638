"""Indexes to talk to, the real ones: pypiserver and devpi."""

from __future__ import annotations

import base64
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import requests

from release_tasks.core.address import Login, with_login
from release_tasks.core.index import IndexEndpoint, Role

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
