"""What must hold inside an sdist (PyPA: source distribution format)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from packaging.utils import InvalidSdistFilename, parse_sdist_filename

from release_tasks.core.distributions.filename import FileName
from release_tasks.core.distributions.members import Member, caches, several, unsafe
from release_tasks.core.findings import Finding

# A package without pyproject.toml is built by setup.py alone (before PEP 517).
_BUILDABLE = ("pyproject.toml", "setup.py")


def sdist_faults(file: FileName, members: Sequence[Member]) -> tuple[Finding, ...]:
    """Find what does not belong into an sdist, and what it lacks."""
    names = tuple(member.name for member in members)
    return (
        *unsafe(file.text, members),
        *_folder_faults(file, names),
        *_lacking(file, names),
        *caches(file.text, names),
        *_nested(file, names),
    )


def _folder_faults(file: FileName, names: Sequence[str]) -> Iterator[Finding]:
    tops = sorted({name.split("/")[0] + ("/" if "/" in name else "") for name in names})
    if tops != [f"{file.stem}/"]:
        yield Finding(
            kind="not one folder that is named like the file",
            subject=file.text,
            expected=f"{file.stem}/",
            found=several(tops) or "nothing",
            remedy="build again with a current build backend",
        )


def _lacking(file: FileName, names: Sequence[str]) -> Iterator[Finding]:
    held = {name.removeprefix(f"{file.stem}/") for name in names}
    for one_of in (("PKG-INFO",), _BUILDABLE):
        if held.isdisjoint(one_of):
            yield Finding(
                kind=f"{one_of[0]} is missing",
                subject=file.text,
                expected=f"{file.stem}/{one_of[0]}",
                remedy="include it in the build backend's settings, and build again",
            )


def _nested(file: FileName, names: Sequence[str]) -> Iterator[Finding]:
    inside = [name for name in names if name.endswith(".whl") or _is_own_sdist(file, name)]
    if inside:
        yield Finding(
            kind="holds built distributions",
            subject=file.text,
            expected="sources only",
            found=several(inside),
            remedy="git-ignore dist/, or exclude it in the build backend's settings, and build again",
        )


def _is_own_sdist(file: FileName, name: str) -> bool:
    """Whether a member is an earlier sdist of this project; other archives may be a test's data."""
    try:
        return parse_sdist_filename(name.rpartition("/")[2])[0] == file.name
    except InvalidSdistFilename:
        return False
