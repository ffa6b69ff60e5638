"""A stranger's words: what an index says, made fit to be printed, and its version of the simple API."""

from __future__ import annotations

import re

_LONGEST = 500
_VERSION_1 = re.compile(r"1\.\d{1,9}")


def one_line(text: str) -> str:
    """Give the text as one line without control characters, and not for ever."""
    if text.isascii() and text.isprintable() and len(text) <= _LONGEST and "  " not in text:
        return text.strip()
    return "".join(each for each in " ".join(text[:_LONGEST].split()) if each.isprintable())


def api_version(stated: object) -> str:
    """Give the version of the simple API; a newer minor version is understood, as PEP 629 has it.

    :raises ValueError: another major version, or no version.
    """
    if not isinstance(stated, str) or not _VERSION_1.fullmatch(stated):
        raise ValueError("its version of the simple API is not 1.x, the only one that is understood here")
    return stated
