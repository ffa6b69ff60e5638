"""Reads the page that an index gives for one project, in either of its two forms.

What comes from an index is a stranger's text: names are checked letter by letter, addresses lose
any login, and a page that is something else is an error, never an empty list.
"""

from __future__ import annotations

from release_tasks.core.errors import UnreachableError
from release_tasks.core.index.files import FileReader
from release_tasks.core.index.html_page import read_html
from release_tasks.core.index.json_page import read_json
from release_tasks.core.index.listing import Listing

JSON = "application/vnd.pypi.simple.v1+json"
HTML = ("application/vnd.pypi.simple.v1+html", "text/html")
ACCEPT = f"{JSON}, {HTML[0]};q=0.2, {HTML[1]};q=0.01"


class IndexPageError(UnreachableError):
    """The address answered, but not as an index does."""


def parse_page(content: bytes, content_type: str, url: str, project: str) -> Listing:
    """Read what an index lists of ``project``.

    ``url`` is where the page came from; relative addresses are relative to it. What is no distribution
    of this project is left out, as installers do. Sources: PEP 503, 592, 629, 658, 691, 700, 714, 740, 792.

    :raises IndexPageError: this is no index page, a broken one, or it lists files of other projects only.
    """
    media = content_type.partition(";")[0].strip().lower()
    reader = FileReader(url=url, project=project)
    try:
        if media == JSON:
            listing = read_json(content, reader)
        elif media in HTML:
            listing = read_html(content, reader)
        else:
            raise ValueError(f"it is {media[:80] or 'of no stated type'}")
        if not listing.files and reader.foreign:
            raise ValueError(f"it lists files of other projects only, such as {reader.foreign}")
    except ValueError as error:
        raise IndexPageError(
            f"this is no index page for {project}: {error}",
            where=reader.shown,
            expected=f"the simple page of a package index, {JSON} or {HTML[1]}",
            remedy="open the address in a browser; a login page or a proxy may have answered",
        ) from None
    return listing
