"""Asks the tools that look into compiled wheels, where the user has them: abi3audit and auditwheel."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from release_tasks.core.artifacts import Artifacts
from release_tasks.core.distributions.audits import (
    BinaryAudit,
    NoReportError,
    abi3_problems,
    auditwheel_problems,
    needs_abi3audit,
    needs_auditwheel,
)
from release_tasks.core.distributions.filename import FileName, parse_filename
from release_tasks.core.errors import UnreachableError
from release_tasks.core.findings import Finding
from release_tasks.world.files.temporary import temporary_folder
from release_tasks.world.processes.run import Completed, project_environment, run

_LIMIT_S = 300.0


def binary_audit(artifacts: Artifacts) -> BinaryAudit:
    """Look for broken promises of the stable ABI and of manylinux; a tool that is not here is told."""
    audits = []
    for each in artifacts.distributions:
        if each.kind == "wheel":
            file = parse_filename(each.file.name)
            audits += [_abi3(each.path, file), _manylinux(each.path, file)]
    made = [each for each in audits if each is not None]
    return BinaryAudit(
        problems=tuple(finding for each in made for finding in each.problems),
        checked=tuple(line for each in made for line in each.checked),
        unchecked=tuple(dict.fromkeys(line for each in made for line in each.unchecked)),
    )


def _abi3(path: Path, file: FileName) -> BinaryAudit | None:
    if not needs_abi3audit(file):
        return None
    arguments = ("--strict", "--report", str(path))
    return _audited(
        "abi3audit", "the stable ABI", arguments, file, lambda said: abi3_problems(file.text, said)
    )


def _manylinux(path: Path, file: FileName) -> BinaryAudit | None:
    if not needs_auditwheel(file):
        return None
    if not sys.platform.startswith("linux"):
        return BinaryAudit(unchecked=("manylinux: auditwheel runs on Linux alone",))
    arguments = ("show", "--json", str(path))
    return _audited("auditwheel", "manylinux", arguments, file, lambda said: auditwheel_problems(file, said))


def _audited(
    tool: str,
    what: str,
    arguments: tuple[str, ...],
    file: FileName,
    read: Callable[[str], tuple[Finding, ...]],
) -> BinaryAudit:
    argv = _command(tool)
    if argv is None:
        return BinaryAudit(unchecked=(f"{what}: {tool} is not installed (pip install {tool})",))
    try:
        with temporary_folder("audit") as neutral:
            environment = project_environment({"NO_COLOR": "1", "COLUMNS": "10000"})
            done = run((*argv, *arguments), cwd=neutral, env=environment, check=False, timeout_s=_LIMIT_S)
        problems = read(done.stdout.decode("utf-8", "replace"))
    except UnreachableError as error:
        return BinaryAudit(unchecked=(f"{what} of {file.text}: {error.what}",))
    except NoReportError as error:
        return BinaryAudit(unchecked=(f"{what} of {file.text}: {tool} says {_last(done) or error}",))
    return BinaryAudit(problems=problems, checked=(f"{what} of {file.text}, by {tool}",))


def _command(tool: str) -> tuple[str, ...] | None:
    """How a tool is started: from PATH, else by our own Python."""
    found = shutil.which(tool)
    if found:
        return (found,)
    return (sys.executable, "-m", tool) if importlib.util.find_spec(tool) else None


def _last(done: Completed) -> str:
    lines = [line.strip() for line in done.stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1] if lines else ""
