"""Which repository a remote's address means, and where that host's API is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

PUBLIC = "github.com"

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_SCP_LIKE = re.compile(r"(?:[^@/:]+@)?(?P<host>\[[^\]]+\]|[^/:]+):(?!//)(?P<path>.+)")
_NAME = re.compile(r"[A-Za-z0-9._-]+/[A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteAddress:
    """A remote's host and what lies there; ``ssh`` where the host may be an alias of ssh's configuration."""

    host: str
    repository: str
    ssh: bool


def remote_address(url: str) -> RemoteAddress | None:
    """Read a remote's address: a URL of any scheme, or ``host:path``; None for a path on this machine."""
    if "://" in url:
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            return None
        if not parts.hostname or parts.scheme == "file":
            return None
        ssh = parts.scheme in ("ssh", "git+ssh", "ssh+git")
        host = parts.hostname if ssh or port is None else f"{parts.hostname}:{port}"
        return _address(host, unquote(parts.path), ssh=ssh)
    match = _SCP_LIKE.fullmatch(url)
    if match is None or len(match["host"]) == 1:  # a drive's letter
        return None
    return _address(match["host"], match["path"], ssh=True)


def is_repository(name: str) -> bool:
    """Whether a text is of the form ``owner/name``."""
    return _NAME.fullmatch(name) is not None and not name.endswith(("/.", "/.."))


def api_of(host: str) -> str:
    """The root of a host's API: GitHub's own, that of a data-resident tenant, or that of an Enterprise Server."""
    if host == PUBLIC:
        return f"https://api.{PUBLIC}"
    return f"https://api.{host}" if host.endswith(".ghe.com") else f"https://{host}/api/v3"


def is_public(host: str) -> bool:
    """Whether a host is GitHub's own, without anybody saying so."""
    return host == PUBLIC or host.endswith(".ghe.com")


def is_here(address: str) -> bool:
    """Whether an address leads to this machine itself."""
    return urlsplit(address).hostname in _LOOPBACK


def canonical(host: str) -> str:
    """A host without what only leads to it: ``www``, and ssh's door on port 443."""
    host = host.lower()
    return PUBLIC if host in (f"www.{PUBLIC}", f"ssh.{PUBLIC}", f"altssh.{PUBLIC}") else host


def _address(host: str, path: str, *, ssh: bool) -> RemoteAddress | None:
    repository = path.strip("/").removesuffix(".git")
    if not is_repository(repository):
        return None
    return RemoteAddress(host=canonical(host), repository=repository, ssh=ssh)
