"""The changelog as it lies in the work tree, and the day of the release."""

from __future__ import annotations

import os
from datetime import datetime, timezone
from pathlib import Path

from release_tasks.core.errors import UsageError
from release_tasks.core.formats.toml_spans import line_at
from release_tasks.core.git import GitState, LastRelease
from release_tasks.core.news import ChangelogAtLastRelease, ChangelogFile, Today
from release_tasks.core.project import Project
from release_tasks.world.files.reading import content
from release_tasks.world.git.blobs import Blobs


def changelog_file(project: Project) -> ChangelogFile:
    """Read the changelog, its line ends and byte order mark as they are.

    :raises UsageError: it is not UTF-8, or cannot be read.
    """
    if project.changelog is None:
        return ChangelogFile(path=None)
    if project.fragments is not None and not project.changelog.exists():
        return ChangelogFile(path=project.changelog)  # the first release's: the tool makes it
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


def changelog_at_last_release(project: Project, last: LastRelease, git: GitState) -> ChangelogAtLastRelease:
    """Read the changelog as the last release left it."""
    if project.changelog is None or last.tag is None:
        return ChangelogAtLastRelease()
    path = Path(os.path.relpath(project.changelog, project.repository)).as_posix()
    data = Blobs(git.repository).read(last.tag.commit, path)
    return ChangelogAtLastRelease(text=None if data is None else data.decode("utf-8", "replace"))


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
