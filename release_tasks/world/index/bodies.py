"""The body of an answer, taken as it comes: never more bytes, and never for longer, than was agreed.

Nothing is decoded by the libraries below, because what unpacks to a thousand times its size would
have been unpacked before anybody counts.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator

import requests

from release_tasks.core.errors import UnreachableError
from release_tasks.world.index.connection import Connection

_CHUNK = 2**16
_GZIP = 16 + zlib.MAX_WBITS


def chunks(response: requests.Response, index: Connection, most: int, within_s: float) -> Iterator[bytes]:
    """Give the bytes that are sent, as they are sent.

    :raises UnreachableError: there are more than ``most``, or the last is not here ``within_s`` seconds from now.
    """
    shown, taken, deadline = index.there.listing, 0, time.monotonic() + within_s
    while chunk := response.raw.read1(_CHUNK, decode_content=False):
        taken += len(chunk)
        if taken > most:
            raise _bad(f"the index sends more than {most} bytes", shown)
        if time.monotonic() > deadline or index.stopped.is_set():
            raise _bad(f"the answer is not here after {within_s:g} s", shown)
        yield chunk


def content(response: requests.Response, index: Connection, most: int, within_s: float) -> bytes:
    """Give a whole body, unpacked where it came packed (gzip, the only packing that we ask for).

    :raises UnreachableError: it is larger, later, or packed otherwise than agreed, or breaks off.
    """
    shown, packing = index.there.listing, response.headers.get("Content-Encoding", "identity").strip().lower()
    came = chunks(response, index, most, within_s)
    if packing == "identity":
        return b"".join(came)
    if packing not in ("gzip", "x-gzip"):
        raise _bad("the index packs its answer in a way that nobody asked for", shown)
    try:
        return b"".join(_unpacked(came, most, shown))
    except (zlib.error, EOFError):
        raise _bad("the answer broke off before its end, or is no gzip", shown) from None


def _unpacked(came: Iterator[bytes], most: int, shown: str) -> Iterator[bytes]:
    unpacking, total = zlib.decompressobj(_GZIP), 0
    for packed in came:
        rest = packed
        while rest:
            if unpacking.eof:  # RFC 1952: several members, one after the other
                unpacking = zlib.decompressobj(_GZIP)
            plain = unpacking.decompress(rest, _CHUNK)
            rest = unpacking.unused_data or unpacking.unconsumed_tail
            total += len(plain)
            if total > most:
                raise _bad(f"the index sends more than {most} bytes", shown)
            yield plain
    if not unpacking.eof:
        raise EOFError


def _bad(what: str, shown: str) -> UnreachableError:
    return UnreachableError(
        what,
        where=shown,
        remedy="run the same command again; if it stays so, look at what stands between you and the index",
    )
