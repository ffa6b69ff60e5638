"""What must hold inside a wheel (PyPA: binary distribution format)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from email.parser import HeaderParser

from packaging.tags import parse_tag
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from release_tasks.core.distributions.filename import FileName, refused_platforms
from release_tasks.core.distributions.members import Member, caches, unsafe
from release_tasks.core.distributions.record import Row, record_faults
from release_tasks.core.findings import Finding

_INFO = re.compile(r"([^/]+)\.dist-info/")


def info_folder(file: FileName, names: Sequence[str]) -> str:
    """Give the name of the wheel's one ``.dist-info`` folder.

    :raises ValueError: there is none, there are several, or it is another distribution's.
    """
    folders = sorted({found[1] for name in names if (found := _INFO.match(name))})
    if len(folders) != 1:
        raise ValueError(f"expected one .dist-info folder, found {', '.join(folders) or 'none'}")
    name, _, version = folders[0].rpartition("-")
    try:
        fits = canonicalize_name(name) == file.name and Version(version) == Version(file.version)
    except InvalidVersion:
        fits = False
    if not fits:
        raise ValueError(f"the .dist-info folder is that of another distribution: {folders[0]}.dist-info")
    return f"{folders[0]}.dist-info"


def wheel_faults(
    file: FileName, info: str, members: Sequence[Member], wheel: str, rows: Sequence[Row]
) -> tuple[Finding, ...]:
    """Find contradictions inside a wheel; ``wheel`` is the text of WHEEL, ``rows`` what RECORD lists."""
    return (
        *unsafe(file.text, members),
        *caches(file.text, (member.name for member in members)),
        *_tag_faults(file, wheel),
        *refused_platforms(file),
        *record_faults(file.text, info, rows, members),
    )


def _tag_faults(file: FileName, wheel: str) -> Iterator[Finding]:
    headers = HeaderParser().parsestr(wheel)
    tags = {tag for line in headers.get_all("Tag", []) for tag in _tags(line)}
    named = {str(tag) for tag in file.tags}
    if tags != named:
        yield Finding(
            kind="WHEEL states other tags than the file name",
            subject=file.text,
            expected=", ".join(sorted(named)),
            found=", ".join(sorted(tags)) or "no Tag",
            remedy="build again; rename wheels with python -m wheel tags only, which rewrites both",
        )
    build = headers.get("Build", "").strip()
    if build != file.build:
        yield Finding(
            kind="WHEEL states another build number than the file name",
            subject=file.text,
            expected=file.build or "no build number",
            found=build or "no build number",
            remedy="build again; rename wheels with python -m wheel tags only, which rewrites both",
        )


def _tags(line: str) -> set[str]:
    text = line.strip()
    # packaging takes three parts for granted.
    return {str(tag) for tag in parse_tag(text)} if text.count("-") == 2 else {text}
