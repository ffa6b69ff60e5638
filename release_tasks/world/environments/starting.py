"""Starts a Python and asks it who it is; what a folder or a name promises is believed only then."""

from __future__ import annotations

import tempfile
from pathlib import Path

from release_tasks.core.environments import Interpreter
from release_tasks.core.errors import CommandError, UnreachableError
from release_tasks.world.processes.run import project_environment, run

LIMIT_S = 20.0

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


def start(*argv: str) -> Interpreter | None:
    """Start a Python and ask it who it is; None if it does not start."""
    try:
        # From a neutral folder: a .python-version beside the project would bend pyenv's shims.
        folder = Path(tempfile.gettempdir())
        answer = run((*argv, "-I", "-c", _WHO), cwd=folder, env=project_environment(), timeout_s=LIMIT_S)
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
