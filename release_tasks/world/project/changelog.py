"""The changelog as it lies in the work tree, and the day of the release."""

from __future__ import annotations

import os
from datetime import datetime, timezone

from release_tasks.core.changelog import ChangelogFile, Today
from release_tasks.core.errors import UsageError
from release_tasks.core.formats.toml_spans import line_at
from release_tasks.core.project import Project
from release_tasks.world.files.reading import content


def changelog_file(project: Project) -> ChangelogFile:
    """Read the changelog, its line ends and byte order mark as they are.

    :raises UsageError: it is not UTF-8, or cannot be read.
    """
    if project.changelog is None:
        return ChangelogFile(path=None)
    data = content(project.changelog, needed_by="the changelog")
    try:
        return ChangelogFile(path=project.changelog, text=data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise UsageError(
            f"byte 0x{data[error.start]:02x} is not UTF-8",
            where=f"{project.changelog}:{line_at(data, error.start)}",
            expected="a changelog in UTF-8",
            remedy=f"save {project.changelog.name} as UTF-8",
        ) from None


def today() -> Today:
    """Give the day of the release, in UTC; SOURCE_DATE_EPOCH stands for now where it is set.

    Source: https://reproducible-builds.org/specs/source-date-epoch/

    :raises UsageError: SOURCE_DATE_EPOCH is no time.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return Today(date=datetime.now(timezone.utc).date().isoformat())
    try:
        return Today(date=datetime.fromtimestamp(int(epoch), timezone.utc).date().isoformat())
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            f"{epoch!r} is no time",
            where="SOURCE_DATE_EPOCH",
            expected="seconds since 1970, as a whole number",
            remedy="unset SOURCE_DATE_EPOCH",
        ) from None
