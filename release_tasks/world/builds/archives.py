"""Opens sdists and wheels without unpacking them, and never reads more than a sane file would hold."""

from __future__ import annotations

import base64
import hashlib
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from release_tasks.core.artifacts import BuiltFile, Distribution, Unreadable
from release_tasks.core.distributions.contents import contents_of
from release_tasks.core.distributions.filename import FileName, parse_filename
from release_tasks.core.distributions.members import Member
from release_tasks.core.distributions.metadata import parse_metadata
from release_tasks.core.distributions.record import STRONG, parse_record
from release_tasks.core.distributions.sdist import sdist_faults
from release_tasks.core.distributions.wheel import info_folder, wheel_faults
from release_tasks.core.findings import Finding
from release_tasks.world.builds.bounds import (
    MOST_MEMBERS,
    BoundedEntry,
    BoundedGzip,
    bounded_zip,
    too_large,
    unpacked_limit,
)

CHUNK = 1 << 20
TEXT_LIMIT = 16 << 20
"""Bytes that METADATA, WHEEL, RECORD or PKG-INFO may have."""

BROKEN = (
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    struct.error,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    tarfile.TarError,
)
"""What reading an archive raises that is not whole."""


def open_distribution(path: Path) -> Distribution | Unreadable:
    """Look inside one file of ``dist``; what cannot be read is told, not raised."""
    try:
        file = parse_filename(path.name)
        read = _read_wheel if file.kind == "wheel" else _read_sdist
        inside = read(path, file)
        stated, built = parse_metadata(inside.metadata), built_file(path)
        return Distribution(
            path=path,
            file=built,
            kind=file.kind,
            name=file.name,
            version=file.version,
            metadata_name=stated.name,
            metadata_version=stated.version,
            requires_python=stated.requires_python,
            contents=contents_of(
                path.name,
                inside.metadata,
                size=built.size,
                members=inside.names if file.kind == "wheel" else None,
                entry_points=inside.entry_points,
            ),
            faults=inside.faults,
        )
    except BROKEN as error:
        return Unreadable(path=path, reason=str(error) or type(error).__name__)


def metadata_of_wheel(path: Path) -> bytes:
    """Give the METADATA of a wheel that can be opened, byte for byte."""
    with bounded_zip(path) as stream, zipfile.ZipFile(stream) as archive:
        info = info_folder(parse_filename(path.name), archive.namelist())
        return archive.read(f"{info}/METADATA")


def built_file(path: Path) -> BuiltFile:
    """Take a file's name, sha256 and size."""
    with path.open("rb") as stream:
        size, digest = _digest(stream, "sha256")
    return BuiltFile(name=path.name, sha256=digest.hex(), size=size)


def _digest(stream: IO[bytes], algorithm: str) -> tuple[int, bytes]:
    sum_, size = hashlib.new(algorithm), 0
    while chunk := stream.read(CHUNK):
        sum_.update(chunk)
        size += len(chunk)
    return size, sum_.digest()


def _text(stream: IO[bytes], name: str) -> str:
    content = stream.read(TEXT_LIMIT + 1)
    if len(content) > TEXT_LIMIT:
        raise ValueError(f"{name} is larger than {TEXT_LIMIT >> 20} MiB")
    return content.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class _Inside:
    """What is read of an archive."""

    metadata: str
    faults: tuple[Finding, ...]
    names: tuple[str, ...] = ()
    entry_points: str = ""


def _read_wheel(path: Path, file: FileName) -> _Inside:
    with bounded_zip(path) as stream, zipfile.ZipFile(stream) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        # zipfile never gives more of a member than its stated size, so the sum can be trusted.
        if sum(entry.file_size for entry in entries) > unpacked_limit(path):
            raise too_large(path)
        info = info_folder(file, [entry.filename for entry in entries])
        metadata, wheel, record = (
            _wheel_text(archive, f"{info}/{name}") for name in ("METADATA", "WHEEL", "RECORD")
        )
        rows = parse_record(record)
        algorithms = {row.path: row.algorithm for row in rows}
        members = [_wheel_member(archive, entry, algorithms) for entry in entries]
        names = tuple(entry.filename for entry in entries)
        listed = f"{info}/entry_points.txt"
        entry_points = _wheel_text(archive, listed) if listed in names else ""
    return _Inside(metadata, wheel_faults(file, info, members, wheel, rows), names, entry_points)


def _wheel_text(archive: zipfile.ZipFile, name: str) -> str:
    if name not in archive.namelist():
        raise ValueError(f"{name} is missing")
    with archive.open(name) as stream:
        return _text(stream, name)


def _wheel_member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, algorithms: Mapping[str, str]) -> Member:
    stated = algorithms.get(entry.filename, "")
    algorithm = stated if stated in STRONG else "sha256"
    with archive.open(entry) as stream:
        size, digest = _digest(stream, algorithm)
    encoded = base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
    return Member(name=entry.filename, size=size, digests={algorithm: encoded})


def _read_sdist(path: Path, file: FileName) -> _Inside:
    metadata: str | None = None
    members: list[Member] = []
    with BoundedGzip(path) as unzipped:
        with tarfile.open(fileobj=unzipped, mode="r|", tarinfo=BoundedEntry) as archive:
            for entry in archive:
                if entry.isdir():
                    continue
                if len(members) == MOST_MEMBERS:
                    raise ValueError(f"has more than {MOST_MEMBERS} members")
                members.append(_sdist_member(entry))
                if entry.isfile() and entry.name == f"{file.stem}/PKG-INFO":
                    stream: Any = archive.extractfile(entry)
                    metadata = _text(stream, "PKG-INFO")
        while unzipped.read(CHUNK):
            # The checksum of a gzip file stands at its end.
            pass
    return _Inside(metadata or "", sdist_faults(file, members))


def _sdist_member(entry: tarfile.TarInfo) -> Member:
    link = None
    if entry.issym():
        link = entry.linkname
    elif entry.islnk():
        # A hard link names its target from the top of the archive, a symbolic one from its own folder.
        link = (
            entry.linkname
            if entry.linkname.startswith("/")
            else "../" * entry.name.count("/") + entry.linkname
        )
    special = not (entry.isfile() or entry.issym() or entry.islnk())
    return Member(name=entry.name, size=entry.size, link=link, special=special)
