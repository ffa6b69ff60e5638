"""Where a project states its version: facts, and the change of all of them at once.

The readers that find a version in one kind of file live in ``release_tasks.core.formats``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from release_tasks.core.errors import UsageError
from release_tasks.core.formats import coded
from release_tasks.core.formats.proof import Replacement, prove, spliced
from release_tasks.core.spelling import spelled
from release_tasks.core.spots import Dialect, VersionSpot
from release_tasks.core.version import (
    canonical,
    following,
    from_semver,
    is_devrelease,
    is_prerelease,
    is_version,
    lengthened,
    parse,
    same_version,
)

__all__ = [
    "Dialect",
    "IgnoredSource",
    "SourceFiles",
    "VersionSources",
    "VersionSpot",
    "disagreements",
    "moving_days",
    "rewrite",
    "stated",
    "states",
]


_MANNERS: Mapping[Dialect, str] = {
    "pep440": "PEP 440",
    "semver": "SemVer",
    "numbers": "a tuple of numbers",
    "incremental": "a Version of incremental",
    "digits": "two digits for each number",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class IgnoredSource:
    """A file that states the version and is left alone, and why (``Cargo.lock is git-ignored``)."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionSources:
    """Every place in the tree that states the package's version, in the order of authority.

    ``mentions`` state the last release of a package whose version no file decides: a README, a manual.
    ``days`` are dates, ISO 8601, that state the day of the release beside it.
    """

    spots: tuple[VersionSpot, ...]
    mentions: tuple[VersionSpot, ...] = ()
    days: tuple[VersionSpot, ...] = ()
    ignored: tuple[IgnoredSource, ...] = ()

    @property
    def places(self) -> tuple[VersionSpot, ...]:
        """All that a new version is written to."""
        return (*self.spots, *self.mentions)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFiles:
    """The bytes of each file that has a version spot, as they were when the spots were found."""

    contents: dict[Path, bytes]


def stated(spot: VersionSpot) -> str:
    """Give the version that a spot states in canonical PEP 440 form, or a text that is no version as it is."""
    text = coded.read(spot.text, spot.dialect) if spot.dialect in coded.CODED else spot.text
    try:
        return from_semver(text or spot.text)
    except UsageError:
        return spot.text


def states(spot: VersionSpot, version: str) -> bool:
    """Tell whether a spot states a version, as far as its parts go, or is the bound beyond it."""
    if spot.beyond:
        return same_version(spot.text, following(version, spot.beyond))
    return same_version(stated(spot), version if spot.parts is None else _shortened(spot.parts, version))


def disagreements(sources: VersionSources, version: str) -> tuple[VersionSpot, ...]:
    """Give the spots that state another version than ``version``, or none at all.

    Versions are compared as PEP 440 compares them: ``1.2`` is ``1.2.0``. A place that states final
    releases only has nothing to say of a pre-release.
    """
    unfinished, unreleased = is_prerelease(version), is_devrelease(version)
    return tuple(
        spot
        for spot in sources.places
        if not states(spot, version)
        and not (spot.finals_only and unfinished)
        and not (spot.released_only and unreleased)
    )


def rewrite(
    contents: Mapping[Path, bytes], sources: VersionSources, version: str, asked: str = "", day: str = ""
) -> dict[Path, bytes]:
    """Give the new bytes of every file that has to change for all sources to state ``version``.

    Only the version's bytes are replaced, each in its dialect, and a parse before and after proves it.
    A spot keeps its own manner of spelling, be it an earlier one; where none tells, that of ``asked`` (what a
    person typed for this version) counts. A spot that states the version already stays as it is; one that has more
    numbers than the first place (a Windows resource's 1.4.0.0) keeps as many. With a new version comes its
    ``day``, ISO 8601, if that is given.

    :raises UsageError: a dialect has no form for the version, the bytes are not those that the spots
        were found in, or an edit would change more than the version. Nothing is given then.
    """
    wanted = canonical(version)
    typed = asked if same_version(asked, wanted) else ""
    usual = max(map(_numbers, sources.places[:1]), default=0)
    changes: dict[Path, list[Replacement]] = {}
    for spot in disagreements(sources, wanted):
        more = _numbers(spot) > usual and spot.dialect == "pep440"
        text = _spelled(spot, lengthened(wanted, _numbers(spot)) if more else wanted, typed)
        changes.setdefault(spot.path, []).append((spot, text))
    for spot in moving_days(sources, wanted, day) if changes else ():
        changes.setdefault(spot.path, []).append((spot, day))
    rewritten: dict[Path, bytes] = {}
    for path, replacements in changes.items():
        data = contents[path]
        for spot, _ in replacements:
            _check_unmoved(data, spot)
        prove(path, data, replacements)
        rewritten[path] = spliced(data, replacements)
    return rewritten


def moving_days(sources: VersionSources, version: str, day: str) -> tuple[VersionSpot, ...]:
    """Give the dates that become the ``day`` of ``version``; what goes with final releases stays at others."""
    unfinished = is_prerelease(version)
    return tuple(
        spot for spot in sources.days if day and spot.text != day and not (spot.finals_only and unfinished)
    )


def _numbers(spot: VersionSpot) -> int:
    """Count the release numbers that a spot states."""
    version = stated(spot)
    return len(parse(version).release) if is_version(version) else 0


def _shortened(parts: int, version: str) -> str:
    return ".".join(map(str, (*parse(version).release, 0, 0)[:parts]))


def _spelled(spot: VersionSpot, version: str, typed: str) -> str:
    if spot.beyond:
        return following(version, spot.beyond) + ".0" * (_numbers(spot) - spot.beyond)
    try:
        if spot.dialect in coded.CODED:
            return coded.written(spot.text, version, spot.dialect, alone=spot.parts is None)
        # cargo takes no pre-release for a requirement without one: there the whole version is needed.
        if spot.parts is not None and not (spot.dialect == "semver" and parse(version).is_prerelease):
            return spelled(_shortened(spot.parts, version), "pep440", (spot.text,))
        return spelled(version, spot.dialect, (spot.text, *spot.earlier, typed))
    except UsageError as error:
        raise UsageError(
            error.what,
            where=spot.place,
            expected=f"{error.expected}, for {spot.path.name} has to be {_MANNERS[spot.dialect]}",
            remedy="choose a version that can be written everywhere, such as the next patch or rc",
        ) from None


def _check_unmoved(data: bytes, spot: VersionSpot) -> None:
    found = data[spot.start : spot.end]
    if found != spot.text.encode():
        raise UsageError(
            f"{found.decode('utf-8', 'replace')!r} stands where the version was read",
            where=spot.place,
            expected=spot.text,
            remedy="run again: the file changed in between",
        )
