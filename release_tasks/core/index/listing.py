"""What a page of an index says, before it is known whose it is: entries as they stand there, and what they make."""

from __future__ import annotations

from typing import Literal, NamedTuple

from release_tasks.core.index import IndexFile


class PageFile(NamedTuple):
    """One entry of a page, as it stands there.

    ``metadata`` is the digest that a page states for the core metadata, "true" where it states none,
    and empty where there is no metadata.
    """

    name: str
    url: str
    sha256: str = ""
    size: int | None = None
    requires_python: str | None = None
    yanked: bool = False
    yanked_reason: str = ""
    uploaded: str = ""
    metadata: str = ""
    provenance: str = ""


class Listing(NamedTuple):
    """The distributions of one project, in the order of the page, and what the page says of the project."""

    files: tuple[IndexFile, ...]
    form: Literal["json", "html"]
    api: str
    status: str
    status_reason: str
