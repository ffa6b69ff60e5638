"""From an entry of an index page to a file of this project and its version, or to nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from release_tasks.core.address import split_login
from release_tasks.core.index import IndexFile
from release_tasks.core.index.listing import PageFile
from release_tasks.core.index.text import one_line

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+!-]{0,254}")
_PLAIN = re.compile(r"[A-Za-z0-9._+!%~/-]+")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class FileReader:
    """Makes the files of one project out of page entries; each spelling is worked out once a page.

    ``foreign`` is a distribution of another project that was met, ``shown`` the page's address.
    """

    def __init__(self, *, url: str, project: str) -> None:
        self.project = canonicalize_name(project)
        self.shown = split_login(url)[0]
        self.foreign = ""
        self._base = self.shown
        self._ours: dict[str, bool] = {}
        self._versions: dict[str, str] = {}
        self._folders: dict[str, str] = {}

    def rebase(self, base: str) -> None:
        """Let relative addresses be relative to ``base``.

        :raises ValueError: it is no address.
        """
        self._base = urljoin(self.shown, base)

    def files(self, entries: Iterable[PageFile]) -> tuple[IndexFile, ...]:
        """Give the distributions of this project among the entries, in their order.

        :raises ValueError: one of them has an address or a digest that is none.
        """
        return tuple(file for each in entries if (file := self._file(each)))

    def _file(self, entry: PageFile) -> IndexFile | None:
        version = self._version(entry.name) if _NAME.fullmatch(entry.name) else ""
        if not version:
            return None
        metadata = entry.metadata
        return IndexFile(
            name=entry.name,
            url=self._address(entry.url),
            version=version,
            sha256=_sha256(entry.sha256, entry.name),
            size=entry.size,
            requires_python=one_line(entry.requires_python) if entry.requires_python else None,
            yanked=entry.yanked,
            yanked_reason=one_line(entry.yanked_reason),
            uploaded=one_line(entry.uploaded),
            has_metadata=bool(metadata),
            metadata_sha256="" if metadata == "true" else _sha256(metadata, entry.name),
            provenance=self._address(entry.provenance) if entry.provenance else "",
        )

    def _version(self, name: str) -> str:
        """The canonical version that a file name states; empty for what is no distribution of ours."""
        if name.endswith(".whl"):
            parts = name[:-4].split("-")
            if len(parts) not in (5, 6):
                return ""
            owner, text = parts[0], parts[1]
        elif name.endswith((".tar.gz", ".zip")):
            owner, text = self._split_sdist(name.removesuffix(".tar.gz").removesuffix(".zip"))
        else:
            return ""
        if not self._is_ours(owner):
            self.foreign = self.foreign or name
            return ""
        if text not in self._versions:
            self._versions[text] = _canonical(text)
        return self._versions[text]

    def _split_sdist(self, stem: str) -> tuple[str, str]:
        """Old sdists have dashes in name and version, so the project's own name decides where to cut."""
        cut = stem.find("-")
        while cut != -1 and not self._is_ours(stem[:cut]):
            cut = stem.find("-", cut + 1)
        return (stem, "") if cut == -1 else (stem[:cut], stem[cut + 1 :])

    def _is_ours(self, owner: str) -> bool:
        if owner not in self._ours:
            self._ours[owner] = canonicalize_name(owner) == self.project
        return self._ours[owner]

    def _address(self, url: str) -> str:
        if not url.startswith(("https://", "http://")):
            url = self._joined(url)
        if "@" in url or "[" in url:
            url = split_login(url)[0]
        if not url.startswith(("https://", "http://")):
            raise ValueError(f"a file's address has the scheme {urlsplit(url).scheme or 'of nothing'}")
        return url

    def _joined(self, url: str) -> str:
        """A relative address made whole; the folders that it may lie in are few."""
        above, slash, name = url.rpartition("/")
        folder = above + slash
        if not _PLAIN.fullmatch(url) or name in ("", ".", ".."):
            return urljoin(self._base, url)
        if folder not in self._folders:
            self._folders[folder] = urljoin(self._base, f"{folder}x")[:-1]
        return self._folders[folder] + name


def _canonical(text: str) -> str:
    try:
        return str(Version(text))
    except InvalidVersion:
        return ""


def _sha256(text: str, name: str) -> str:
    sha256 = text.lower()
    if sha256 and not _SHA256.fullmatch(sha256):
        raise ValueError(f"a sha256 of {name} is none")
    return sha256
