"""Downloads files that an index lists, many at a time, and holds each to what the index says of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, TypeVar

from release_tasks.core.index import IndexEndpoint, IndexFile
from release_tasks.world.index.bodies import chunks
from release_tasks.world.index.client import fetch_metadata
from release_tasks.world.index.connection import Connection
from release_tasks.world.index.failures import FileError, must_be_ok
from release_tasks.world.index.patience import LIMITS, Limits

Got = TypeVar("Got")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A listed file that came whole, with the digest of the bytes that came; ``path`` if it was kept."""

    file: IndexFile
    sha256: str
    size: int
    path: Path | None = None


def fetch(file: IndexFile, index: Connection, folder: Path | None = None) -> Fetched:
    """Download a listed file into ``folder``, or only to know its digest, and hold it to its listed sha256 and size.

    A file is in the folder under its name when it is whole and right, and not before.

    :raises FileError: the index does not have it after all, or it is not the bytes that are listed.
    :raises UnreachableError: it did not come whole.
    :raises RefusedLoginError: the index does not let us read.
    """
    digest, size, most = hashlib.sha256(), 0, index.limits.file_bytes
    # As it is: a server may call the packing of an sdist a packing of its answer.
    with index.ask(file.url, {"Accept": "*/*", "Accept-Encoding": "identity"}) as response:
        if response.status_code in (404, 410):
            raise FileError(
                f"{file.name} is listed, and its address answers {response.status_code}",
                where=index.there.listing,
                expected="the file",
                remedy="wait, and run the same command again; a page may be ahead of its files",
            )
        must_be_ok(response, index.there)
        with _kept(file, folder) as kept:
            for chunk in chunks(response, index, most, index.limits.file_s):
                digest.update(chunk)
                size += len(chunk)
                if file.size is not None and size > file.size:
                    raise _wrong(file, index.there, f"{file.size} bytes", "more bytes")
                if kept:
                    kept.write(chunk)
            if file.size not in (None, size):
                raise _wrong(file, index.there, f"{file.size} bytes", f"{size} bytes")
            if file.sha256 not in ("", digest.hexdigest()):
                raise _wrong(file, index.there, f"sha256 {file.sha256}", f"sha256 {digest.hexdigest()}")
    path = folder / file.name if folder else None
    return Fetched(file=file, sha256=digest.hexdigest(), size=size, path=path)


def fetch_all(
    files: Sequence[IndexFile], there: IndexEndpoint, folder: Path | None = None, limits: Limits = LIMITS
) -> dict[str, Fetched | FileError]:
    """Download many files at a time, as :func:`fetch` does one; gives what became of each, by its name.

    :raises UnreachableError: one of them did not come whole.
    :raises RefusedLoginError: the index does not let us read.
    """
    with Connection(there, limits) as index:
        return _each(partial(_fetched, index=index, folder=folder), files, index)


def fetch_all_metadata(
    files: Sequence[IndexFile], there: IndexEndpoint, limits: Limits = LIMITS
) -> dict[str, bytes | None]:
    """Fetch the core metadata of many files at a time, as :func:`fetch_metadata` does one, by the file's name.

    :raises UnreachableError: one of them did not come whole.
    :raises RefusedLoginError: the index does not let us read.
    """
    with Connection(there, limits) as index:
        return _each(partial(fetch_metadata, index=index), files, index)


def _fetched(file: IndexFile, index: Connection, folder: Path | None) -> Fetched | FileError:
    try:
        return fetch(file, index, folder)
    except FileError as error:
        return error


def _each(get: Callable[[IndexFile], Got], files: Sequence[IndexFile], index: Connection) -> dict[str, Got]:
    """What comes of each file; the first error that is not told by ``get`` ends all that is under way."""
    pool = ThreadPoolExecutor(max_workers=index.limits.at_a_time)
    try:
        return dict(zip((each.name for each in files), pool.map(get, files), strict=True))
    finally:
        index.stopped.set()
        pool.shutdown(cancel_futures=True)


@contextmanager
def _kept(file: IndexFile, folder: Path | None) -> Iterator[IO[bytes] | None]:
    """Where the bytes go: the file gets its name at the end, and is gone after an error."""
    if folder is None:
        yield None
        return
    if Path(file.name).name != file.name:
        raise ValueError(f"{file.name} is no name of a file")
    part = folder / f"{file.name}.part"
    try:
        with part.open("wb") as stream:
            yield stream
        part.replace(folder / file.name)
    finally:
        part.unlink(missing_ok=True)


def _wrong(file: IndexFile, there: IndexEndpoint, expected: str, found: str) -> FileError:
    return FileError(
        f"{file.name} is not the bytes that the index lists: {found}",
        where=there.listing,
        expected=expected,
        remedy="run the same command again; if it stays so, yank the release and tell who runs the index",
    )
