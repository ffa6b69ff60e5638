"""The changelog's text and today's date, for the pure room to work on."""

from __future__ import annotations

import os
from datetime import datetime, timezone

from release_tasks.core.changelog import ChangelogFile, Today
from release_tasks.core.errors import UsageError
from release_tasks.core.project import Project
from release_tasks.world.tree_files import content


def changelog_file(project: Project) -> ChangelogFile:
    """The changelog as it lies in the work tree, line ends as they are.

    :raises UsageError: it is not UTF-8, or cannot be read.
    """
    if project.changelog is None:
        return ChangelogFile(path=None, text="")
    data = content(project.changelog, needed_by="the changelog")
    try:
        return ChangelogFile(path=project.changelog, text=data.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError(
            "not UTF-8",
            where=f"{project.changelog}:{line}",
            expected="a changelog in UTF-8",
            remedy=f"save {project.changelog.name} as UTF-8",
        ) from error


def today() -> Today:
    """The date of the release in UTC; SOURCE_DATE_EPOCH stands for now where it is set.

    https://reproducible-builds.org/specs/source-date-epoch/
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.fromtimestamp(int(epoch), timezone.utc) if epoch else datetime.now(timezone.utc)
    return Today(date=now.date().isoformat())
