"""What the package indexes say: which one plays which role, and the files that it lists of a version."""

from __future__ import annotations

import os

from twine.utils import TEST_REPOSITORY

from release_tasks.core.errors import UsageError
from release_tasks.core.index import IndexEndpoint, Indexes, IndexFiles, IndexPage
from release_tasks.core.index.pages import parse_page
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.core.target import Target
from release_tasks.world.index.client import fetch_page
from release_tasks.world.index.pypirc import endpoint, names_section, simple_endpoint


def indexes(project: Project, request: Request) -> Indexes:
    """Find the addresses of both roles; the index that ``--index`` names stands in place of the real one.

    Settings come first: each role is a section of .pypirc, or an address. What twine takes from
    TWINE_REPOSITORY_URL or TWINE_REPOSITORY stands for the role pypi alone, where settings are silent.

    :raises UsageError: a section that is not there, no address, or one address in both roles.
    """
    if request.index not in (None, "pypi"):
        return Indexes(testpypi=None, pypi=_asked_for(str(request.index), project))
    pypi = endpoint("pypi", _pypi(project))
    testpypi = _testpypi(project) if project.testpypi else None
    if testpypi and testpypi.shown.rstrip("/") == pypi.shown.rstrip("/"):
        raise UsageError(
            "the test index and the real one are the same address",
            where=pypi.shown,
            expected="two indexes, so that a test upload is none",
            remedy="look at pypi and testpypi in the settings and in .pypirc, and at TWINE_REPOSITORY_URL and TWINE_REPOSITORY",
        )
    return Indexes(testpypi=testpypi, pypi=pypi)


def index_page(subject: str, indexes: Indexes, project: Project) -> IndexPage:
    """Ask the index in the role ``subject`` for all that it lists of the project.

    :raises UnreachableError: it does not answer, refuses us, or answers something else than an index page.
    :raises UsageError: no index plays that role.
    """
    there = _in_role(subject, indexes)
    page = fetch_page(there, project.name)
    if page is None:
        return IndexPage(endpoint=there, project=project.name, files=(), known=False)
    listing = parse_page(page.content, page.content_type, page.url, project.name)
    return IndexPage(endpoint=there, project=project.name, **listing._asdict())


def index_files(page: IndexPage, target: Target) -> IndexFiles:
    """Pick the files of the release in flight from an index's page."""
    return IndexFiles(
        endpoint=page.endpoint,
        project=page.project,
        version=target.version,
        files=page.of(target.version),
        project_known=page.known,
    )


def _asked_for(index: str, project: Project) -> IndexEndpoint:
    """The index that ``--index`` names: in its own role, where it plays one in this project."""
    if index == "testpypi":
        is_known = project.testpypi or names_section(index)
        return _testpypi(project) if is_known else endpoint("testpypi", TEST_REPOSITORY)
    there = simple_endpoint("other", index) if "://" in index else endpoint("other", index)
    own = (endpoint("pypi", _pypi(project)), *((_testpypi(project),) if project.testpypi else ()))
    return next((each for each in own if each.simple == there.simple), there)


def _testpypi(project: Project) -> IndexEndpoint:
    return endpoint("testpypi", project.indexes.get("testpypi", "testpypi"))


def _pypi(project: Project) -> str:
    stated = project.indexes.get("pypi", "pypi")
    if stated != "pypi":
        return stated
    return os.environ.get("TWINE_REPOSITORY_URL") or os.environ.get("TWINE_REPOSITORY") or stated


def _in_role(subject: str, indexes: Indexes) -> IndexEndpoint:
    found = {"testpypi": indexes.testpypi, "pypi": indexes.pypi}.get(subject)
    if found is None:
        raise UsageError(
            f"no index plays the role {subject}",
            expected="a section of .pypirc, or a line of the settings",
            remedy=f'add to [tool.release-tasks]: {subject} = "NAME OF A SECTION, OR AN ADDRESS"',
        )
    return found
