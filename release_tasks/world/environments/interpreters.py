"""Finds real Pythons. What a folder or a name promises is believed only after a start.

A bare ``python3.12`` may be a shim that fails (pyenv), so each candidate is started and asked who it is.
"""

from __future__ import annotations

import os
import platform
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from release_tasks.core.environments import Interpreter, Interpreters
from release_tasks.core.errors import UsageError
from release_tasks.core.given import Lazy
from release_tasks.core.index import IndexFiles
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.world.environments.candidates import Candidate, candidates, places
from release_tasks.world.environments.for_release import python_for
from release_tasks.world.environments.installers import installer_name
from release_tasks.world.environments.starting import start

ALL = "all"
"""What asks for every Python that is here, the best of each minor version."""

_ASKED = re.compile(r"(?P<kind>pypy)?(?P<version>\d+\.\d+(?:\.\d+)?)(?P<threads>t?)")


def interpreters(
    request: Request, project: Project, listed: Lazy[Annotated[IndexFiles, "pypi"]]
) -> Interpreters:
    """Find the Pythons that this run asks for, else those of the project; where neither asks, one that it supports.

    That one is the running Python if ``requires-python`` allows it, else the newest that is found; for a release
    that the command line names, the running one if its files are for it, else the newest that they are for.

    :raises UnreachableError: the index that lists the named release does not answer.
    :raises UsageError: what is asked for is no version, no absolute path, and not ``all``.
    """
    asked = request.pythons or project.pythons
    if ALL in asked:
        return _looked(dict(_every()))
    if asked:
        where = "--python" if request.pythons else "pythons in the settings"
        return _looked({each: _find(each, where) for each in dict.fromkeys(asked)})
    if request.named:
        files = listed.get().files
        stated = next((each.requires_python for each in files if each.requires_python), ">=3")
        return _looked({f"Python {stated}": python_for(files) if files else _supported(SpecifierSet())})
    wanted = project.requires_python or ">=3"
    return replace(_looked({f"Python {wanted}": _supported(SpecifierSet(wanted))}), any_does=True)


def _looked(answers: dict[str, Interpreter | None]) -> Interpreters:
    return Interpreters(
        found=tuple(answer for answer in answers.values() if answer),
        missing=tuple(asked for asked, answer in answers.items() if not answer),
        looked_at=(*dict.fromkeys(str(each.folder) for each in places()), sys.executable, "PATH"),
        installer=installer_name(),
    )


def _find(asked: str, where: str) -> Interpreter | None:
    if Path(asked).is_absolute():
        return start(asked)
    wanted = _ASKED.fullmatch(asked)
    if wanted is None:
        raise UsageError(
            f"{asked!r} is no Python version",
            where=where,
            expected="3.12, 3.13t, pypy3.11, all, or an absolute path",
            remedy="--python 3.12" if where == "--python" else 'pythons = ["3.12"]',
        )
    for candidate in candidates():
        if _may_be(candidate, wanted):
            found = start(str(candidate.executable))
            if found and _is(found, wanted):
                return Interpreter(version=asked, full=found.full, executable=found.executable)
    return _from_launcher(wanted)


def _every() -> list[tuple[str, Interpreter]]:
    found: dict[str, Interpreter] = {}
    for candidate in candidates():
        if not candidate.name or candidate.name not in found:
            started = start(str(candidate.executable))
            if started:
                found.setdefault(started.version, started)
    return sorted(found.items(), key=lambda each: Version(each[1].full))


def _supported(wanted: SpecifierSet) -> Interpreter | None:
    running = Version(platform.python_version().rstrip("+"))
    if platform.python_implementation() == "CPython" and wanted.contains(running, prereleases=True):
        return start(sys.executable)
    for candidate in candidates():
        if candidate.free_threaded or candidate.pypy:
            continue
        if candidate.stated is None or _may_satisfy(candidate.stated, wanted):
            found = start(str(candidate.executable))
            if found and wanted.contains(found.full, prereleases=True):
                return found
    return None


def _may_satisfy(stated: Version, wanted: SpecifierSet) -> bool:
    # A name may state the minor version only, as in python3.12: any of its patches may do.
    patches = (stated.micro,) if len(stated.release) > 2 else range(40)
    return any(wanted.contains(f"{stated.major}.{stated.minor}.{patch}") for patch in patches)


def _may_be(candidate: Candidate, asked: re.Match[str]) -> bool:
    """Whether the name does not speak against it."""
    if candidate.pypy != bool(asked["kind"]):
        return False
    if candidate.stated is None:
        return True
    wanted = Version(asked["version"]).release
    stated = candidate.stated.release[: len(wanted)]
    # The patch in a PyPy folder's name may be its own, not that of the language.
    same = stated == wanted[: len(stated)] if not candidate.pypy else stated[:2] == wanted[:2]
    return candidate.free_threaded == bool(asked["threads"]) and same


def _is(found: Interpreter, asked: re.Match[str]) -> bool:
    """Whether a started interpreter is the asked-for one."""
    wanted = Version(asked["version"]).release
    minor = ".".join(map(str, wanted[:2]))
    same = Version(found.full).release[: len(wanted)] == wanted
    return same and found.version == f"{asked['kind'] or ''}{minor}{asked['threads']}"


def _from_launcher(asked: re.Match[str]) -> Interpreter | None:
    """Ask the launcher of Windows."""
    if os.name != "nt" or asked["kind"]:
        return None
    found = start("py", f"-{asked['version']}{asked['threads']}")
    return found if found and _is(found, asked) else None
