"""Where Pythons lie on a machine: version managers, hosted tool caches, PATH. Nothing is started here.

Folders that state versions in their names come first, highest version first, prereleases last: one start
is enough for a Python that is there. PATH comes after them, for what it names may be a shim that fails.
"""

from __future__ import annotations

import os
import platform
import re
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from packaging.version import Version

_FOLDER = re.compile(
    r"(?:(?P<kind>cpython|pypy)-?)?(?P<version>\d+\.\d+(?:\.\d+)?(?:(?:a|b|rc)\d+)?)"
    r"(?P<threads>t|\+freethreaded)?(?P<dev>-dev)?(?:-.*)?"
)
_ON_PATH = re.compile(r"(?P<kind>python|pypy)(?P<version>3\.\d+)(?P<threads>t?)(?:\.exe)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An executable, and what its folder or its name states (None: no version)."""

    executable: Path
    stated: Version | None = None
    free_threaded: bool = False
    pypy: bool = False

    @property
    def rank(self) -> tuple[bool, Version]:
        """The higher the better: finals before prereleases, then by version."""
        version = self.stated or Version("0.dev0")
        return (not version.is_prerelease, version)

    @property
    def name(self) -> str:
        """The Python that it promises to be, by its short name; empty where it promises nothing."""
        if self.stated is None:
            return ""
        kind, threads = "pypy" if self.pypy else "", "t" if self.free_threaded else ""
        return f"{kind}{self.stated.major}.{self.stated.minor}{threads}"


class Place(NamedTuple):
    """A folder that holds one Python a subfolder; ``below`` leads from that to where bin lies."""

    folder: Path
    below: str = ""


def candidates() -> Iterator[Candidate]:
    """Give every executable worth a start: those with a stated version first, the best of them first."""
    running = Candidate(
        executable=Path(sys.executable),
        stated=Version(platform.python_version().rstrip("+")),
        free_threaded=bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
        pypy=platform.python_implementation() == "PyPy",
    )
    stated = [running, *(found for place in places() for found in _in_place(place))]
    yield from sorted(stated, key=lambda each: each.rank, reverse=True)
    yield from sorted(_named_on_path(), key=lambda each: each.rank, reverse=True)
    for name in ("python3", "python", "pypy3"):
        for folder in _path_folders():
            if (folder / name).is_file():
                yield Candidate(executable=folder / name, pypy=name == "pypy3")


def places() -> tuple[Place, ...]:
    """The folders of pyenv, uv, mise, asdf, hatch, of a CI runner's tool cache, and of macOS."""
    home = Path.home()
    if sys.platform == "win32":
        data = Path(os.environ.get("APPDATA") or home / "AppData" / "Roaming")
    else:
        data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    known = [
        Place(_stated("PYENV_ROOT", home / ".pyenv") / "versions"),
        Place(_stated("UV_PYTHON_INSTALL_DIR", data / "uv" / "python")),
        Place(_stated("MISE_DATA_DIR", data / "mise") / "installs" / "python"),
        Place(_stated("ASDF_DATA_DIR", home / ".asdf") / "installs" / "python"),
        Place(data / "hatch" / "pythons", "python"),
    ]
    if cache := os.environ.get("RUNNER_TOOL_CACHE"):
        known += [Place(Path(cache) / kind, "x64") for kind in ("Python", "PyPy")]
        known.append(Place(Path(cache) / "Python", "arm64"))
    if sys.platform == "darwin":
        known.append(Place(Path("/Library/Frameworks/Python.framework/Versions")))
    return tuple(known)


def _stated(name: str, otherwise: Path) -> Path:
    return Path(os.environ.get(name) or otherwise)


def _in_place(place: Place) -> Iterator[Candidate]:
    for folder in sorted(place.folder.glob("*")) if place.folder.is_dir() else ():
        said, home = _FOLDER.fullmatch(folder.name), folder / place.below
        # A virtual environment among the versions is somebody's, not a Python of its own.
        if not said or (home / "pyvenv.cfg").exists():
            continue
        version = Version(said["version"] + (".dev0" if said["dev"] else ""))
        pypy = "pypy" in (said["kind"], place.folder.name.lower())
        for name in ("bin/python3", "python.exe"):
            if (home / name).exists():
                yield Candidate(
                    executable=home / name, stated=version, free_threaded=bool(said["threads"]), pypy=pypy
                )


def _named_on_path() -> Iterator[Candidate]:
    for folder in _path_folders():
        for executable in (*folder.glob("python3.*"), *folder.glob("pypy3.*")):
            if said := _ON_PATH.fullmatch(executable.name):
                yield Candidate(
                    executable=executable,
                    stated=Version(said["version"]),
                    free_threaded=bool(said["threads"]),
                    pypy=said["kind"] == "pypy",
                )


def _path_folders() -> tuple[Path, ...]:
    folders = dict.fromkeys(os.environ.get("PATH", "").split(os.pathsep))
    return tuple(Path(each) for each in folders if each and Path(each).is_dir())
