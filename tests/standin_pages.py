"""The pages of the stand-in index, in both forms and every version of the simple API."""

from __future__ import annotations

import hashlib
import html
import json
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote

JSON = "application/vnd.pypi.simple.v1+json"
HTML = "application/vnd.pypi.simple.v1+html"
MetadataStyle = Literal["hash", "true", "legacy", "original", "none"]
"""PEP 714 with and without a hash, the key of PEP 691 and 658, what that became on the first index, nothing."""


@dataclass(kw_only=True)
class StoredFile:
    """One file, what the index says of it, and where that differs from the truth.

    ``yanked`` is the reason (empty: none given), ``shown_after`` the number of page requests after which
    it is listed, ``on_page_of`` another project whose page lists it, ``states`` replaces single values of its JSON entry by whatever they should be instead.
    """

    name: str
    content: bytes = field(repr=False)
    metadata: bytes | None = field(default=None, repr=False)
    requires_python: str | None = None
    yanked: str | None = None
    uploaded: str | None = "2026-01-02T03:04:05.000006Z"
    provenance: dict[str, Any] | None = field(default=None, repr=False)
    shown_after: float = 0
    on_page_of: str = ""
    sha256: str | None = None
    url: str = ""
    states: dict[str, Any] = field(default_factory=dict)

    @property
    def listed_sha256(self) -> str:
        """The digest that pages state; empty if none."""
        return hashlib.sha256(self.content).hexdigest() if self.sha256 is None else self.sha256


@dataclass(kw_only=True)
class Style:
    """How an index speaks: ``api`` is its version of the simple API, ``as_json`` whether it has that form."""

    as_json: bool = True
    api: str = "1.4"
    metadata: MetadataStyle = "hash"

    @property
    def minor(self) -> int:
        """The minor version; a version that is none speaks like the newest."""
        _, _, minor = self.api.partition(".")
        return int(minor) if minor.isdigit() else 99


@dataclass(frozen=True, kw_only=True)
class ProjectPage:
    """What one page is made of; ``root`` is the index's address."""

    name: str
    files: tuple[StoredFile, ...]
    style: Style
    root: str
    status: tuple[str, str] = ("", "")

    def as_json(self) -> bytes:
        """Write the JSON form."""
        meta: dict[str, Any] = {"api-version": self.style.api}
        page: dict[str, Any] = {"meta": meta, "name": self.name, "files": [*map(self._entry, self.files)]}
        if self.style.minor >= 1:
            page["versions"] = sorted(
                {each.name.split("-")[1].removesuffix(".tar.gz") for each in self.files}
            )
        if self.style.minor >= 4 and self.status[0]:
            page["project-status"] = {"status": self.status[0], "reason": self.status[1]}
        return json.dumps(page).encode()

    def as_html(self) -> bytes:
        """Write the HTML form."""
        stated = {"pypi:repository-version": self.style.api}
        if self.status[0]:
            stated |= {"pypi:project-status": self.status[0], "pypi:project-status-reason": self.status[1]}
        head = "".join(f'<meta name="{name}" content="{html.escape(text)}">' for name, text in stated.items())
        rows = "<br>\n".join(map(self._anchor, self.files))
        return f"<!DOCTYPE html><html><head>{head}</head><body>\n{rows}\n</body></html>".encode()

    def _entry(self, file: StoredFile) -> dict[str, Any]:
        entry: dict[str, Any] = {
            "filename": file.name,
            "url": self._url(file),
            "hashes": {"sha256": file.listed_sha256} if file.listed_sha256 else {},
            "requires-python": file.requires_python,
            "yanked": False if file.yanked is None else file.yanked or True,
        }
        if self.style.minor >= 1:
            entry |= {"size": len(file.content), "upload-time": file.uploaded}
        if self.style.minor >= 3 and file.provenance is not None:
            entry["provenance"] = self._provenance(file)
        if file.metadata is not None and self.style.metadata != "none":
            entry |= self._metadata(file.metadata)
        return {key: value for key, value in entry.items() if value is not None} | file.states

    def _metadata(self, metadata: bytes) -> dict[str, Any]:
        stated: Any = {"sha256": hashlib.sha256(metadata).hexdigest()}
        match self.style.metadata:
            case "true":
                return {"core-metadata": True}
            case "legacy":
                return {"dist-info-metadata": stated}
            case "original":
                return {"data-dist-info-metadata": stated}
            case _:
                return {"core-metadata": stated, "dist-info-metadata": stated}

    def _anchor(self, file: StoredFile) -> str:
        attributes = ""
        if file.requires_python is not None:
            attributes += f' data-requires-python="{html.escape(file.requires_python)}"'
        if file.yanked is not None:
            attributes += f' data-yanked="{html.escape(file.yanked)}"'
        if file.provenance is not None:
            attributes += f' data-provenance="{self._provenance(file)}"'
        if file.metadata is not None and self.style.metadata != "none":
            key = "dist-info" if self.style.metadata in ("legacy", "original") else "core"
            digest = f"sha256={hashlib.sha256(file.metadata).hexdigest()}"
            attributes += f' data-{key}-metadata="{"true" if self.style.metadata == "true" else digest}"'
        fragment = f"#sha256={file.listed_sha256}" if file.listed_sha256 else ""
        return f'<a href="{html.escape(self._url(file))}{fragment}"{attributes}>{html.escape(file.name)}</a>'

    def _url(self, file: StoredFile) -> str:
        return file.url or f"../../files/{quote(file.name)}"

    def _provenance(self, file: StoredFile) -> str:
        return f"{self.root}integrity/{quote(file.name)}/provenance"
