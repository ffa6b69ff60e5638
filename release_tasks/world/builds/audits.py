"""Asks the tools that look into compiled wheels, where the user has them: abi3audit and auditwheel."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
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
from release_tasks.world.processes.children import Children
from release_tasks.world.processes.run import Completed, project_environment, run

MOST_AT_ONCE = 8
_LIMIT_S = 300.0


def binary_audit(artifacts: Artifacts) -> BinaryAudit:
    """Look for broken promises of the stable ABI and of manylinux; a tool that is not here is told."""
    wheels = [
        (each.path, parse_filename(each.file.name))
        for each in artifacts.distributions
        if each.kind == "wheel"
    ]
    tasks = [task for path, file in wheels for task in (_abi3(path, file), _manylinux(path, file)) if task]
    made = _all(tasks) if tasks else []
    return BinaryAudit(
        problems=tuple(finding for each in made for finding in each.problems),
        checked=tuple(line for each in made for line in each.checked),
        unchecked=tuple(dict.fromkeys(line for each in made for line in each.unchecked)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Audit:
    """One tool's look at one wheel; ``read`` makes findings of what it printed."""

    tool: str
    what: str
    file: FileName
    arguments: tuple[str, ...]
    read: Callable[[str], tuple[Finding, ...]]


def _abi3(path: Path, file: FileName) -> _Audit | None:
    if not needs_abi3audit(file):
        return None
    return _Audit(
        tool="abi3audit",
        what="the stable ABI",
        file=file,
        arguments=("--strict", "--report", str(path)),
        read=lambda said: abi3_problems(file.text, said),
    )


def _manylinux(path: Path, file: FileName) -> _Audit | None:
    if not needs_auditwheel(file):
        return None
    return _Audit(
        tool="auditwheel",
        what="manylinux",
        file=file,
        arguments=("show", "--json", str(path)),
        read=lambda said: auditwheel_problems(file, said),
    )


def _all(audits: Sequence[_Audit]) -> list[BinaryAudit]:
    """Make some audits at a time, in their order: a release may have sixty wheels."""
    children = Children()
    with temporary_folder("audit") as neutral:
        pool = ThreadPoolExecutor(max_workers=max(2, min(os.cpu_count() or 2, MOST_AT_ONCE)))
        try:
            return list(pool.map(lambda audit: _made(audit, neutral, children), audits))
        except BaseException:
            # Ctrl-C reaches this thread alone; the others wait for processes that nobody has told.
            pool.shutdown(wait=False, cancel_futures=True)
            children.end_all()
            raise
        finally:
            pool.shutdown()


def _made(audit: _Audit, neutral: Path, children: Children) -> BinaryAudit:
    named = f"{audit.what} of {audit.file.text}"
    argv = _command(audit.tool)
    if argv is None:
        return BinaryAudit(
            unchecked=(f"{audit.what}: {audit.tool} is not installed (pip install {audit.tool})",)
        )
    environment = project_environment({"NO_COLOR": "1", "COLUMNS": "10000"})
    try:
        done = run(
            (*argv, *audit.arguments),
            cwd=neutral,
            env=environment,
            check=False,
            timeout_s=_LIMIT_S,
            children=children,
        )
        problems = audit.read(done.stdout.decode("utf-8", "replace"))
    except UnreachableError as error:
        return BinaryAudit(unchecked=(f"{named}: {error.what}",))
    except NoReportError as error:
        return BinaryAudit(unchecked=(f"{named}: {audit.tool} says {_last(done) or error}",))
    return BinaryAudit(problems=problems, checked=(f"{named}, by {audit.tool}",))


def _command(tool: str) -> tuple[str, ...] | None:
    """How a tool is started: from PATH, else by our own Python."""
    found = shutil.which(tool)
    if found:
        return (found,)
    return (sys.executable, "-m", tool) if importlib.util.find_spec(tool) else None


def _last(done: Completed) -> str:
    lines = [line.strip() for line in done.stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1] if lines else ""
