"""What lies in an archive, and which names have no place in any."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from release_tasks.core.findings import Finding

_CACHES = frozenset(
    {
        "__pycache__",
        ".pytest_cache",
        ".mypy_cache",
        ".ruff_cache",
        ".hypothesis",
        ".tox",
        ".nox",
        ".venv",
        "node_modules",
        ".git",
    }
)
# A Python package may be called "target"; only cargo puts these inside one.
_CARGO_TARGET = re.compile(r"(?:^|/)target/(?:debug|release|wheels|CACHEDIR\.TAG|\.rustc_info\.json)(?:/|$)")
_DRIVE = re.compile(r"[A-Za-z]:")
_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file in an archive; ``digests`` are its hashes by algorithm, urlsafe base64 without padding.

    ``link`` is where a symbolic or hard link points; ``special`` marks devices and pipes.
    """

    name: str
    size: int = 0
    digests: Mapping[str, str] | None = None
    link: str | None = None
    special: bool = False


def several(names: Iterable[str]) -> str:
    """Name the first few, and count the rest."""
    ordered = sorted(names)
    more = len(ordered) - _SHOWN
    return ", ".join(ordered[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def unsafe(subject: str, members: Sequence[Member]) -> Iterator[Finding]:
    """Find what would leave the folder that the archive is unpacked into, and what is no file (PEP 706)."""
    leaving = {each.name for each in members if _leaves(each.name)}
    leaving |= {f"{each.name} -> {each.link}" for each in members if each.link and _link_leaves(each)}
    if leaving:
        yield Finding(
            kind="members that lie outside the folder it is unpacked into",
            subject=subject,
            expected="relative names without ..",
            found=several(leaving),
            remedy="mend what makes the archive; do not install it",
        )
    if specials := [each.name for each in members if each.special]:
        yield Finding(
            kind="members that are no files", subject=subject, expected="files only", found=several(specials)
        )
    if twice := [name for name, count in Counter(each.name for each in members).items() if count > 1]:
        yield Finding(
            kind="members of the same name", subject=subject, expected="each name once", found=several(twice)
        )


def caches(subject: str, names: Iterable[str]) -> Iterator[Finding]:
    """Find what tools leave behind: bytecode, caches, environments, repositories."""
    found = sorted({left for name in names if (left := _left_behind(name))})
    if found:
        yield Finding(
            kind="holds what tools leave behind",
            subject=subject,
            expected="only what the project keeps",
            found=several(found),
            remedy="exclude it in the build backend's settings, or git-ignore it, and build again",
        )


def _left_behind(name: str) -> str:
    """Give the folder or file that a tool left, as a prefix of ``name``; empty if none did."""
    parts = name.split("/")
    for at, part in enumerate(parts):
        if part in _CACHES:
            return "/".join(parts[: at + 1])
    if found := _CARGO_TARGET.search(name):
        return name[: found.end()].rstrip("/")
    return name if name.endswith((".pyc", ".pyo")) else ""


def _leaves(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ".." in name.split("/") or bool(_DRIVE.match(name))


def _link_leaves(member: Member) -> bool:
    """Whether a symbolic link, read from its own folder, points out of the archive."""
    target = member.link or ""
    if target.startswith("/") or "\\" in target or _DRIVE.match(target):
        return True
    depth = member.name.count("/")
    for part in target.split("/"):
        depth += {"..": -1, ".": 0, "": 0}.get(part, 1)
        if depth < 0:
            return True
    return False
