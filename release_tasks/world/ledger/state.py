"""Where our own records lie: beside git's, shared by all work trees, never in the tree."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

from packaging.utils import canonicalize_name

from release_tasks.core.project import Project
from release_tasks.world.git.command import common_dir


def state_folder(project: Project) -> Path:
    """Give the folder of a package's ledger and lock; it may not exist yet."""
    return project.records or shared_folder(project.repository) / canonicalize_name(project.name)


def shared_folder(repository: Path) -> Path:
    """Give the folder of what we note about a repository; it may not exist yet.

    In git it is ``<git common dir>/release-tasks``. Outside git it lies in the user's state folder
    (XDG Base Directory Specification), under a digest of the project's root.
    """
    shared = common_dir(repository)
    if shared is not None:
        return shared / "release-tasks"
    root = hashlib.sha256(os.fsencode(repository.resolve())).hexdigest()[:16]
    return _users_state() / "release-tasks" / root


def _users_state() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    stated = Path(os.environ.get("XDG_STATE_HOME", ""))
    return stated if stated.is_absolute() else Path.home() / ".local" / "state"
