"""Python source: the version as incremental keeps it, a call (``__version__ = Version("demo", 1, 4, 0, dev=0)``)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from packaging.version import Version

from release_tasks.core.errors import UsageError
from release_tasks.core.formats import python_assignment
from release_tasks.core.spots import VersionSpot
from release_tasks.core.version import canonical, parse, same_version

_ARGUMENTS = re.compile(r"(?P<numbers>\d+, *\d+, *\d+)(?P<rest>(?:, *\w+=\d+)*)")
"""As its own ``update`` writes them, on one line; it knows three numbers and no alpha or beta."""
_REST = re.compile(r"(\w+)=(\d+)")
_PLAIN = 4
"""The name and three numbers."""
_CANDIDATE = ("release_candidate", "prerelease")
"""What the number of a candidate is called, and was called in earlier years."""


def whole(path: Path, data: bytes) -> tuple[VersionSpot, ...]:
    """Give the spots of such calls that are assigned to ``__version__``, each without the package's name.

    The module has to have incremental's Version.

    :raises UsageError: not UTF-8, or the running Python cannot parse the file.
    """
    return tuple(_all(path, data)) if b"incremental" in data else ()


def read(text: str) -> str | None:
    """Read the arguments of such a call (``1, 4, 0, dev=0``); gives None for what is no version."""
    found = _ARGUMENTS.fullmatch(text)
    if found is None:
        return None
    rest = dict(_REST.findall(found["rest"]))
    candidate = next((rest.pop(word) for word in _CANDIDATE if word in rest), None)
    endings = (("rc", candidate), (".post", rest.pop("post", None)), (".dev", rest.pop("dev", None)))
    release = ".".join(re.findall(r"\d+", found["numbers"]))
    ending = "".join(f"{word}{number}" for word, number in endings if number is not None)
    return None if rest else canonical(release + ending)


def written(text: str, version: str) -> str:
    """Write a version as the arguments of such a call.

    :raises UsageError: incremental has no form for it: an epoch, more than three numbers, an alpha, a beta.
    """
    parsed = parse(version)
    word = next((each for each in _CANDIDATE if each in text), _CANDIDATE[0])
    numbers = ", ".join(map(str, (*parsed.release, 0, 0)[:3]))
    after = numbers + "".join(_endings(parsed, word))
    if same_version(read(after) or "", version):
        return after
    raise UsageError(
        f"{version} cannot be written as ({text})", expected="three numbers, a release candidate at most"
    )


def _endings(version: Version, candidate: str) -> Iterator[str]:
    if version.pre is not None:
        yield f", {candidate}={version.pre[1]}"
    if version.post is not None:
        yield f", post={version.post}"
    if version.dev is not None:
        yield f", dev={version.dev}"


def _all(path: Path, data: bytes) -> Iterator[VersionSpot]:
    for name, value in python_assignment.assignments(python_assignment.module(path, data)):
        if name != "__version__" or not isinstance(value, ast.Call) or len(value.args) != _PLAIN:
            continue
        last = value.keywords[-1].value if value.keywords else value.args[-1]
        why = '__version__ = Version("...", ...)'
        spot = python_assignment.code(path, data, value.args[1], last, dialect="incremental", why=why)
        if read(spot.text) is not None:
            yield spot
