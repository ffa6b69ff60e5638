"""The variables that a build gets on top of the environment; what the user has set stays."""

from __future__ import annotations

import os

from release_tasks.core.actions import Build
from release_tasks.core.distributions.backend import backend_variables
from release_tasks.core.errors import UnreachableError
from release_tasks.core.formats.toml_document import document
from release_tasks.world.git.command import look


def build_variables(action: Build) -> dict[str, str]:
    """Give what makes the build repeatable, and what its backend has to know.

    :raises UsageError: pyproject.toml cannot be read.
    """
    variables = _commit_time(action)
    pyproject = action.folder / "pyproject.toml"
    if pyproject.is_file():
        values = document(pyproject, pyproject.read_bytes())
        variables |= backend_variables(values, action.name, action.version)
    return {name: value for name, value in variables.items() if name not in os.environ}


def _commit_time(action: Build) -> dict[str, str]:
    """Date the files inside the archives by the commit, so that two builds of it are equal (reproducible-builds)."""
    try:
        done = look(action.folder, "log", "-1", "--format=%ct", check=False)
    except UnreachableError:
        return {}
    return {"SOURCE_DATE_EPOCH": done.text.strip()} if done.code == 0 and done.text.strip() else {}
