"""Metadata: what resolvers read of each file says the same as its name, the page, and its inside."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from packaging.utils import canonicalize_name

from release_tasks.core.artifacts import Unreadable
from release_tasks.core.distributions.metadata import parse_metadata
from release_tasks.core.findings import Evidence, Finding
from release_tasks.core.gate.verdicts import Failed, NotOffered, Passed, Verdict
from release_tasks.core.index import IndexFile
from release_tasks.core.index.contents import Content, Contents, CoreMetadataFiles
from release_tasks.core.version import same_version

_YANK = "yank the release, and release another version"
_INDEX = "tell those who run the index; until then installers may resolve by wrong metadata"


def judge_metadata(
    project: str, files: Sequence[IndexFile], offered: CoreMetadataFiles, contents: Contents | None = None
) -> Verdict:
    """Judge the core metadata of a version's files; ``contents`` are the files themselves, downloaded.

    Sources: PEP 658 and 714; the inside of wheels and sdists by their specifications.
    """
    got = contents.by_name if contents else {}
    findings = [
        *(each for file in files if file.name in got for each in _inside(project, file, got[file.name])),
        *(
            each
            for file in files
            if file.name in offered.by_name
            for each in _beside(project, file, offered.by_name[file.name], got.get(file.name))
        ),
    ]
    if findings:
        return Failed(kind="metadata", findings=tuple(findings))
    if not offered.by_name and not got:
        return NotOffered(kind="metadata", finding=_not_offered(files))
    return Passed(kind="metadata", evidence=(Evidence(what=_told(files, offered, got)),))


def _inside(project: str, file: IndexFile, content: Content) -> Iterator[Finding]:
    """Contradictions within the file; one that did not come is told by its digest."""
    if isinstance(content.opened, Unreadable):
        yield Finding(
            kind="cannot be read",
            subject=file.name,
            expected="a whole sdist or wheel",
            found=content.opened.reason,
            remedy=_YANK,
        )
    elif content.opened is not None:
        made = content.opened
        yield from _said(
            project, file, made.metadata_name, made.metadata_version, made.requires_python, "inside"
        )
        yield from made.faults


def _beside(
    project: str, file: IndexFile, metadata: bytes | None, content: Content | None
) -> Iterator[Finding]:
    """Contradictions of the metadata that the index offers beside the file."""
    if metadata is None:
        yield Finding(
            kind="its metadata is promised, and not there",
            subject=file.name,
            expected="METADATA beside the file (PEP 658)",
            found="no such page",
            remedy=_INDEX,
        )
        return
    digest = hashlib.sha256(metadata).hexdigest()
    if file.metadata_sha256 not in ("", digest):
        yield Finding(
            kind="its metadata is not the bytes that are listed",
            subject=file.name,
            expected=f"sha256 {file.metadata_sha256}",
            found=f"sha256 {digest}",
            remedy=_INDEX,
        )
        return
    if content and content.metadata is not None and content.metadata != metadata:
        yield Finding(
            kind="the metadata beside it is not the one inside",
            subject=file.name,
            expected=f"sha256 {hashlib.sha256(content.metadata).hexdigest()}",
            found=f"sha256 {digest}",
            remedy=_INDEX,
        )
        return
    stated = parse_metadata(metadata.decode("utf-8", "replace"))
    yield from _said(project, file, stated.name, stated.version, stated.requires_python, "beside it")


def _said(
    project: str, file: IndexFile, name: str, version: str, requires_python: str, where: str
) -> Iterator[Finding]:
    if canonicalize_name(name) != canonicalize_name(project) or not same_version(version, file.version):
        yield Finding(
            kind=f"the metadata {where} is that of another release",
            subject=file.name,
            expected=f"{project} {file.version}",
            found=f"{name} {version}".strip() or "neither Name nor Version",
            remedy=_YANK,
        )
    if file.requires_python is not None and not _same(requires_python, file.requires_python):
        yield Finding(
            kind=f"the page states another Requires-Python than the metadata {where}",
            subject=file.name,
            expected=requires_python or "none",
            found=file.requires_python,
            remedy=_INDEX,
        )


def _same(one: str, other: str) -> bool:
    return set(one.replace(" ", "").split(",")) == set(other.replace(" ", "").split(","))


def _not_offered(files: Sequence[IndexFile]) -> Finding:
    return Finding(
        kind="this index offers no metadata beside its files (PEP 658)",
        subject=f"{len(files)} files",
        expected="the METADATA of each wheel",
        remedy="pass --deep: each file is downloaded then, and looked into",
    )


def _told(files: Sequence[IndexFile], offered: CoreMetadataFiles, got: object) -> str:
    beside = f"{len(offered.by_name)} of {len(files)} files have it beside them" if offered.by_name else ""
    if not got:
        return f"name, version and Requires-Python agree; {beside}"
    beside = (
        f", equal to {len(offered.by_name)} beside them"
        if offered.by_name
        else "; none is offered beside them"
    )
    return f"inside of all {len(files)} files: names, tags, RECORD and metadata agree{beside}"
