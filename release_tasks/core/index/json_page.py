"""The JSON form of a project's page (PEP 691, 700, 714, 740, 792), every value held to its type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from packaging.utils import canonicalize_name

from release_tasks.core.index.files import FileReader
from release_tasks.core.index.listing import Listing, PageFile
from release_tasks.core.index.strict_json import parse_json
from release_tasks.core.index.text import api_version, one_line

_LARGEST = 2**63
_TEXT_OR_NONE = (str, type(None))
_TEXT_OR_BOOL = (str, bool)
_METADATA_KEYS = ("core-metadata", "dist-info-metadata", "data-dist-info-metadata")
"""The key of PEP 714, that of PEP 691, and what the latter became on the first index that served it."""


class _BrokenError(ValueError):
    """What is wrong with a page's JSON, as the end of a sentence about the page."""


def read_json(content: bytes, reader: FileReader) -> Listing:
    """Read a page.

    :raises ValueError: it is no JSON, ambiguous, or has a value of another type.
    """
    page = parse_json(content)
    if not isinstance(page, dict) or not isinstance(page.get("meta"), dict):
        raise _BrokenError("its JSON has no meta")
    api = api_version(page["meta"].get("api-version"))
    name, entries = page.get("name", reader.project), page.get("files")
    if not isinstance(name, str) or canonicalize_name(name) != reader.project:
        raise _BrokenError("it is the page of another project")
    if not isinstance(entries, list):
        raise _BrokenError("its JSON has no files")
    status = page.get("project-status") or {}
    if not isinstance(status, dict):
        raise _BrokenError("its project-status is no object")
    return Listing(
        files=reader.files(_entries(entries)),
        form="json",
        api=api,
        status=one_line(_text(status, "status", "project-status")),
        status_reason=one_line(_text(status, "reason", "project-status")),
    )


def _entries(entries: list[Any]) -> Iterator[PageFile]:
    for position, entry in enumerate(entries):
        where = f"files[{position}]"
        if not isinstance(entry, dict):
            raise _BrokenError(f"{where} is no object")
        yield _entry(entry, where)


def _entry(entry: Mapping[str, Any], where: str) -> PageFile:
    name, url, requires = entry.get("filename"), entry.get("url"), entry.get("requires-python")
    hashes, size, yanked = entry.get("hashes"), entry.get("size"), entry.get("yanked", False)
    sha256 = hashes.get("sha256", "") if isinstance(hashes, dict) else None
    if not (isinstance(name, str) and isinstance(url, str) and isinstance(sha256, str)):
        raise _BrokenError(f"{where} lacks a proper filename, url or hashes")
    if not (isinstance(requires, _TEXT_OR_NONE) and isinstance(yanked, _TEXT_OR_BOOL)):
        raise _BrokenError(f"{where} has a requires-python or a yanked that is none")
    if size is not None and (type(size) is not int or not 0 <= size < _LARGEST):
        raise _BrokenError(f"{where} has a size that is none")
    return PageFile(
        name=name,
        url=url,
        sha256=sha256,
        size=size,
        requires_python=requires,
        yanked=bool(yanked),
        yanked_reason=yanked if isinstance(yanked, str) else "",
        uploaded=_text(entry, "upload-time", where),
        metadata=_metadata(entry, where),
        provenance=_text(entry, "provenance", where),
    )


def _metadata(entry: Mapping[str, Any], where: str) -> str:
    """The digest of the core metadata, or "true"; the newest of its keys that is there counts (PEP 714)."""
    stated: Any = next((entry[key] for key in _METADATA_KEYS if entry.get(key) is not None), False)
    if isinstance(stated, bool):
        return "true" if stated else ""
    sha256 = stated.get("sha256", "") if isinstance(stated, dict) else None
    if not isinstance(sha256, str):
        raise _BrokenError(f"{where} has a core-metadata that is none")
    return sha256 or "true"


def _text(entry: Mapping[str, Any], key: str, where: str) -> str:
    value = entry.get(key)
    if not isinstance(value, _TEXT_OR_NONE):
        raise _BrokenError(f"{where} has a {key} that is no text")
    return value or ""
