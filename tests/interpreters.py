"""Real interpreters and programs for tests; what a machine lacks is a skip that names it, in CI a failure."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest


def interpreter(version: str) -> Path:
    """Give the executable of a real Python ``version`` (``3.12``) on this machine, or skip the test."""
    return found if (found := find_interpreter(version)) else _lacking(f"Python {version}")


def program(name: str) -> Path:
    """Give the executable of a program: beside the running Python, else on PATH; or skip the test."""
    places = os.pathsep.join((sysconfig.get_path("scripts"), os.environ.get("PATH", "")))
    return Path(found) if (found := shutil.which(name, path=places)) else _lacking(name)


@functools.cache
def find_interpreter(version: str) -> Path | None:
    """Give the first Python ``version`` that starts, None if there is none.

    A candidate is started: pyenv puts a shim for every version on PATH, also for those that are not active.
    """
    return next((each for each in _candidates(version) if _starts_as(each, version)), None)


def _candidates(version: str) -> Iterator[Path]:
    if version == f"{sys.version_info.major}.{sys.version_info.minor}":
        yield Path(sys.executable)
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    yield from sorted(versions.glob(f"{version}.*/bin/python"))
    if on_path := shutil.which(f"python{version}"):
        yield Path(on_path)


def _starts_as(executable: Path, version: str) -> bool:
    question = "import sys; print('%d.%d' % sys.version_info[:2])"
    argv = [str(executable), "-I", "-c", question]
    try:
        answer = subprocess.run(argv, capture_output=True, text=True, timeout=30, check=False)
    except OSError:
        return False
    return answer.stdout.strip() == version


def _lacking(what: str) -> Path:
    message = f"this machine lacks {what}"
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(message)
    pytest.skip(message)
