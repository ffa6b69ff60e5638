"""Keeps credentials out of whatever is printed, written down or raised."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

HIDDEN = "***"

_WEB_USER = re.compile(r"(?i)\b(https?|ftps?)://[^/\s@?#]+@")
_PASSWORD = re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://[^/\s:@?#]*):[^/\s@?#]*@")
_TOKEN = re.compile(
    r"\b(?:pypi-[\w-]{16,}|gh[oprsu]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}|xox[abprs]-[\w-]{10,})"
)


def redacted(text: str) -> str:
    """Give the text without passwords in URLs and without tokens of known shape.

    A web address loses its user name too: it may be the token itself. ``ssh://git@host`` keeps it.
    """
    text = _WEB_USER.sub(r"\1://", text)
    text = _PASSWORD.sub(r"\1@", text)
    return _TOKEN.sub(HIDDEN, text)


def redacted_value(value: Any) -> Any:
    """Give a JSON value with every text inside it redacted, keys of objects too."""
    if isinstance(value, str):
        return redacted(value)
    if isinstance(value, Mapping):
        return {redacted(str(key)): redacted_value(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [redacted_value(each) for each in value]
    return value
