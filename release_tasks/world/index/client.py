"""What is asked of a package index: a project's page, a file's metadata, a document that a page names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from packaging.utils import canonicalize_name

from release_tasks.core.address import split_login
from release_tasks.core.errors import UnreachableError
from release_tasks.core.index import IndexEndpoint, IndexFile
from release_tasks.core.index.pages import ACCEPT
from release_tasks.core.index.strict_json import parse_json
from release_tasks.world.index.bodies import content
from release_tasks.world.index.connection import Connection
from release_tasks.world.index.failures import must_be_ok
from release_tasks.world.index.patience import LIMITS, Limits

_ABSENT = (404, 410)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as it came; ``url`` is where it came from in the end."""

    content: bytes
    content_type: str
    url: str


class NotJsonError(UnreachableError):
    """The index answered, with something else than the JSON document that it promised."""


def fetch_page(there: IndexEndpoint, project: str, limits: Limits = LIMITS) -> Page | None:
    """Fetch a project's simple page, past every cache; None where the index does not know the project.

    :raises UnreachableError: anything else than a whole page came.
    :raises RefusedLoginError: the index does not let us read.
    """
    root, _ = split_login(there.simple)
    url = f"{root.rstrip('/')}/{canonicalize_name(project)}/"
    with Connection(there, limits) as index:
        return _fetch(url, index, ACCEPT, limits.page_bytes)


def fetch_metadata(file: IndexFile, index: Connection) -> bytes | None:
    """Fetch the core metadata of a listed file (PEP 658); None where the index has none.

    :raises UnreachableError: it did not come whole.
    :raises RefusedLoginError: the index does not let us read.
    """
    page = _fetch(f"{file.url}.metadata", index, "*/*", index.limits.document_bytes)
    return page.content if page else None


def fetch_json(url: str, index: Connection) -> Any:
    """Fetch a JSON document that a page names, such as a file's provenance (PEP 740); None where it is absent.

    :raises NotJsonError: no JSON came, or JSON that two readers may read in two ways.
    :raises UnreachableError: it did not come whole.
    :raises RefusedLoginError: the index does not let us read.
    """
    page = _fetch(url, index, "application/json", index.limits.document_bytes)
    if page is None:
        return None
    try:
        return parse_json(page.content)
    except ValueError as error:
        raise NotJsonError(
            f"what answers is no JSON document: {error}",
            where=page.url,
            remedy="open the address in a browser; a login page or a proxy may have answered",
        ) from None


def _fetch(url: str, index: Connection, accept: str, most: int) -> Page | None:
    with index.ask(url, {"Accept": accept, "Accept-Encoding": "gzip"}) as response:
        if response.status_code in _ABSENT:
            return None
        must_be_ok(response, index.there)
        return Page(
            content=content(response, index, most, index.limits.page_s),
            content_type=response.headers.get("Content-Type", ""),
            url=split_login(response.url)[0],
        )
