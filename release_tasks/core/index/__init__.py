"""Package indexes: which one plays which role, and the files that it lists of one version."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from packaging.version import Version

from release_tasks.core.address import split_login

Role = Literal["testpypi", "pypi", "other"]

ANOTHER_VERSION = "release another version: an index never takes a second file of one name"
"""All that helps, once a file is out that must not be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexEndpoint:
    """One role's addresses: ``upload`` takes files, ``simple`` is the PEP 503/691 root.

    The role ``other`` has an index that this project does not publish to.

    ``repository`` is the section of .pypirc that it came from, empty for an address stated elsewhere.
    Both addresses may hold a login; ``shown`` is without, the only form that may be printed.
    """

    role: Role
    repository: str
    upload: str = field(repr=False)
    simple: str = field(repr=False)
    shown: str

    @property
    def listing(self) -> str:
        """The address that pages are read from, as it may be printed."""
        return split_login(self.simple)[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexes:
    """The endpoints that this project publishes to; a role that is not there is not used."""

    testpypi: IndexEndpoint | None
    pypi: IndexEndpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexFile:
    """One file that an index lists. An empty text, and None, mean that the index does not offer it.

    ``uploaded`` is the time as the index states it (PEP 700), ``metadata_sha256`` the digest of the
    file's core metadata (PEP 658), which is there without one where ``has_metadata`` is set alone,
    ``provenance`` the address of its attestations (PEP 740).
    """

    name: str
    url: str
    version: str
    sha256: str = ""
    size: int | None = None
    requires_python: str | None = None
    yanked: bool = False
    yanked_reason: str = ""
    uploaded: str = ""
    has_metadata: bool = False
    metadata_sha256: str = ""
    provenance: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPage:
    """All that one index lists of one project; ``known`` is False where it answers 404.

    ``form`` is what it answered with, ``api`` the version of the simple API that it states, ``status``
    the project's own (PEP 792: active, archived, quarantined, deprecated) with the reason for it.
    """

    endpoint: IndexEndpoint
    project: str
    files: tuple[IndexFile, ...]
    known: bool = True
    form: Literal["json", "html"] = "html"
    api: str = ""
    status: str = ""
    status_reason: str = ""

    def of(self, version: str) -> tuple[IndexFile, ...]:
        """The files of one version, in the order of the page."""
        wanted = Version(version)
        spellings = {text for text in {each.version for each in self.files} if Version(text) == wanted}
        return tuple(each for each in self.files if each.version in spellings)

    def newest(self) -> str:
        """The version that an installer takes when none is asked for; empty where every file is yanked."""
        versions = {Version(each.version) for each in self.files if not each.yanked}
        final = {each for each in versions if not each.is_prerelease}
        return str(max(final or versions)) if versions else ""

    def before(self, version: str) -> str:
        """The version that users got before this one: the highest below it that is not yanked; or empty.

        A pre-release counts where there is no final release.
        """
        below = {
            made
            for text in {each.version for each in self.files if not each.yanked}
            if (made := Version(text)) < Version(version)
        }
        final = {each for each in below if not each.is_prerelease}
        return str(max(final or below)) if below else ""

    def after(self, version: str) -> tuple[str, ...]:
        """The final versions above this one that are not yanked, the next one first."""
        made = {Version(text) for text in {each.version for each in self.files if not each.yanked}}
        above = (each for each in made if each > Version(version) and not each.is_prerelease)
        return tuple(map(str, sorted(above)))


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexFiles:
    """The files that one index lists for one version; ``project_known`` is False on a 404 page.

    It rests on the ``IndexPage`` of the same index, which is what to forget, and to wait for.
    """

    endpoint: IndexEndpoint
    project: str
    version: str
    files: tuple[IndexFile, ...]
    project_known: bool = True
