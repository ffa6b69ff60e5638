"""How much an archive may unpack to, and streams that give no more: anybody can write one that fills a disk."""

from __future__ import annotations

import gzip
import tarfile
from io import BufferedReader, FileIO
from pathlib import Path
from typing import BinaryIO

UNPACKED_FREE = 64 << 20
"""Bytes that an archive may unpack to, however small it is."""
UNPACKED_RATIO = 50
"""How many times its own size a larger one may unpack to; no honest distribution comes near."""
LIST_LIMIT = 16 << 20
"""Bytes that the list of a zip's members may have; each of them takes many times that in memory."""
MOST_MEMBERS = 250_000
"""Members that a tar may have."""
NAME_LIMIT = 1 << 20
"""Bytes that what stands before a tar's member may have: a long name, or a pax header."""

_BEFORE_MEMBERS = frozenset(
    {
        tarfile.XHDTYPE,
        tarfile.XGLTYPE,
        tarfile.SOLARIS_XHDTYPE,
        tarfile.GNUTYPE_LONGNAME,
        tarfile.GNUTYPE_LONGLINK,
    }
)


def unpacked_limit(path: Path) -> int:
    """Bytes that an archive may unpack to."""
    return max(UNPACKED_FREE, UNPACKED_RATIO * path.stat().st_size)


def too_large(path: Path) -> ValueError:
    """Make the error of an archive that unpacks to more."""
    return ValueError(f"unpacks to more than {unpacked_limit(path) >> 20} MiB: not opened any further")


class BoundedZip(BufferedReader):
    """A file that gives no list of zip members larger than is sane: zipfile takes it in one read."""

    def read(self, size: int | None = -1) -> bytes:
        """Read on.

        :raises ValueError: more is wanted at once than the list of an honest zip has.
        """
        if size is not None and size > LIST_LIMIT:
            raise ValueError(f"its list of members is larger than {LIST_LIMIT >> 20} MiB")
        return super().read(size)


class BoundedGzip(gzip.GzipFile):
    """A gzip stream that gives no more than its archive may unpack to."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "rb")
        self._path, self._left = path, unpacked_limit(path)

    def read(self, size: int | None = -1) -> bytes:
        """Read on.

        :raises ValueError: the archive unpacks to more than it may.
        """
        content = super().read(size)
        self._left -= len(content)
        if self._left < 0:
            raise too_large(self._path)
        return content


class BoundedEntry(tarfile.TarInfo):
    """A tar member before which there is no more than a name or a header: tarfile takes that whole."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> BoundedEntry:
        """Read an entry.

        :raises ValueError: a name, or a pax header, larger than is sane.
        """
        entry = super().frombuf(buf, encoding, errors)
        if entry.type in _BEFORE_MEMBERS and entry.size > NAME_LIMIT:
            raise ValueError(f"the name or header of a member is larger than {NAME_LIMIT >> 20} MiB")
        return entry


def bounded_zip(path: Path) -> BinaryIO:
    """Open a zip to be read by zipfile."""
    return BoundedZip(FileIO(path))
