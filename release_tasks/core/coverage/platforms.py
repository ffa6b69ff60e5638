"""Platforms by the names that people give them, and the wheel tags that installers accept there.

A plain name (``linux-x86_64``) stands for the newest system of its kind; how old a system may be is
told apart. A wheel's own platform tag (``manylinux_2_17_x86_64``) is a name too: that very system.
Sources: PEP 600 and 656, and PyPA's platform compatibility tags.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from functools import cache

from packaging.tags import mac_platforms

ANYWHERE = "any"
"""The one row of a release whose wheels name no platform."""
STANDARD = (
    "linux-x86_64",
    "linux-aarch64",
    "musllinux-x86_64",
    "musllinux-aarch64",
    "macos-x86_64",
    "macos-arm64",
    "windows-amd64",
    "windows-arm64",
    "windows-x86",
)
_RARE = ("i686", "armv7l", "armv6l", "ppc64le", "s390x", "riscv64")
KNOWN = (*STANDARD, *(f"{system}-{arch}" for system in ("linux", "musllinux") for arch in _RARE))
PLAIN_LINUX = ("linux_armv6l", "linux_armv7l")
"""The only ``linux_*`` tags that PyPI takes: from before there was a manylinux for these machines."""

_NEWEST_GLIBC, _NEWEST_MUSL, _NEWEST_MACOS = (2, 50), (1, 3), (30, 0)
"""Some way ahead of what there is, so that no release of theirs makes us wrong."""
_LEGACY = {"manylinux2014": (2, 17), "manylinux2010": (2, 12), "manylinux1": (2, 5)}
_OLD_GLIBC = ("x86_64", "i686")
"""The only ones for which wheels were defined before glibc 2.17 (PEP 513 and 571)."""
_WINDOWS = {"amd64": "win_amd64", "arm64": "win_arm64", "x86": "win32"}
_SYSTEMS = {
    **dict.fromkeys(("linux", "manylinux", "glibc"), "linux"),
    **dict.fromkeys(("musllinux", "musl", "alpine", "linux-musl"), "musllinux"),
    **dict.fromkeys(("macos", "macosx", "darwin", "osx", "mac"), "macos"),
    **dict.fromkeys(("windows", "win"), "windows"),
}
_ARCHES = {
    **dict.fromkeys(("x86-64", "x86_64", "amd64", "x64"), ("x86_64", "x86_64", "amd64")),
    **dict.fromkeys(("aarch64", "arm64"), ("aarch64", "arm64", "arm64")),
    **dict.fromkeys(("i686", "x86", "i386", "32"), ("i686", "", "x86")),
    "armv7l": ("armv7l", "", ""),
    "armv7": ("armv7l", "", ""),
    "armv6": ("armv6l", "", ""),
}
"""What each spelling means on Linux, macOS and Windows."""
_PRECISE = re.compile(r"(?P<system>manylinux|musllinux|macosx)_(?P<major>\d+)_(?P<minor>\d+)_(?P<arch>\w+)")


class UnknownPlatformError(ValueError):
    """No platform has that name; ``nearest`` is the one that was probably meant, or empty."""

    def __init__(self, text: str) -> None:
        super().__init__(f"there is no platform {text!r}")
        folded = text.casefold().replace("_", "-")
        spelled = {each.replace("_", "-"): each for each in KNOWN}
        begun = [each for each in spelled if each.startswith(f"{folded}-")]
        close = begun or difflib.get_close_matches(folded, spelled, n=1, cutoff=0.5)
        self.nearest = spelled[close[0]] if close else ""


def platform_named(text: str) -> str:
    """Give the one name of a platform for any spelling of it: ``macosx-aarch64`` is ``macos-arm64``.

    :raises UnknownPlatformError: there is no such platform.
    """
    folded = text.strip().casefold()
    if precise := _PRECISE.fullmatch(folded):
        if any(True for _ in _tags(folded)) and precise["arch"]:
            return folded
        raise UnknownPlatformError(text)
    system, arch = ("windows", "x86") if folded == "win32" else _split(folded)
    at = {"linux": 0, "musllinux": 0, "macos": 1, "windows": 2}.get(system, 0)
    name = f"{system}-{_ARCHES[arch][at] if arch in _ARCHES else arch}"
    if name not in KNOWN:
        raise UnknownPlatformError(text)
    return name


@cache
def ranks(platform: str) -> Mapping[str, int]:
    """The platform tags that installers accept there, each with its rank; 0 is what they like best.

    :raises UnknownPlatformError: it is no name of a platform.
    """
    tags = dict.fromkeys(_tags(platform))
    if not tags and platform != ANYWHERE:
        raise UnknownPlatformError(platform)
    return {tag: rank for rank, tag in enumerate(tags)}


@cache
def platforms_of(tag: str) -> tuple[str, ...]:
    """The platforms that a wheel's platform tag is for: two for ``universal2``, none for a system not known."""
    return tuple(name for name in KNOWN if tag in ranks(name))


def needed(tag: str) -> str:
    """The least system that a platform tag asks for, in words: ``glibc 2.17``; empty where it asks for none."""
    if tag.partition("_")[0] in _LEGACY:
        major, minor = _LEGACY[tag.partition("_")[0]]
        return f"glibc {major}.{minor}"
    if precise := _PRECISE.fullmatch(tag):
        word = {"manylinux": "glibc", "musllinux": "musl", "macosx": "macOS"}[precise["system"]]
        return f"{word} {precise['major']}.{precise['minor']}"
    return ""


def newer(one: str, other: str) -> bool:
    """Whether a least system in words (``glibc 2.17``) is newer than another; empty is older than all."""

    def numbers(least: str) -> tuple[int, ...]:
        return tuple(int(part) for part in least.rpartition(" ")[2].split(".")) if least else ()

    return numbers(one) > numbers(other)


def _split(folded: str) -> tuple[str, str]:
    spelled = folded.replace("_", "-")
    for word in sorted(_SYSTEMS, key=len, reverse=True):
        if spelled.startswith(f"{word}-"):
            return _SYSTEMS[word], spelled.removeprefix(f"{word}-")
    return folded, ""


def _tags(platform: str) -> Iterator[str]:
    if precise := _PRECISE.fullmatch(platform):
        version, arch = (int(precise["major"]), int(precise["minor"])), precise["arch"]
        yield from {"manylinux": _manylinux, "musllinux": _musllinux, "macosx": _macos}[precise["system"]](
            arch, version
        )
        return
    system, _, arch = platform.partition("-")
    if system in ("linux", "musllinux"):
        yield from _manylinux(arch, _NEWEST_GLIBC) if system == "linux" else _musllinux(arch, _NEWEST_MUSL)
        yield from (each for each in PLAIN_LINUX if each == f"linux_{arch}")
    elif system == "macos":
        yield from _macos(arch, _NEWEST_MACOS)
    elif system == "windows" and arch in _WINDOWS:
        yield _WINDOWS[arch]


def _manylinux(arch: str, newest: tuple[int, int]) -> Iterator[str]:
    named = {version: name for name, version in _LEGACY.items()}
    for minor in range(newest[1], (4 if arch in _OLD_GLIBC else 16), -1):
        yield f"manylinux_2_{minor}_{arch}"
        if (2, minor) in named:
            yield f"{named[2, minor]}_{arch}"


def _musllinux(arch: str, newest: tuple[int, int]) -> Iterator[str]:
    for minor in range(newest[1], -1, -1):
        yield f"musllinux_1_{minor}_{arch}"


def _macos(arch: str, newest: tuple[int, int]) -> Iterator[str]:
    return mac_platforms(newest, arch)
