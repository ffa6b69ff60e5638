"""A new distribution beside that of the last release: what users would lose, and what is new."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from release_tasks.core.coverage.pythons import CURRENT, allows
from release_tasks.core.distributions.contents import COMPILED, Contents
from release_tasks.core.distributions.members import several
from release_tasks.core.findings import Evidence, Finding

_FACTOR = 2.0
"""A wheel that is so many times larger or smaller holds something else than before."""
_FREE = 100 * 1024
"""Bytes that a wheel may grow or shrink by, however small it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What was seen: ``broken`` fails, ``lost`` is for a person to decide, ``told`` is no loss."""

    broken: tuple[Finding, ...]
    lost: tuple[Finding, ...]
    told: tuple[Evidence, ...]


def compare(then: Contents, now: Contents, import_name: str) -> Comparison:
    """Compare a distribution that was opened with its like of the last release, of which the metadata may be all.

    Broken is what no release can mean: the project's own module is not in it, or a wheel that is
    still for one platform has none of the compiled modules that it had. All other losses may be
    meant, in a major release above all, so a person decides: modules, data, commands, licences, extras and Pythons.
    Modules inside a package move too often for that; they are told, as dependencies are.
    """
    broken = tuple(_broken(then, now, import_name))
    told = (*_moved(then, now), *_changed_metadata(then, now))
    return Comparison(broken=broken, lost=tuple(_lost(then, now)), told=told)


def _broken(then: Contents, now: Contents, import_name: str) -> Iterator[Finding]:
    top = import_name.partition(".")[0]
    if top in then.modules and top not in now.modules:
        yield Finding(
            kind=f"cannot be imported any more: {top} is not in it",
            subject=now.file,
            expected=f"{top}, as in {then.file}",
            found=several(now.modules) or "no module at all",
            remedy="mend what the build backend packs; import-name in the settings says what a new name is",
        )
    if then.compiled and not now.compiled and not now.file.endswith("-any.whl"):
        yield Finding(
            kind="holds no compiled module any more",
            subject=now.file,
            expected=f"{_shown(then.compiled)}, as in {then.file}",
            found="a wheel for one platform, without anything made for it",
            remedy="build again, and look at what the compiler says; a pure wheel is tagged py3-none-any",
        )


def _lost(then: Contents, now: Contents) -> Iterator[Finding]:
    for what, was, is_ in (
        ("top-level modules", then.modules, now.modules),
        ("compiled modules", then.compiled, now.compiled),
        ("data files", then.data, now.data),
        ("licence files", then.licences, now.licences),
        ("entry points", then.entry_points, now.entry_points),
        ("extras", then.extras, now.extras),
    ):
        yield from _gone(what, was, is_, then, now)
    yield from _pythons(then, now)
    yield from _size(then, now)


def _gone(
    what: str, was: Collection[str], is_: Collection[str], then: Contents, now: Contents
) -> Iterator[Finding]:
    if gone := set(was) - set(is_):
        yield Finding(
            kind=f"{what} of the last release are gone",
            subject=now.file,
            expected=f"{_shown(gone)}, as in {then.file}",
            found=_shown(is_) or "none",
            remedy="bring them back; or, if it is meant, name it in the changelog",
        )


def _pythons(then: Contents, now: Contents) -> Iterator[Finding]:
    dropped = [
        each
        for each in CURRENT
        if allows(then.requires_python, each) and not allows(now.requires_python, each)
    ]
    if dropped:
        yield Finding(
            kind=f"Requires-Python leaves out {', '.join(dropped)}",
            subject=now.file,
            expected=f"{then.requires_python or 'none'}, as in {then.file}",
            found=now.requires_python,
            remedy="bring it back; or, if it is meant, name it in the changelog",
        )
    unnamed = {each for each in then.pythons - now.pythons if allows(now.requires_python, each)}
    yield from _gone("classifiers of Pythons", unnamed, now.pythons & unnamed, then, now)


def _size(then: Contents, now: Contents) -> Iterator[Finding]:
    small, large = sorted((then.size, now.size))
    if small and large >= _FACTOR * small and large - small > _FREE:
        yield Finding(
            kind=f"{now.size / then.size:.1f} times the size of the last release",
            subject=now.file,
            expected=f"about {then.size:,} bytes, as {then.file} has",
            found=f"{now.size:,} bytes",
            remedy="look at what it holds: python -m zipfile -l FILE",
        )


def _moved(then: Contents, now: Contents) -> Iterator[Evidence]:
    """Tell which files are new, and which modules inside packages are gone."""
    if then.files is None or now.files is None:
        return
    inner = [
        each
        for each in then.files - now.files - then.data - then.compiled
        if each.partition("/")[0] in now.modules
    ]
    if inner:
        yield Evidence(what=f"modules that moved or went: {several(inner)}")
    if new := now.files - then.files:
        yield Evidence(what=f"new files: {_shown(new)}")
    if new := now.entry_points - then.entry_points:
        yield Evidence(what=f"new entry points: {several(new)}")


def _changed_metadata(then: Contents, now: Contents) -> Iterator[Evidence]:
    for what, was, is_ in (
        ("dependencies", then.requires, now.requires),
        ("extras", then.extras, now.extras),
    ):
        if new := is_ - was:
            yield Evidence(what=f"new {what}: {several(new)}")
    if gone := then.requires - now.requires:
        yield Evidence(what=f"dependencies that went or changed: {several(gone)}")
    if then.requires_python != now.requires_python:
        before, after = then.requires_python or "none", now.requires_python or "none"
        yield Evidence(what=f"Requires-Python was {before}, and is {after}")


def _shown(names: Collection[str]) -> str:
    return several(each.replace(COMPILED, " (compiled)") for each in names)
