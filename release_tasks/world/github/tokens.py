"""Who we are on GitHub: the token that GitHub's own programs would take, in their order.

Source: https://cli.github.com/manual/gh_help_environment
"""

from __future__ import annotations

import os
from pathlib import Path

from release_tasks.core.errors import ReleaseTasksError
from release_tasks.core.github.address import is_public
from release_tasks.world.processes.run import run

PUBLIC = ("GH_TOKEN", "GITHUB_TOKEN")
ENTERPRISE = ("GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN")
_GH_TIMEOUT_S = 15.0


def token(host: str, folder: Path, *, named_by_environment: bool) -> str:
    """Find the token for a host; empty if there is none.

    A token for GitHub itself is sent to another host only where the environment names that host, too, as a
    workflow on an Enterprise Server does.
    """
    public = named_by_environment or is_public(host)
    own = () if is_public(host) else ENTERPRISE
    for name in (*own, *(PUBLIC if public else ())):
        if found := os.environ.get(name, "").strip():
            return found
    return _of_gh(host, folder)


def how_to_get_one(host: str) -> str:
    """What to do where there is no token."""
    name = PUBLIC[0] if is_public(host) else ENTERPRISE[0]
    return f"set {name}, or gh auth login --hostname {host}"


def _of_gh(host: str, folder: Path) -> str:
    """The token that GitHub's command line keeps; a program that is not there keeps none."""
    try:
        done = run(
            ("gh", "auth", "token", "--hostname", host), cwd=folder, check=False, timeout_s=_GH_TIMEOUT_S
        )
    except ReleaseTasksError:
        return ""
    return done.text.strip() if done.code == 0 else ""
