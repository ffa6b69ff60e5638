"""Three ways to a clean environment, behind one protocol: uv if found, else virtualenv, else venv.

An installer only says what to run; whoever owns the environment runs it.
"""

from __future__ import annotations

import importlib
import importlib.util
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from release_tasks.core.environments import InstallerName
from release_tasks.core.errors import UnreachableError
from release_tasks.world.environments.isolation import cut_off, users_own
from release_tasks.world.processes.run import run


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """A command with its whole environment; an address that holds a password is only ever in ``env``."""

    argv: tuple[str, ...]
    env: Mapping[str, str] = field(repr=False)


class Installer(Protocol):
    """Makes an environment and installs into it. ``python`` is the environment's own."""

    def create(self, interpreter: Path, folder: Path) -> Invocation:
        """Make an empty environment in ``folder``."""

    def install_file(self, python: Path, file: Path) -> Invocation:
        """Install exactly this file, nothing that it depends on.

        A wheel needs no index and gets none; what an sdist needs to build comes from the user's.
        """

    def install_hashed(self, python: Path, requirements: Path, index: str) -> Invocation:
        """Install wheels by hash from this index only, nothing that they depend on, nothing cached."""

    def install_dependencies(self, python: Path, requirement: str) -> Invocation:
        """Install what is missing for a requirement that is there, from the user's indexes."""

    def check(self, python: Path) -> Invocation:
        """Tell whether every installed distribution has what it requires."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Uv:
    """uv, with a cache of the run's own for artifacts: uv never builds an sdist again that it has cached."""

    program: Path
    cache: Path

    def create(self, interpreter: Path, folder: Path) -> Invocation:
        argv = (
            str(self.program),
            "venv",
            "--quiet",
            "--no-config",
            "--no-project",
            "--python",
            str(interpreter),
        )
        return Invocation(argv=(*argv, str(folder)), env=cut_off())

    def install_file(self, python: Path, file: Path) -> Invocation:
        if file.suffix == ".whl":
            return self._pip(
                python, ("install", "--no-config", "--no-index", "--no-deps", str(file)), self._fresh()
            )
        return self._pip(python, ("install", "--no-deps", str(file)), {**users_own(), **self._cache()})

    def install_hashed(self, python: Path, requirements: Path, index: str) -> Invocation:
        words = ("install", "--no-config", "--no-deps", "--require-hashes", "--only-binary", ":all:")
        env = {**self._fresh(), "UV_DEFAULT_INDEX": index}
        return self._pip(python, (*words, "--requirements", str(requirements)), env)

    def install_dependencies(self, python: Path, requirement: str) -> Invocation:
        return self._pip(python, ("install", requirement), users_own())

    def check(self, python: Path) -> Invocation:
        return self._pip(python, ("check", "--no-config"), cut_off())

    def _fresh(self) -> dict[str, str]:
        return cut_off(self._cache())

    def _cache(self) -> dict[str, str]:
        return {"UV_CACHE_DIR": str(self.cache)}

    def _pip(self, python: Path, words: Sequence[str], env: Mapping[str, str]) -> Invocation:
        verb, *rest = words
        return Invocation(argv=(str(self.program), "pip", verb, "--python", str(python), *rest), env=env)


@dataclass(frozen=True, slots=True)
class _OwnPip:
    """What virtualenv and venv share: the pip inside the environment."""

    def install_file(self, python: Path, file: Path) -> Invocation:
        if file.suffix == ".whl":
            return _pip(python, ("install", "--no-index", "--no-deps", str(file)), cut_off())
        return _pip(python, ("install", "--no-deps", str(file)), users_own())

    def install_hashed(self, python: Path, requirements: Path, index: str) -> Invocation:
        words = ("install", "--no-deps", "--no-cache-dir", "--require-hashes", "--only-binary", ":all:")
        return _pip(python, (*words, "--requirement", str(requirements)), cut_off({"PIP_INDEX_URL": index}))

    def install_dependencies(self, python: Path, requirement: str) -> Invocation:
        return _pip(python, ("install", requirement), users_own())

    def check(self, python: Path) -> Invocation:
        return _pip(python, ("check",), cut_off())


@dataclass(frozen=True, slots=True)
class Virtualenv(_OwnPip):
    """virtualenv of the running Python."""

    def create(self, interpreter: Path, folder: Path) -> Invocation:
        words = (
            "--no-periodic-update",
            "--no-setuptools",
            "--no-wheel",
            "--python",
            str(interpreter),
            str(folder),
        )
        return Invocation(argv=(sys.executable, "-I", "-m", "virtualenv", *words), env=cut_off())


@dataclass(frozen=True, slots=True)
class Venv(_OwnPip):
    """The standard library's venv of each interpreter."""

    def create(self, interpreter: Path, folder: Path) -> Invocation:
        return Invocation(argv=(str(interpreter), "-I", "-m", "venv", str(folder)), env=cut_off())


def _pip(python: Path, words: Sequence[str], env: Mapping[str, str]) -> Invocation:
    return Invocation(argv=(str(python), "-I", "-m", "pip", *words), env=env)


def installer_name() -> InstallerName:
    """Say which installer this machine has."""
    if find_uv():
        return "uv"
    return "virtualenv" if importlib.util.find_spec("virtualenv") else "venv"


def make_installer(name: InstallerName, cache: Path) -> Installer:
    """Give the installer of that name; ``cache`` is a folder of this run's own."""
    program = find_uv() if name == "uv" else None
    if program:
        return Uv(program=program, cache=cache)
    return Virtualenv() if name == "virtualenv" else Venv()


def find_uv() -> Path | None:
    """Find uv's executable: the one installed beside us first, as one on PATH may be a shim."""
    if importlib.util.find_spec("uv"):
        try:
            return Path(importlib.import_module("uv").find_uv_bin())
        except FileNotFoundError:
            pass
    found = shutil.which("uv")
    return Path(found) if found and _starts(found) else None


def _starts(program: str) -> bool:
    try:
        return (
            run((program, "--version"), cwd=Path(tempfile.gettempdir()), check=False, timeout_s=20).code == 0
        )
    except UnreachableError:
        return False
