"""Reads the page that an index gives for one project, in either of its two forms.

What comes from an index is a stranger's text: names are checked letter by letter, addresses lose
any login, and a page that is something else is an error, never an empty list.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from packaging.utils import canonicalize_name

from release_tasks.core.errors import UnreachableError
from release_tasks.core.index import IndexFile
from release_tasks.core.index.anchors import Anchor, read_anchors
from release_tasks.core.index.files import FileReader, PageFile

JSON = "application/vnd.pypi.simple.v1+json"
HTML = ("application/vnd.pypi.simple.v1+html", "text/html")
ACCEPT = f"{JSON}, {HTML[0]};q=0.2, {HTML[1]};q=0.01"

_HASH = re.compile(r"(?:^|&)sha256=([^&]*)")


class IndexPageError(UnreachableError):
    """The address answered, but not as an index does."""


class _BrokenError(ValueError):
    """What is wrong with a page's JSON, as the end of a sentence about the page."""


def parse_page(content: bytes, content_type: str, url: str, project: str) -> tuple[IndexFile, ...]:
    """Read the distributions of ``project``, in the order of the page.

    ``url`` is where the page came from; relative addresses are relative to it. What is no distribution
    of this project is left out, as installers do. Sources: PEP 503, 592, 691, 700.

    :raises IndexPageError: this is no index page, a broken one, or it lists files of other projects only.
    """
    media = content_type.partition(";")[0].strip().lower()
    reader = FileReader(url=url, project=project)
    try:
        if media == JSON:
            files = reader.files(_json_files(content, reader.project))
        elif media in HTML:
            files = _read_html(content, reader)
        else:
            raise ValueError(f"it is {media or 'of no stated type'}")
        if not files and reader.foreign:
            raise ValueError(f"it lists files of other projects only, such as {reader.foreign}")
    except (ValueError, RecursionError) as error:
        raise IndexPageError(
            f"this is no index page for {project}: {error}",
            where=reader.shown,
            expected=f"the simple page of a package index, {JSON} or {HTML[1]}",
            remedy="open the address in a browser; a login page or a proxy may have answered",
        ) from None
    return files


def _json_files(content: bytes, project: str) -> Iterator[PageFile]:
    page = json.loads(content)
    if not isinstance(page, dict) or not isinstance(page.get("meta"), dict):
        raise _BrokenError("its JSON has no meta")
    _must_be_version_1(page["meta"].get("api-version"))
    name, files = page.get("name", project), page.get("files")
    if not isinstance(name, str) or canonicalize_name(name) != project:
        raise _BrokenError("it is the page of another project")
    if not isinstance(files, list):
        raise _BrokenError("its JSON has no files")
    for position, entry in enumerate(files):
        if not isinstance(entry, dict):
            raise _BrokenError(f"files[{position}] is no object")
        yield _json_file(entry, f"files[{position}]")


def _json_file(entry: dict[str, Any], where: str) -> PageFile:
    name, url, requires = entry.get("filename"), entry.get("url"), entry.get("requires-python")
    hashes, size, yanked = entry.get("hashes"), entry.get("size"), entry.get("yanked", False)
    sha256 = hashes.get("sha256", "") if isinstance(hashes, dict) else None
    if not (isinstance(name, str) and isinstance(url, str) and isinstance(sha256, str)):
        raise _BrokenError(f"{where} lacks a proper filename, url or hashes")
    if not (isinstance(requires, str | None) and isinstance(yanked, str | bool)):
        raise _BrokenError(f"{where} has a requires-python or a yanked that is none")
    if size is not None and (type(size) is not int or size < 0):
        raise _BrokenError(f"{where} has a size that is none")
    return PageFile(
        name=name,
        url=url,
        sha256=sha256,
        size=size,
        requires_python=requires,
        yanked=bool(yanked),
        yanked_reason=yanked if isinstance(yanked, str) else "",
    )


def _read_html(content: bytes, reader: FileReader) -> tuple[IndexFile, ...]:
    page = read_anchors(content.decode("utf-8", "replace"))
    if page.repository_version:
        _must_be_version_1(page.repository_version)
    if page.base:
        reader.rebase(page.base)
    files = reader.files(map(_html_file, page.anchors))
    if not files and not reader.foreign:
        page.must_be_index()
    return files


def _html_file(anchor: Anchor) -> PageFile:
    found = _HASH.search(anchor.fragment)
    yanked = anchor.attributes.get("data-yanked")
    return PageFile(
        name=anchor.name,
        url=anchor.address,
        sha256=found[1] if found else "",
        requires_python=anchor.attributes.get("data-requires-python"),
        yanked="data-yanked" in anchor.attributes,
        yanked_reason=yanked or "",
    )


def _must_be_version_1(version: object) -> None:
    if not isinstance(version, str) or version.partition(".")[0] != "1":
        raise _BrokenError("its version of the simple API is not 1.x, the only one that is understood here")
