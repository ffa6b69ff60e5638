"""Real archives, broken by hand: a wheel's members rewritten, an sdist of any members."""

from __future__ import annotations

import base64
import hashlib
import io
import tarfile
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

INFO = "tiny-1.0.dist-info"
SDIST = {
    "tiny-1.0/PKG-INFO": "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\nRequires-Python: >=3.9\n",
    "tiny-1.0/pyproject.toml": "[project]\n",
    "tiny-1.0/tiny/__init__.py": "",
}


def rewrite(wheel: Path, changes: Mapping[str, str | None], *, record: bool = False) -> Path:
    """Give members of a wheel other texts, or take them out (None); RECORD follows only if asked to."""
    with ZipFile(wheel) as archive:
        members: dict[str, bytes] = {name: archive.read(name) for name in archive.namelist()}
    for name, text in changes.items():
        if text is None:
            del members[name]
        else:
            members[name] = text.encode()
    if record:
        listed = f"{INFO}/RECORD"
        rows = [
            f"{name},{_hash(content)},{len(content)}\n" for name, content in members.items() if name != listed
        ]
        members[listed] = "".join((*rows, f"{listed},,\n")).encode()
    with ZipFile(wheel, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return wheel


def _hash(content: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest())
    return f"sha256={digest.rstrip(b'=').decode()}"


def write_sdist(
    folder: Path,
    members: Mapping[str, str] = SDIST,
    *,
    name: str = "tiny-1.0.tar.gz",
    links: Mapping[str, str] | None = None,
    pipes: tuple[str, ...] = (),
) -> Path:
    """Write an sdist of these members, symbolic links and named pipes."""
    path = folder / name
    with tarfile.open(path, "w:gz") as archive:
        for member, text in members.items():
            entry = tarfile.TarInfo(member)
            entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))
        for member, target in (links or {}).items():
            entry = tarfile.TarInfo(member)
            entry.type, entry.linkname = tarfile.SYMTYPE, target
            archive.addfile(entry)
        for member in pipes:
            entry = tarfile.TarInfo(member)
            entry.type = tarfile.FIFOTYPE
            archive.addfile(entry)
    return path
