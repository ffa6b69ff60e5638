"""The core metadata fields that a release is held to (PyPA: core metadata)."""

from __future__ import annotations

from dataclasses import dataclass
from email.parser import HeaderParser


@dataclass(frozen=True, slots=True, kw_only=True)
class CoreMetadata:
    """Fields of METADATA or PKG-INFO as written; empty where missing."""

    name: str
    version: str
    requires_python: str


def parse_metadata(text: str) -> CoreMetadata:
    """Read the headers of METADATA or PKG-INFO."""
    headers = HeaderParser().parsestr(text)

    def field(name: str) -> str:
        return str(headers.get(name, "")).strip()

    return CoreMetadata(
        name=field("Name"), version=field("Version"), requires_python=field("Requires-Python")
    )
