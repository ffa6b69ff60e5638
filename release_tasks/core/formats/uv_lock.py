"""uv.lock: the entry of a package that lies in the repository itself."""

from __future__ import annotations

import re
from pathlib import Path

from packaging.utils import canonicalize_name

from release_tasks.core.formats.toml_spans import line_at
from release_tasks.core.spots import VersionSpot

_OWN = rb'source = \{ (?:editable|virtual|directory) = "%s"'
_VERSION = rb'version = "(?P<version>[^"\r\n]*)"'


def spots(path: Path, data: bytes, name: str, folder: str) -> tuple[VersionSpot, ...]:
    """Give the version spots of the package ``name`` that lies in ``folder``.

    ``folder`` is relative to the lock file, with ``/`` (``.`` for the same folder). uv writes no
    version for a package whose version is dynamic.
    """
    normalized = re.escape(canonicalize_name(name).encode())
    own = _OWN % re.escape(folder.encode())
    end = rb"[ \t]*\r?\n"
    entry = re.compile(
        rb"\[\[package\]\]" + end + rb'name = "' + normalized + rb'"' + end + _VERSION + end + own
    )
    reference = re.compile(rb'\{ name = "' + normalized + rb'", ' + _VERSION + rb", " + own)
    found = [(match, f'the entry of "{name}"') for match in entry.finditer(data)]
    found += [(match, f'a dependency on "{name}"') for match in reference.finditer(data)]
    return tuple(
        VersionSpot(
            path=path,
            start=match.start("version"),
            end=match.end("version"),
            line=line_at(data, match.start("version")),
            text=match["version"].decode("utf-8", "replace"),
            why=why,
        )
        for match, why in sorted(found, key=lambda each: each[0].start())
    )
