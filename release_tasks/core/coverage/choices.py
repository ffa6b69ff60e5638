"""The judgement of an installer: which of a release's files it takes, for each platform and each Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from packaging.tags import Tag
from packaging.utils import BuildTag, InvalidWheelFilename, parse_wheel_filename

from release_tasks.core.coverage.platforms import ANYWHERE, needed, newer, ranks
from release_tasks.core.coverage.pythons import allows, shapes

Files = Mapping[str, str]
"""The files of one release by name, each with its Requires-Python (empty for none)."""
Cell = tuple[str, str]
"""A platform and a Python."""
Kind = Literal["wheel", "sdist", "nothing", "outside"]

_FIRST_ON_ARM = "macOS 11.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What an installer takes in one cell: a wheel, the sdist (to be built there), nothing; or it is outside.

    ``tag`` is the wheel's that counted, ``least`` the oldest system that any wheel here serves
    (``glibc 2.17``). Outside are the Pythons that Requires-Python excludes.
    """

    kind: Kind
    file: str = ""
    tag: Tag | None = None
    least: str = ""

    @property
    def native(self) -> bool:
        """Whether it is a wheel for this kind of system, not one for any."""
        return self.tag is not None and self.tag.platform != ANYWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """All cells of one release; ``unread`` are the names that are no wheel's."""

    platforms: tuple[str, ...]
    pythons: tuple[str, ...]
    choices: Mapping[Cell, Choice]
    unread: tuple[str, ...] = ()

    def cells(self, kind: Kind) -> tuple[Cell, ...]:
        """The cells in which that kind of file is taken."""
        return tuple(cell for cell, choice in self.choices.items() if choice.kind == kind)


@dataclass(frozen=True, slots=True)
class _Wheel:
    name: str
    requires: str
    build: BuildTag
    tags: tuple[Tag, ...]


@dataclass(frozen=True, slots=True)
class _Fit:
    """One tag of a wheel that a Python accepts, whatever the platform."""

    shape: int
    tag: Tag
    wheel: _Wheel


def coverage(files: Files, platforms: Sequence[str], pythons: Sequence[str]) -> Coverage:
    """Judge each cell as an installer does: the best tag, then the higher build number, then a wheel before the sdist.

    Where two wheels are equal in all of this, installers differ; here the first by name is taken.

    :raises UnknownPlatformError: a name is no platform's.
    """
    wheels, unread = _wheels(files)
    sdists = {name: requires for name, requires in files.items() if name.endswith((".tar.gz", ".zip"))}
    choices = {}
    for python in pythons:
        fits = _fits(wheels, python)
        sdist = next((name for name, requires in sdists.items() if allows(requires, python)), "")
        outside = bool(files) and not any(allows(requires, python) for requires in files.values())
        for platform in platforms:
            choices[platform, python] = _choose(fits, platform, sdist, outside=outside)
    return Coverage(
        platforms=tuple(platforms),
        pythons=tuple(pythons),
        choices={cell: choices[cell] for cell in ((row, col) for row in platforms for col in pythons)},
        unread=unread,
    )


def _choose(fits: Iterable[_Fit], platform: str, sdist: str, *, outside: bool) -> Choice:
    known = ranks(platform)
    placed = [
        (-fit.shape, -place, fit)
        for fit in fits
        if (place := 0 if fit.tag.platform == ANYWHERE else known.get(fit.tag.platform)) is not None
    ]
    if placed:
        _, _, best = max(placed, key=lambda each: (each[0], each[1], each[2].wheel.build))
        return Choice(kind="wheel", file=best.wheel.name, tag=best.tag, least=_least(placed, platform))
    if outside:
        return Choice(kind="outside")
    return Choice(kind="sdist", file=sdist) if sdist else Choice(kind="nothing")


def _least(placed: Iterable[tuple[int, int, _Fit]], platform: str) -> str:
    """The oldest system that one of these wheels serves; a wheel for any system serves them all."""
    by_age = {-place: fit.tag.platform for _, place, fit in placed}
    if ANYWHERE in by_age.values():
        return ""
    least = needed(by_age[max(by_age)])
    # A fat wheel may be named for a macOS from before there was that processor.
    return _FIRST_ON_ARM if platform == "macos-arm64" and newer(_FIRST_ON_ARM, least) else least


def _fits(wheels: Sequence[_Wheel], python: str) -> list[_Fit]:
    known = shapes(python)
    found = []
    for wheel in wheels:
        if not allows(wheel.requires, python):
            continue
        for tag in wheel.tags:
            shape = known.get((tag.interpreter, tag.abi, tag.platform == ANYWHERE))
            if shape is not None:
                found.append(_Fit(shape, tag, wheel))
    return found


def _wheels(files: Files) -> tuple[list[_Wheel], tuple[str, ...]]:
    wheels, unread = [], []
    for name in sorted(files):
        if name.endswith(".whl"):
            try:
                _, _, build, tags = parse_wheel_filename(name)
            except InvalidWheelFilename:
                unread.append(name)
            else:
                wheels.append(_Wheel(name, files[name], build, tuple(sorted(tags, key=str))))
    return wheels, tuple(unread)
