"""What an index offers of its files' provenance (PEP 740), and who should have published them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from email.parser import HeaderParser
from functools import partial
from typing import Any

from release_tasks.core.errors import ReleaseTasksError
from release_tasks.core.index import IndexFile, IndexFiles
from release_tasks.core.project import Project
from release_tasks.core.provenance import (
    ExpectedPublisher,
    FileProvenance,
    Provenances,
    Publisher,
    parse_provenance,
    publisher_at,
)
from release_tasks.world.git.command import look
from release_tasks.world.index.client import NotJsonError, fetch_json, fetch_metadata
from release_tasks.world.index.connection import Connection
from release_tasks.world.index.signatures import Verify, verifier

_LABELS = ("source", "source code", "repository", "code", "github", "gitlab", "homepage", "home")
"""The labels of Project-URL that name the repository, the surest first (PyPA: well-known project URLs)."""


def provenances(project: Project, index: IndexFiles) -> Provenances:
    """Fetch the provenance of each file that has one, and verify the signatures where settings ask for it.

    :raises UnreachableError: the index does not answer.
    """
    offered = [each for each in index.files if each.provenance]
    if project.provenance == "off" or not offered:
        return Provenances()
    verify, unverified = verifier() if project.provenance == "verify" else (None, "")
    with Connection(index.endpoint) as connection:
        pool = ThreadPoolExecutor(max_workers=connection.limits.at_a_time)
        try:
            found = pool.map(partial(_fetched, connection), offered)
            documents = dict(zip((each.name for each in offered), found, strict=True))
        finally:
            connection.stopped.set()
            pool.shutdown(cancel_futures=True)
    return Provenances(
        of={each.name: _read(each, documents[each.name], verify) for each in offered}, unverified=unverified
    )


def _fetched(connection: Connection, file: IndexFile) -> Any:
    try:
        return fetch_json(file.provenance, connection)
    except NotJsonError as error:
        return error


def _read(file: IndexFile, document: Any, verify: Verify | None) -> FileProvenance:
    if document is None:
        return FileProvenance(fault="its address answers that there is none")
    if isinstance(document, NotJsonError):
        return FileProvenance(fault=document.what)
    try:
        bundles = parse_provenance(document)
    except ValueError as error:
        return FileProvenance(fault=str(error))
    return FileProvenance(bundles=bundles, signature=verify(file, document) if verify else "")


def expected_publisher(project: Project, index: IndexFiles) -> ExpectedPublisher:
    """Find who should have published: as stated, else the repository of the remote, else what the metadata names.

    :raises UnreachableError: the index does not answer.
    """
    if not any(each.provenance for each in index.files):
        return ExpectedPublisher(because="no file has provenance")
    hosting, workflow = project.hosting, project.workflow.name if project.workflow else ""
    if hosting.repository:
        stated = Publisher(kind="GitHub", repository=hosting.repository)
        found = ExpectedPublisher(publisher=stated, because="repository in the settings")
    else:
        found = _of_remote(project) or _of_metadata(index)
    if found.publisher is None:
        return found
    publisher = Publisher(
        kind=found.publisher.kind,
        repository=found.publisher.repository,
        workflow=workflow if found.publisher.kind == "GitHub" else "",
        # What settings state is the protected one, which no upload to a test index waits for.
        environment=hosting.environment if index.endpoint.role == "pypi" else "",
    )
    return ExpectedPublisher(publisher=publisher, because=found.because)


def _of_remote(project: Project) -> ExpectedPublisher | None:
    with suppress(ReleaseTasksError):
        done = look(project.repository, "remote", "get-url", project.remote, check=False)
        publisher = publisher_at(done.text.partition("\n")[0]) if done.code == 0 else None
        if publisher:
            return ExpectedPublisher(publisher=publisher, because=f"the remote {project.remote}")
    return None


def _of_metadata(index: IndexFiles) -> ExpectedPublisher:
    """Believe the release about itself: where nothing else is known, it has at least to be consistent."""
    described = next((each for each in index.files if each.has_metadata), None)
    if described is None:
        because = "no clone whose remote tells it, and the index offers no metadata apart from the files"
        return ExpectedPublisher(because=because)
    with Connection(index.endpoint) as connection:
        text = (fetch_metadata(described, connection) or b"").decode("utf-8", "replace")
    headers = HeaderParser().parsestr(text)
    links = [*headers.get_all("Project-URL", ()), f"homepage, {headers.get('Home-page', '')}"]
    for label, address in _ranked(links):
        if publisher := publisher_at(address):
            because = f"{label} in the metadata of {described.name}, for no clone is here"
            return ExpectedPublisher(publisher=publisher, because=because)
    return ExpectedPublisher(
        because=f"neither the remote nor the metadata of {described.name} names a repository"
    )


def _ranked(links: Iterable[str]) -> Sequence[tuple[str, str]]:
    pairs = [
        (label.strip(), address.strip()) for label, _, address in (each.partition(",") for each in links)
    ]
    known = [each for each in pairs if each[0].lower() in _LABELS]
    return sorted(known, key=lambda each: _LABELS.index(each[0].lower()))
