"""Which address plays which role, and who we are there: .pypirc, environment and keyring, as twine finds them."""

from __future__ import annotations

import os
from configparser import Error as ConfigError
from configparser import RawConfigParser
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from twine.auth import CredentialInput, Private
from twine.exceptions import NonInteractive, TwineException
from twine.repository import TEST_WAREHOUSE, WAREHOUSE, WAREHOUSE_WEB
from twine.utils import (
    DEFAULT_CONFIG_FILE,
    DEFAULT_REPOSITORY,
    TEST_REPOSITORY,
    RepositoryConfig,
    get_repository_from_config,
)

from release_tasks.core.address import Login, split_login, with_login
from release_tasks.core.errors import UsageError
from release_tasks.core.index import IndexEndpoint, Role
from release_tasks.core.redaction import redacted

# Where each of the two well-known indexes takes uploads, and the addresses that mean it.
WELL_KNOWN = (
    (DEFAULT_REPOSITORY, WAREHOUSE_WEB, (WAREHOUSE, WAREHOUSE_WEB)),
    (TEST_REPOSITORY, TEST_WAREHOUSE, (TEST_WAREHOUSE,)),
)
WELL_KNOWN_UPLOADS = frozenset(upload for upload, _, _ in WELL_KNOWN)
# First path segments that other servers than devpi put before a repository's name.
_NOT_A_USER = ("repository", "pypi", "simple")


def endpoint(role: Role, stated: str) -> IndexEndpoint:
    """Give the addresses of a role from what settings or environment state: a section of .pypirc, or an address.

    :raises UsageError: no such section, or it is no web address.
    """
    if "://" in stated:
        return _from_address(role, "", stated, None)
    config = section(stated)
    return _from_address(role, stated, config.get("repository") or "", _stated_login(config))


def simple_endpoint(role: Role, url: str) -> IndexEndpoint:
    """Give the addresses of the index that has this simple page, exactly as ``pip --index-url`` takes it.

    Where a section of .pypirc is about the same index, its login counts.

    :raises UsageError: it is no web address.
    """
    guessed = _from_address(role, "", url, None)
    clean, own = split_login(url)
    if guessed.upload in WELL_KNOWN_UPLOADS:
        return guessed
    simple = f"{clean.rstrip('/')}/"
    for name in _sections() if own is None else ():
        there = endpoint(role, name)
        if split_login(there.simple)[0] == simple:
            return there
    return replace(guessed, upload=url, simple=with_login(simple, own), shown=simple)


def _sections() -> tuple[str, ...]:
    """The sections of .pypirc that name an address."""
    parser = _pypirc()
    return tuple(each for each in parser.sections() if parser.has_option(each, "repository"))


def section(name: str) -> RepositoryConfig:
    """Read one section of .pypirc; pypi and testpypi are there without a file.

    :raises UsageError: no such section, or a broken file.
    """
    try:
        return get_repository_from_config(DEFAULT_CONFIG_FILE, name)
    except (TwineException, KeyError, OSError) as error:
        what = (
            str(error).splitlines()[0]
            if isinstance(error, TwineException)
            else f"[{name}] names no repository"
        )
        raise UsageError(
            redacted(what),
            where=DEFAULT_CONFIG_FILE,
            expected=f"a section [{name}] with repository = its upload address, listed in index-servers",
            remedy='add it, or state the address in [tool.release-tasks]: pypi = "https://…"',
        ) from None


def names_section(name: str) -> bool:
    """Whether the user's .pypirc itself names a section, by heading or in index-servers."""
    parser = _pypirc()
    return parser.has_section(name) or name in parser.get("distutils", "index-servers", fallback="").split()


def _pypirc() -> RawConfigParser:
    parser = RawConfigParser()
    try:
        parser.read(Path(DEFAULT_CONFIG_FILE).expanduser(), encoding="utf-8")
    except (ConfigError, UnicodeDecodeError):  # its text may hold the token
        raise UsageError("cannot be read", where=DEFAULT_CONFIG_FILE, expected="INI sections") from None
    return parser


def login_for(there: IndexEndpoint) -> Login | None:
    """Find our login for an index that asks for one: its address, environment, .pypirc, keyring, in this order."""
    address, login = split_login(there.upload)
    if login:
        return login
    config: RepositoryConfig = section(there.repository) if there.repository else {"repository": address}
    given = CredentialInput(os.environ.get("TWINE_USERNAME"), os.environ.get("TWINE_PASSWORD"))
    resolver = Private(config, given)
    if resolver.is_pypi():  # its pages are for everyone, and looking on would ask for a publishing token
        return None
    try:
        return Login(user=resolver.username or "", password=resolver.password or "")
    except NonInteractive:
        return None


def _stated_login(config: RepositoryConfig) -> Login | None:
    user, password = config.get("username"), config.get("password")
    return Login(user=user, password=password) if user and password else None


def _from_address(role: Role, repository: str, url: str, login: Login | None) -> IndexEndpoint:
    try:
        clean, own = split_login(url)
        parts = urlsplit(clean)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError(clean)
    except ValueError:
        raise UsageError(
            "this is no address of a package index",
            where=f"[{repository}] of {DEFAULT_CONFIG_FILE}" if repository else redacted(url),
            expected="http:// or https://, a host and a path",
        ) from None
    for upload, web, addresses in WELL_KNOWN:
        if clean.startswith(addresses):
            return IndexEndpoint(
                role=role,
                repository=repository,
                upload=with_login(upload, own),
                simple=f"{web}simple/",
                shown=upload,
            )
    upload, simple = address_pair(clean)
    return IndexEndpoint(
        role=role,
        repository=repository,
        upload=with_login(upload, own),
        simple=with_login(simple, own or login),
        shown=upload,
    )


def address_pair(url: str) -> tuple[str, str]:
    """Give the upload address and the simple page of the index that either of them names.

    Stating the simple page (``…/simple/``) says both; an upload address is completed the way its path
    tells: ``…/legacy/`` (warehouse), ``…/upload/`` (Azure), ``/USER/INDEX/`` (devpi), else ``simple/``
    is below it (pypiserver, Nexus, Artifactory, GitLab).
    """
    base = url.rstrip("/")
    above, _, last = base.rpartition("/")
    if last in ("simple", "+simple"):
        return f"{above}/", f"{base}/"
    if last in ("legacy", "upload"):
        return url, f"{above}/simple/"
    segments = urlsplit(base).path.strip("/").split("/")
    if len(segments) == 2 and segments[0] not in _NOT_A_USER:
        return url, f"{base}/+simple/"
    return url, f"{base}/simple/"
