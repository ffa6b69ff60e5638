"""Finds real Pythons. What a folder or a name promises is believed only after a start.

A bare ``python3.12`` may be a shim that fails (pyenv), so each candidate is started and asked who it
is. Folders that state versions in their names come first, highest version first, prereleases
last: one start is enough for a Python that is there. PATH comes after them.
"""

from __future__ import annotations

import os
import platform
import re
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from release_tasks.core.environments import Interpreter, Interpreters
from release_tasks.core.errors import CommandError, UnreachableError, UsageError
from release_tasks.core.project import Project
from release_tasks.world.environments.installers import installer_name
from release_tasks.world.processes.run import project_environment, run

START_LIMIT_S = 20.0

_ASKED = re.compile(r"\d+\.\d+(?:\.\d+)?t?")
_FOLDER = re.compile(r"(?:cpython-)?(\d+\.\d+(?:\.\d+)?(?:(?:a|b|rc)\d+)?)(t|\+freethreaded)?(-dev)?(?:-.*)?")
_ON_PATH = re.compile(r"python(3\.\d+)(t?)(?:\.exe)?")
_WHO = """
import os, platform, sys, sysconfig
print(platform.python_implementation(), platform.python_version(), bool(sysconfig.get_config_var('Py_GIL_DISABLED')))
base = getattr(sys, '_base_executable', None) or sys.executable
if base == sys.executable and sys.prefix != sys.base_prefix:
    # Before 3.11 the Python of a virtual environment takes itself for its base, except on Windows.
    named = os.path.join(sys.base_prefix, 'bin', 'python%d.%d' % sys.version_info[:2])
    base = named if os.path.exists(named) else base
print(base)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """An executable, and the version that its folder or its name states (None: it states none)."""

    executable: Path
    stated: Version | None = None
    free_threaded: bool = False

    @property
    def rank(self) -> tuple[bool, Version]:
        """The higher the better: finals before prereleases, then by version."""
        version = self.stated or Version("0.dev0")
        return (not version.is_prerelease, version)


def interpreters(project: Project) -> Interpreters:
    """Find the Pythons that the project asks for; where it asks for none, one that it supports.

    That one is the running Python if ``requires-python`` allows it, else the newest that is found.

    :raises UsageError: an entry of ``pythons`` is neither a version nor an absolute path.
    """
    if project.pythons:
        answers = {asked: _find(asked) for asked in project.pythons}
    else:
        wanted = project.requires_python or ">=3"
        answers = {f"Python {wanted}": _supported(SpecifierSet(wanted))}
    return Interpreters(
        found=tuple(answer for answer in answers.values() if answer),
        missing=tuple(asked for asked, answer in answers.items() if not answer),
        looked_at=(*(str(folder) for folder in _version_folders()), sys.executable, "PATH"),
        installer=installer_name(),
    )


def _find(asked: str) -> Interpreter | None:
    if Path(asked).is_absolute():
        return _start((asked,))
    if not _ASKED.fullmatch(asked):
        raise UsageError(
            f"{asked!r} is no Python version",
            where="pythons in the settings",
            expected="3.12, 3.13t, or an absolute path",
            remedy='pythons = ["3.12"]',
        )
    for candidate in _candidates():
        if _may_be(candidate, asked):
            found = _start((str(candidate.executable),))
            if found and _is(found, asked):
                return Interpreter(version=asked, full=found.full, executable=found.executable)
    return _from_launcher(asked)


def _supported(wanted: SpecifierSet) -> Interpreter | None:
    if platform.python_implementation() == "CPython" and wanted.contains(_running(), prereleases=True):
        return _start((sys.executable,))
    for candidate in _candidates():
        if candidate.free_threaded:
            continue
        if candidate.stated is None or _may_satisfy(candidate.stated, wanted):
            found = _start((str(candidate.executable),))
            if found and wanted.contains(found.full, prereleases=True):
                return found
    return None


def _may_satisfy(stated: Version, wanted: SpecifierSet) -> bool:
    # A name may state the minor version only, as in python3.12: any of its patches may do.
    patches = (stated.micro,) if len(stated.release) > 2 else range(40)
    return any(wanted.contains(f"{stated.major}.{stated.minor}.{patch}") for patch in patches)


def _may_be(candidate: _Candidate, asked: str) -> bool:
    """Whether the name does not speak against it."""
    if candidate.stated is None:
        return True
    wanted = Version(asked.rstrip("t")).release
    stated = candidate.stated.release[: len(wanted)]
    return candidate.free_threaded == asked.endswith("t") and stated == wanted[: len(stated)]


def _is(found: Interpreter, asked: str) -> bool:
    """Whether a started interpreter is the asked-for one."""
    wanted = Version(asked.rstrip("t")).release
    same = Version(found.full.rstrip("+")).release[: len(wanted)] == wanted
    return (
        same and found.version.endswith("t") == asked.endswith("t") and not found.version.startswith("pypy")
    )


def _start(argv: tuple[str, ...]) -> Interpreter | None:
    """Start a Python and ask it who it is; None if it does not start."""
    try:
        # From a neutral folder: a .python-version beside the project would bend pyenv's shims.
        folder = Path(tempfile.gettempdir())
        answer = run(
            (*argv, "-I", "-c", _WHO), cwd=folder, env=project_environment(), timeout_s=START_LIMIT_S
        )
    except (CommandError, UnreachableError):
        return None
    lines = answer.text.splitlines()
    if len(lines) != 2 or lines[0].count(" ") != 2:
        return None
    implementation, full, free_threaded = lines[0].split()
    version = ".".join(full.split(".")[:2]) + ("t" if free_threaded == "True" else "")
    if implementation != "CPython":
        version = f"{implementation.lower()}{version}"
    return Interpreter(version=version, full=full.rstrip("+"), executable=Path(lines[1]))


def _candidates() -> Iterator[_Candidate]:
    """Give every executable worth a start: those with a stated version first, the best of them first."""
    free_threaded = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
    running = _Candidate(executable=Path(sys.executable), stated=_running(), free_threaded=free_threaded)
    stated = [running]
    for folder in _version_folders():
        stated.extend(_in_version_folder(folder))
    stated.sort(key=lambda each: each.rank, reverse=True)
    yield from stated
    yield from sorted(_named_on_path(), key=lambda each: each.rank, reverse=True)
    for name in ("python3", "python"):
        for folder in _path_folders():
            if (folder / name).is_file():
                yield _Candidate(executable=folder / name)


def _running() -> Version:
    return Version(platform.python_version().rstrip("+"))


def _version_folders() -> tuple[Path, ...]:
    """The folders of pyenv and of uv that hold one Python a subfolder."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    if sys.platform == "win32":
        data = Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    else:
        data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    uv = Path(os.environ.get("UV_PYTHON_INSTALL_DIR") or data / "uv" / "python")
    return (pyenv, uv)


def _in_version_folder(folder: Path) -> Iterator[_Candidate]:
    for home in sorted(folder.glob("*")) if folder.is_dir() else ():
        stated = _FOLDER.fullmatch(home.name)
        # A virtual environment among the versions is somebody's, not a Python of its own.
        if not stated or (home / "pyvenv.cfg").exists():
            continue
        version = Version(stated[1] + (".dev0" if stated[3] else ""))
        for name in ("bin/python3", "python.exe"):
            if (home / name).exists():
                yield _Candidate(executable=home / name, stated=version, free_threaded=bool(stated[2]))


def _named_on_path() -> Iterator[_Candidate]:
    for folder in _path_folders():
        for executable in folder.glob("python3.*"):
            if stated := _ON_PATH.fullmatch(executable.name):
                yield _Candidate(
                    executable=executable, stated=Version(stated[1]), free_threaded=bool(stated[2])
                )


def _path_folders() -> tuple[Path, ...]:
    folders = dict.fromkeys(os.environ.get("PATH", "").split(os.pathsep))
    return tuple(Path(each) for each in folders if each and Path(each).is_dir())


def _from_launcher(asked: str) -> Interpreter | None:
    """Ask the launcher of Windows."""
    if os.name != "nt":
        return None
    found = _start(("py", f"-{asked}"))
    return found if found and _is(found, asked) else None
