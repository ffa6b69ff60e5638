"""The HTML form of a project's page (PEP 503, 592, 629, 658, 714, 740, 792)."""

from __future__ import annotations

import re

from release_tasks.core.index.anchors import Anchor, AnchorPage
from release_tasks.core.index.files import FileReader
from release_tasks.core.index.listing import Listing, PageFile
from release_tasks.core.index.text import api_version, one_line

_SHA256 = re.compile(r"(?:^|&)sha256=([^&]*)")
_METADATA = ("data-core-metadata", "data-dist-info-metadata")
"""The attribute of PEP 714, and that of PEP 658."""


def read_html(content: bytes, reader: FileReader) -> Listing:
    """Read a page.

    :raises ValueError: it is cut off, no HTML, or a page for people.
    """
    page = AnchorPage(content.decode("utf-8", "replace"))
    stated = page.meta.get("pypi:repository-version")
    api = api_version(stated) if stated is not None else ""
    if page.base:
        reader.rebase(page.base)
    files = reader.files(map(_file, page.anchors))
    if not files and not reader.foreign and stated is None:
        page.must_be_index()
    return Listing(
        files=files,
        form="html",
        api=api,
        status=one_line(page.meta.get("pypi:project-status", "")),
        status_reason=one_line(page.meta.get("pypi:project-status-reason", "")),
    )


def _file(anchor: Anchor) -> PageFile:
    attributes = anchor.attributes
    found = _SHA256.search(anchor.fragment)
    return PageFile(
        name=anchor.name,
        url=anchor.address,
        sha256=found[1] if found else "",
        requires_python=attributes.get("data-requires-python"),
        yanked="data-yanked" in attributes,
        yanked_reason=attributes.get("data-yanked", ""),
        metadata=_metadata(attributes),
        provenance=attributes.get("data-provenance", ""),
    )


def _metadata(attributes: dict[str, str]) -> str:
    stated = next((attributes[key] for key in _METADATA if key in attributes), None)
    if not stated or stated == "false":
        return ""
    found = _SHA256.search(stated)
    return found[1] if found else "true"
