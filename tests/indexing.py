"""What a test of indexes starts with: a project in words, and one look at an index."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from release_tasks.core.index import IndexEndpoint, Indexes, IndexFile, IndexFiles, IndexPage
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.core.target import Target
from release_tasks.world.index.connection import Connection
from release_tasks.world.index.downloads import Fetched, fetch
from release_tasks.world.index.listing import index_files, index_page, indexes
from release_tasks.world.index.patience import LIMITS, Limits

VERSION = "1.0"


def make_project(**stated: Any) -> Project:
    here = Path("/index.example")
    words = {
        "name": "Tiny",
        "alias": "tiny",
        "import_name": "tiny",
        "tag": "v{version}",
        "tag_message": "",
        "commit_message": "",
    }
    return Project(root=here, repository=here, path=here, dist=here, **{"indexes": {}, **words, **stated})


def the_indexes(project: Project, **asked: Any) -> Indexes:
    """Find the indexes of a project, as a run with these options would."""
    return indexes(project, Request(task="verify-pypi", root=project.root, **asked))


def look(there: IndexEndpoint, version: str = VERSION) -> IndexFiles:
    target = Target(version=version, why="the test says so")
    return index_files(page_of(there), target)


def page_of(there: IndexEndpoint, project: str = "tiny") -> IndexPage:
    return index_page("pypi", Indexes(testpypi=None, pypi=there), make_project(name=project))


def download(
    file: IndexFile, there: IndexEndpoint, limits: Limits = LIMITS, folder: Path | None = None
) -> Fetched:
    with Connection(there, limits) as index:
        return fetch(file, index, folder)
