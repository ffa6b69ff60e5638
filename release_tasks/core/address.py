"""Addresses and the logins that they may hold; a login never leaves for another origin than its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urljoin, urlsplit

_RESERVED = "!#$&'()*+,/:;=?@[]~"
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Who we are to one index; never printed."""

    user: str = field(repr=False)
    password: str = field(repr=False)


def split_login(url: str) -> tuple[str, Login | None]:
    """Take the login out of an address.

    :raises ValueError: it is no address.
    """
    parts = urlsplit(url)
    if "@" not in parts.netloc:
        return url, None
    clean = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    return clean, Login(user=unquote(parts.username or ""), password=unquote(parts.password or ""))


def with_login(url: str, login: Login | None) -> str:
    """Give the address with ``login`` in place of its own; as it is if None."""
    if login is None:
        return url
    parts = urlsplit(split_login(url)[0])
    user, password = quote(login.user, safe=""), quote(login.password, safe="")
    return parts._replace(netloc=f"{user}:{password}@{parts.netloc}").geturl()


def same_origin(one: str, other: str) -> bool:
    """Whether scheme, host and port of two addresses are the same."""
    return _origin(one) == _origin(other)


def next_hop(url: str, target: str) -> str:
    """Give the address that a redirect from ``url`` leads to, without any login in it.

    :raises ValueError: it is no web address, or not encrypted where the one before was.
    """
    try:
        hop = split_login(urljoin(url, quote(target.strip(), safe="%" + _RESERVED)))[0]
        host = urlsplit(hop).hostname
    except ValueError:
        host = None
    if not host or not hop.startswith(("http://", "https://")):
        raise ValueError("what is no web address")
    if url.startswith("https:") and hop.startswith("http:"):
        raise ValueError("an address that is not encrypted")
    return hop


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)
