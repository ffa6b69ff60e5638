"""What cibuildwheel will build, from its options: architectures, and the patterns of its build identifiers.

Source: cibuildwheel's manual, the options build, skip and archs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from release_tasks.core.coverage.choices import Cell
from release_tasks.core.coverage.expected import ANY
from release_tasks.core.coverage.matrix import open_expression
from release_tasks.core.coverage.targets import Runner, target_platforms

_NAMES = {"linux": "LINUX", "macos": "MACOS", "windows": "WINDOWS"}
_IDENTIFIERS = {
    "linux": "manylinux_{arch}",
    "musllinux": "musllinux_{arch}",
    "macos": "macosx_{arch}",
    "windows": "win_{arch}",
}
_PYTHONS = tuple(f"3.{minor}" for minor in range(8, 20))
_ONE_PYTHON = re.compile(r"cp3(\d+)t?-")
_BRACES = re.compile(r"\{([^{}]*)\}")


def cibuildwheel_cells(
    runner: Runner, variables: Mapping[str, Any], options: Mapping[str, Any]
) -> Iterator[Cell]:
    """Give the cells that a run on ``runner`` builds for; ``variables`` are CIBW_*, ``options`` [tool.cibuildwheel].

    A Python is left open unless the patterns name it: which there are is known to each version of
    cibuildwheel alone.

    :raises NotUnderstoodError: an architecture that is none.
    """
    system = "linux" if runner.system == "musllinux" else runner.system

    def option(name: str) -> list[str]:
        own = options.get(system)
        stated = options.get(name) if not isinstance(own, Mapping) else own.get(name, options.get(name))
        return _words(
            variables.get(
                f"CIBW_{name.upper()}_{_NAMES[system]}", variables.get(f"CIBW_{name.upper()}", stated)
            )
        )

    build, skip = _patterns(option("build")) or ["*"], _patterns(option("skip"))
    pythons = _named(build)
    for arch in option("archs") or ["native"]:
        if arch == "auto32":
            continue
        for place in target_platforms(arch, runner):
            for platform in (
                (place, place.replace("linux", "musllinux", 1)) if system == "linux" else (place,)
            ):
                made = [each for each in pythons or _PYTHONS if _selected(each, platform, build, skip)]
                yield from ((platform, each) for each in (made if pythons else made and [ANY]))


def _selected(python: str, platform: str, build: Sequence[str], skip: Sequence[str]) -> bool:
    system, _, arch = platform.partition("-")
    place = "win32" if platform == "windows-x86" else _IDENTIFIERS[system].format(arch=arch)
    name = f"cp{python.replace('.', '')}-{place}"
    return any(fnmatchcase(name, each) for each in build) and not any(
        fnmatchcase(name, each) for each in skip
    )


def _named(build: Sequence[str]) -> tuple[str, ...]:
    """The Pythons that patterns name; none where one of them may mean any."""
    named = [(match, each) for each in build if (match := _ONE_PYTHON.match(each))]
    if len(named) < len(build):
        return ()
    return tuple(dict.fromkeys(f"3.{match[1]}{'t' if 't-' in match[0] else ''}" for match, _ in named))


def _patterns(words: Sequence[str]) -> list[str]:
    return [each for word in words for each in _expanded(word)]


def _expanded(pattern: str) -> Iterator[str]:
    match = _BRACES.search(pattern)
    if not match:
        yield pattern
        return
    for choice in match[1].split(","):
        yield from _expanded(pattern[: match.start()] + choice + pattern[match.end() :])


def _words(value: Any) -> list[str]:
    """The words of an option; none of one that only a run can tell, as if it were not stated."""
    words = [str(each) for each in value] if isinstance(value, list) else [str(value or "")]
    if any(map(open_expression, words)):
        return []
    return [word for each in words for word in re.split(r"\s+|,(?![^{]*\})", each) if word]
