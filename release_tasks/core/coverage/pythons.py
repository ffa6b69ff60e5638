"""Pythons by their short names (3.12, 3.13t, pypy3.11), and the wheel tags that each accepts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.tags import Tag, compatible_tags, cpython_tags, generic_tags

CURRENT = ("3.10", "3.11", "3.12", "3.13", "3.14", "3.14t", "3.15", "3.15t")
"""What people run today; 3.13t was an experiment, and is looked at where a wheel names it (PEP 779)."""
_OLDEST_PYPY = 11
"""The minor version of the oldest PyPy that is still released."""

Shape = tuple[str, str, bool]
"""Interpreter and ABI of a tag, and whether its platform is ``any``."""

_NAME = re.compile(r"(?P<pypy>pypy)?(?P<major>3)\.(?P<minor>\d+)(?:\.\d+)?(?P<threads>t?)")
_IN_TAG = re.compile(r"(?P<kind>cp|pp)3(?P<minor>\d+)")
_SOME_PLATFORM = "some"
_PATCHES = range(40)
_FIRST = 3
"""The minor version of the first Python 3 that wheels were made for."""
_PYPY_ABIS = ("pp80", "pp73")
"""PyPy 8 and PyPy 7.3 do not take each other's wheels; its column says that one of them is served."""


def python_named(text: str) -> str | None:
    """Give the short name of a Python for any version of it; None for what names none, such as a path."""
    match = _NAME.fullmatch(text.strip().lower())
    if not match or (match["pypy"] and match["threads"]):
        return None
    return f"{match['pypy'] or ''}3.{match['minor']}{match['threads']}"


def in_order(pythons: Iterable[str]) -> tuple[str, ...]:
    """Sort short names: by version, free-threaded ones after, PyPy last."""
    return tuple(sorted(set(pythons), key=lambda each: (each.startswith("pypy"), _minor(each), each)))


def pythons_of(tag: Tag) -> Iterator[str]:
    """The Pythons that a wheel's tag names; ``cp39-abi3`` names the first that it is for."""
    match = _IN_TAG.fullmatch(tag.interpreter)
    if match:
        threads = "t" if tag.abi.startswith("cp") and tag.abi.endswith("t") else ""
        yield f"{'pypy' if match['kind'] == 'pp' else ''}3.{match['minor']}{threads}"


def ended(python: str) -> bool:
    """Whether nobody keeps a Python up any more: it is older than all of today's, or was an experiment."""
    oldest = _OLDEST_PYPY if python.startswith("pypy") else _minor(CURRENT[0])
    return _minor(python) < oldest or python == "3.13t"


def before_today(requires_python: str) -> tuple[str, ...]:
    """The Pythons of former days that Requires-Python allows."""
    former = (f"3.{minor}" for minor in range(_FIRST, _minor(CURRENT[0])))
    return tuple(each for each in former if allows(requires_python, each))


@cache
def shapes(python: str) -> Mapping[Shape, int]:
    """The shapes that installers accept for a Python, each with its rank; 0 is what they like best.

    Within one shape the platform decides, so that the order of all tags is that of (shape, platform):
    packaging makes them in nested loops, the platforms innermost.
    """
    tags = dict.fromkeys(
        (each.interpreter, each.abi, each.platform == "any") for each in tags_of(python, (_SOME_PLATFORM,))
    )
    return {shape: rank for rank, shape in enumerate(tags)}


def tags_of(python: str, platforms: Iterable[str]) -> Iterator[Tag]:
    """All tags that installers accept for a Python on a machine with these platform tags, best first."""
    version, places = (3, _minor(python)), list(platforms)
    if python.startswith("pypy"):
        name = f"pp3{version[1]}"
        abis = [f"pypy3{version[1]}_{abi}" for abi in _PYPY_ABIS]
        yield from generic_tags(name, abis=abis, platforms=places)
    else:
        name = f"cp3{version[1]}"
        # Named outright: without it packaging takes the ABI of the running Python.
        abi = f"{name}t" if python.endswith("t") else f"{name}m" if version < (3, 8) else name
        yield from cpython_tags(version, abis=[abi], platforms=places)
    yield from compatible_tags(version, interpreter=name, platforms=places)


@cache
def allows(requires_python: str, python: str) -> bool:
    """Whether Requires-Python allows any patch of a Python; installers overlook one that they cannot read."""
    try:
        wanted = SpecifierSet(requires_python)
    except InvalidSpecifier:
        return True
    # >=3.9.2 and !=3.9.0 allow a Python 3.9.
    return any(wanted.contains(f"3.{_minor(python)}.{patch}") for patch in _PATCHES)


def _minor(python: str) -> int:
    return int(python.rstrip("t").partition(".")[2])
