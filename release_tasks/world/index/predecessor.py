"""Looks at the release before this one on the index, and fetches as little of it as a comparison needs."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from release_tasks.core.artifacts import Artifacts, Unreadable
from release_tasks.core.coverage.earlier import earlier
from release_tasks.core.distributions.contents import Contents, contents_of
from release_tasks.core.distributions.predecessor import Predecessor, most_alike
from release_tasks.core.errors import ReleaseTasksError
from release_tasks.core.given import Lazy
from release_tasks.core.index import IndexEndpoint, IndexFile, IndexPage
from release_tasks.core.request import Request
from release_tasks.core.target import Target
from release_tasks.world.builds.archives import open_distribution
from release_tasks.world.files.temporary import temporary_folder
from release_tasks.world.index.client import fetch_metadata
from release_tasks.world.index.connection import Connection
from release_tasks.world.index.downloads import fetch
from release_tasks.world.index.patience import LIMITS

WHEEL_LIMIT = 64 << 20
"""Bytes of a wheel that are fetched for a look; of a larger one only the metadata."""


def predecessor(
    request: Request,
    target: Target,
    artifacts: Artifacts,
    page: Lazy[Annotated[IndexPage, "pypi"]],
) -> Predecessor:
    """Find the release before, and what its users have; whatever stands in the way is told, and never raised.

    Nobody's build has to wait for an index, or fail because of one.
    """
    if request.offline:
        return Predecessor(unknown="offline: no index was asked")
    try:
        listed = page.get()
    except ReleaseTasksError as error:
        return Predecessor(unknown=f"{error.where}: {error.what}" if error.where else error.what)
    before = earlier(listed, target.version)
    if before is None:
        return Predecessor(unknown=f"{listed.endpoint.listing} lists no release before {target.version}")
    pair = most_alike((each.file.name for each in artifacts.of(target.version)), before.listed)
    if pair is None:
        return Predecessor(release=before, uncompared=f"{before.version} and this build have no wheel each")
    built, file = pair
    try:
        contents, why = _contents(file, listed.endpoint, whole=not request.overview)
    except ReleaseTasksError as error:
        contents, why = None, f"{file.name}: {error.what}"
    return Predecessor(release=before, like=built, contents=contents, uncompared=why)


def _contents(file: IndexFile, there: IndexEndpoint, *, whole: bool) -> tuple[Contents | None, str]:
    """The contents of a listed wheel, and what of them is not known; without ``whole`` from its metadata alone."""
    with Connection(there, replace(LIMITS, file_bytes=WHEEL_LIMIT)) as index:
        if not whole:
            return _metadata(file, index), "a look at the checklist fetches no files"
        if file.size is not None and file.size > WHEEL_LIMIT:
            why = f"{file.name} has more than {WHEEL_LIMIT >> 20} MiB: its files were not looked at"
            return _metadata(file, index), why
        with temporary_folder("predecessor") as folder:
            fetch(file, index, folder)
            opened = open_distribution(folder / file.name)
    if isinstance(opened, Unreadable):
        return None, f"{file.name}: {opened.reason}"
    return opened.contents, ""


def _metadata(file: IndexFile, index: Connection) -> Contents | None:
    text = fetch_metadata(file, index)
    return contents_of(file.name, text.decode("utf-8", "replace"), size=file.size or 0) if text else None
