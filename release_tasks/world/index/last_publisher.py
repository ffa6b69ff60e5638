"""Finds out who published the release before, where the index offers its provenance (PEP 740)."""

from __future__ import annotations

from typing import Annotated

from packaging.version import Version

from release_tasks.core.github.publisher import LastPublisher
from release_tasks.core.index import IndexPage
from release_tasks.core.project import Project
from release_tasks.core.provenance import parse_provenance
from release_tasks.world.index.client import NotJsonError, fetch_json
from release_tasks.world.index.connection import Connection


def last_publisher(project: Project, page: Annotated[IndexPage, "pypi"]) -> LastPublisher:
    """Read it from one file of the highest version that has provenance; what cannot be read tells nothing.

    :raises UnreachableError: the index does not answer.
    """
    offered = [each for each in page.files if each.provenance]
    if project.provenance == "off" or not offered:
        return LastPublisher()
    newest = max(offered, key=lambda each: Version(each.version))
    with Connection(page.endpoint) as connection:
        try:
            bundles = parse_provenance(fetch_json(newest.provenance, connection))
        except (ValueError, NotJsonError):
            return LastPublisher()
    return LastPublisher(publisher=bundles[0].publisher, version=newest.version)
