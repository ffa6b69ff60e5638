"""Which wheel serves which interpreter, from file names and wheel tags alone (PyPA: platform compatibility tags)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.tags import Tag
from packaging.utils import InvalidWheelFilename, parse_wheel_filename

from release_tasks.core.coverage.pythons import python_named, tags_of
from release_tasks.core.environments import Interpreter
from release_tasks.core.index import IndexFile


@dataclass(frozen=True, slots=True, kw_only=True)
class SmokePlan:
    """Which file goes onto which interpreter.

    ``pairs`` are to be installed; ``unfit`` are wheels that fit no interpreter here; ``unserved``
    the interpreters for which there is no file at all.
    """

    pairs: tuple[tuple[str, Interpreter], ...]
    unfit: tuple[str, ...]
    unserved: tuple[Interpreter, ...]


def plan_smoke(
    files: Sequence[str], interpreters: Sequence[Interpreter], platforms: Sequence[str]
) -> SmokePlan:
    """Pair each file with the interpreters that it is for: an sdist with all, a wheel where its tags fit.

    ``platforms`` are the platform tags of this machine.
    """
    pairs = tuple(
        (file, interpreter)
        for interpreter in interpreters
        for file in files
        if not file.endswith(".whl") or fits(file, interpreter, platforms)
    )
    paired = {file for file, _ in pairs}
    served = {interpreter for _, interpreter in pairs}
    return SmokePlan(
        pairs=pairs,
        unfit=tuple(file for file in files if file not in paired) if interpreters else (),
        unserved=tuple(interpreter for interpreter in interpreters if interpreter not in served),
    )


def fits(wheel: str, interpreter: Interpreter, platforms: Sequence[str]) -> bool:
    """Whether one of the wheel's tags is among the interpreter's; True where only an installer can tell (GraalPy)."""
    python = python_named(interpreter.version)
    return python is None or not wheel_tags(wheel).isdisjoint(tags_of(python, platforms))


def wheel_tags(name: str) -> frozenset[Tag]:
    """The tags that a wheel's file name states; none for what is no name of a wheel, which no installer takes."""
    try:
        return parse_wheel_filename(name)[3]
    except InvalidWheelFilename:
        return frozenset()


def is_sdist(name: str) -> bool:
    """Whether a name, that of a distribution, is an sdist's."""
    return not name.endswith(".whl")


def sdist_of(files: Iterable[IndexFile]) -> IndexFile | None:
    """The sdist among the files; old releases may have one of each kind, or a .zip alone, and installers prefer .tar.gz."""
    sdists = [each for each in files if is_sdist(each.name)]
    return min(sdists, key=lambda each: not each.name.endswith(".tar.gz"), default=None)


def allowed(files: Iterable[IndexFile], interpreter: Interpreter) -> tuple[IndexFile, ...]:
    """The files whose Requires-Python allows the interpreter; one that nobody can read forbids nothing."""
    return tuple(each for each in files if _allows(each.requires_python, interpreter.full))


def _allows(requires: str | None, version: str) -> bool:
    try:
        return SpecifierSet(requires or "").contains(version, prereleases=True)
    except InvalidSpecifier:
        return True
