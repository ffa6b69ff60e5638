"""A release that is named in full, ``NAME==VERSION``, as requirements name it (PEP 508)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from release_tasks.core.errors import UsageError
from release_tasks.core.version import is_word

if TYPE_CHECKING:
    from packaging.requirements import Requirement


class Named(NamedTuple):
    """A project by name, the extras to install it with, and the version; None: the newest there is."""

    name: str
    extras: tuple[str, ...] = ()
    version: str | None = None


def read_named(text: str) -> Named | None:
    """Read ``NAME==VERSION``, ``NAME[EXTRA]==VERSION`` or ``NAME``; None for a version or a word for one.

    What begins with a digit is a name only where ``==`` follows it.

    :raises UsageError: it names a project, but not one version of it.
    """
    text = text.strip()
    if "==" not in text and (is_word(text) or not text[:1].isalpha() or _is_version(text)):
        return None
    from packaging.requirements import InvalidRequirement, Requirement  # noqa: PLC0415  # most runs name no release so

    try:
        wanted = Requirement(text)
        return Named(
            name=canonicalize_name(wanted.name),
            extras=tuple(sorted(map(canonicalize_name, wanted.extras))),
            version=_version(wanted),
        )
    except (InvalidRequirement, ValueError):
        raise UsageError(
            f"{text!r} names no release", expected="NAME==VERSION, NAME[EXTRA]==VERSION, or NAME"
        ) from None


def _version(wanted: Requirement) -> str | None:
    if wanted.url or wanted.marker:
        raise ValueError("an address or a marker")
    if not wanted.specifier:
        return None
    (only,) = wanted.specifier
    if only.operator != "==":
        raise ValueError(only.operator)
    return str(Version(only.version))


def _is_version(text: str) -> bool:
    try:
        Version(text)
    except InvalidVersion:
        return False
    return True
