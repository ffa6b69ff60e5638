"""What listed files hold: the metadata that the index offers beside them, and the files themselves, opened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from release_tasks.core.artifacts import Unreadable
from release_tasks.core.events import Events
from release_tasks.core.index import IndexFile, IndexFiles
from release_tasks.core.index.contents import Content, Contents, CoreMetadataFiles
from release_tasks.core.sizes import amount
from release_tasks.world.builds.archives import metadata_of_wheel, open_distribution
from release_tasks.world.files.temporary import temporary_folder
from release_tasks.world.index.downloads import Fetched, fetch_all, fetch_all_metadata
from release_tasks.world.index.failures import FileError

AT_ONCE = 16
"""Files that lie in the temporary folder at the same time."""


def core_metadata(index: IndexFiles) -> CoreMetadataFiles:
    """Fetch the metadata of each file for which the page promises it.

    :raises UnreachableError: the index does not answer.
    """
    promised = [each for each in index.files if each.has_metadata]
    return CoreMetadataFiles(by_name=fetch_all_metadata(promised, index.endpoint) if promised else {})


def contents(index: IndexFiles, events: Events) -> Contents:
    """Download every file of the version and look inside; what was opened is deleted again.

    :raises UnreachableError: one of them did not come whole.
    """
    size = sum(each.size or 0 for each in index.files)
    told = f", {amount(size)}" if size else ""
    events.line("download", f"{len(index.files)} files from {index.endpoint.listing}{told}")
    found = dict(
        each
        for start in range(0, len(index.files), AT_ONCE)
        for each in _opened(index.files[start : start + AT_ONCE], index)
    )
    return Contents(by_name=found)


def _opened(files: Sequence[IndexFile], index: IndexFiles) -> Iterator[tuple[str, Content]]:
    with temporary_folder("download") as folder:
        for name, fetched in fetch_all(files, index.endpoint, folder).items():
            yield name, _content(fetched, folder / name)


def _content(fetched: Fetched | FileError, path: Path) -> Content:
    if isinstance(fetched, FileError):
        return Content(fault=fetched.what)
    opened = open_distribution(path)
    is_wheel = not isinstance(opened, Unreadable) and opened.kind == "wheel"
    metadata = metadata_of_wheel(path) if is_wheel else None
    return Content(sha256=fetched.sha256, size=fetched.size, opened=opened, metadata=metadata)
