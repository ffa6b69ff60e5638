"""Where the project's repository is on GitHub: stated, else read from the remote that releases are pushed to."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from release_tasks.core.errors import ReleaseTasksError, UsageError
from release_tasks.core.github import GitHub
from release_tasks.core.github.address import (
    PUBLIC,
    RemoteAddress,
    api_of,
    canonical,
    is_here,
    is_public,
    remote_address,
)
from release_tasks.core.project import Project
from release_tasks.core.redaction import redacted
from release_tasks.world.git.command import look
from release_tasks.world.github.tokens import how_to_get_one, token
from release_tasks.world.processes.run import run

_HOSTNAME = re.compile(r"^hostname (\S+)$", re.MULTILINE)


def github(project: Project) -> GitHub:
    """Find the repository, its API, and the token for it; says why where one of them is not to be had.

    :raises UsageError: the API's address is not encrypted, and not on this machine.
    """
    there = _place(project)
    if isinstance(there, str):
        return GitHub(absent=there)
    stated = project.hosting.api
    root = (stated or _api_of_environment(there.host) or api_of(there.host)).rstrip("/")
    _must_be_private(root)
    server = os.environ.get("GITHUB_SERVER_URL", "").rstrip("/") if _is_server(there.host) else ""
    known = {"repository": there.repository, "api": root, "web": server or f"https://{there.host}"}
    # Settings may name any address: it gets the token of that host, not the one of the remote's.
    host = _host_of(stated) if stated else there.host
    by_environment = os.environ.get("GITHUB_API_URL", "").rstrip("/") == root
    found = token(host, project.root, named_by_environment=by_environment)
    if not found:
        return GitHub(**known, absent=f"no token for {host}: {how_to_get_one(host)}")
    return GitHub(**known, token=found)


def _place(project: Project) -> RemoteAddress | str:
    """The repository and its host; or why there is none."""
    hosting = project.hosting
    remotes = [_unaliased(each, project.root) for each in _remotes(project)]
    known = next((each for each in remotes if _is_github(each.host)), None)
    if hosting.repository:
        host = known.host if known else _host_of(hosting.api)
        return RemoteAddress(host=host, repository=hosting.repository, ssh=False)
    if known:
        return known
    if remotes and hosting.api:
        return remotes[0]
    if remotes:
        there = f"{project.remote} is at {remotes[0].host}, which is not known to be GitHub"
        return f"{there} (github-api in the settings, or GH_HOST, would say that it is)"
    return f"{project.remote} is no repository on GitHub (repository in the settings would name one)"


def _remotes(project: Project) -> Iterator[RemoteAddress]:
    """What the remote's addresses name: where we push to, where we fetch from, and what is written down.

    The first two are as git resolves them (insteadOf); behind a mirror only the last one tells.
    """
    asked = (("remote", "get-url", "--push"), ("remote", "get-url"), ("config", "--get"))
    for words in asked:
        name = f"remote.{project.remote}.url" if words[0] == "config" else project.remote
        try:
            done = look(project.repository, *words, name, check=False)
        except ReleaseTasksError:
            return
        address = remote_address(done.text.partition("\n")[0]) if done.code == 0 else None
        if address is not None:
            yield address


def _unaliased(address: RemoteAddress, folder: Path) -> RemoteAddress:
    """The same repository at the host that ssh's configuration means by an alias."""
    if not address.ssh or _is_github(address.host) or address.host.startswith("-"):
        return address
    try:
        done = run(("ssh", "-G", "--", address.host), cwd=folder, check=False, timeout_s=10.0)
    except ReleaseTasksError:
        return address
    found = _HOSTNAME.search(done.text)
    host = canonical(found[1]) if found and done.code == 0 else address.host
    return RemoteAddress(host=host, repository=address.repository, ssh=True)


def _is_github(host: str) -> bool:
    return is_public(host) or _is_server(host) or host == os.environ.get("GH_HOST", "").lower()


def _is_server(host: str) -> bool:
    """Whether the workflow that we run in belongs to that host."""
    server = os.environ.get("GITHUB_SERVER_URL", "")
    return bool(server) and canonical(urlsplit(server).netloc) == host


def _api_of_environment(host: str) -> str:
    """The API that the environment names, where it does not name another host with it."""
    stated = os.environ.get("GITHUB_API_URL", "")
    return stated if _is_server(host) or not os.environ.get("GITHUB_SERVER_URL") else ""


def _host_of(api: str) -> str:
    """The host whose API that is, as gh calls it."""
    server = os.environ.get("GITHUB_SERVER_URL", "")
    if not api:
        return (
            canonical(urlsplit(server).netloc) if server else os.environ.get("GH_HOST", "").lower() or PUBLIC
        )
    host = urlsplit(api).netloc
    return host.removeprefix("api.") if is_public(host.removeprefix("api.")) else host


def _must_be_private(api: str) -> None:
    parts = urlsplit(api)
    if parts.scheme == "https" or (parts.scheme == "http" and is_here(api)):
        return
    raise UsageError(
        "a token is not sent over a connection that is not encrypted",
        where=redacted(api),
        expected="an address of the form https://HOST/api/v3",
        remedy="mend github-api in the settings, or GITHUB_API_URL",
    )
