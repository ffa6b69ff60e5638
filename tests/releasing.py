"""A release walked through real doors, and everything that a step may have changed, to compare."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from hosting import Host, host_environment, invoke_command, make_host, nox_command
from interpreters import interpreter, program

DAY = "2026-01-01"
CLOCK: Mapping[str, str] = MappingProxyType(
    {
        "SOURCE_DATE_EPOCH": "1767225600",
        "GIT_AUTHOR_DATE": f"{DAY}T00:00:00+0000",
        "GIT_COMMITTER_DATE": f"{DAY}T00:00:00+0000",
    }
)
"""The day on which the tests' releases are made: it dates changelogs and commits, and makes builds repeatable."""

STEPS = (
    ("bump", "minor"),
    ("check-version",),
    ("metadata", "--answer", "docs=yes"),
    ("validate",),
    ("tag", "--yes"),
)

DOORS: Mapping[str, Callable[..., tuple[str, ...]]] = MappingProxyType(
    {
        "nox": lambda host, task, *arguments: nox_command(host, f"release-{task}", *arguments),
        "invoke": lambda host, task, *arguments: invoke_command(host, f"release.{task}", *arguments),
        "python -m": lambda host, *words: (sys.executable, "-m", "release_tasks", *words),
    }
)

OURS = Path(".git", "release-tasks")
_PASSING = ("lock", "lock-holder.json")


def command(host: Host, *words: str, door: str = "python -m") -> tuple[str, ...]:
    """Give the command line of a task through that door, for the host's package."""
    package = ("--package", host.package.alias) if len(host.packages) > 1 and host.package.alias else ()
    return DOORS[door](host, *words, *package)


def dated(host: Host, argv: Sequence[str], **extra: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the host's root on the tests' day, in the host's environment and ``extra``."""
    return subprocess.run(
        argv,
        cwd=host.root,
        env=host_environment(**CLOCK, **extra),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def step(host: Host, *words: str, door: str = "python -m", **extra: str) -> subprocess.CompletedProcess[str]:
    """Run a task through that door, on the tests' day."""
    return dated(host, command(host, *words, door=door), **extra)


def steps(host: Host, *tasks: str, door: str = "python -m", **extra: str) -> None:
    """Run the steps of a release up to and with the named tasks' last one; all have to succeed."""
    for words in STEPS[: 1 + max(position(task) for task in tasks)]:
        done = step(host, *words, door=door, **extra)
        assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"


def position(task: str) -> int:
    """Say which of the steps a task is."""
    return [each[0] for each in STEPS].index(task)


def moved(host: Host, folder: Path) -> Host:
    """Copy a host with its origin, as they are, into another folder."""
    there = replace(host, root=folder / host.root.name, origin=folder / host.origin.name)
    for before, after in ((host.root, there.root), (host.origin, there.origin)):
        shutil.copytree(before, after, symlinks=True)
    there.git("remote", "set-url", "origin", str(there.origin))
    return there


def tracked(host: Host) -> dict[str, bytes]:
    """Give the content of every tracked file of the work tree."""
    return {name: (host.root / name).read_bytes() for name in host.git("ls-files", "-z").split("\0") if name}


def everything(host: Host) -> dict[str, str]:
    """Give each file of the work tree, of its ``.git`` and of its origin, by content and time of change.

    Only what the doors themselves write is left out: nox's folder and compiled task files.
    """
    theirs = {".nox", "__pycache__"}
    return {
        str(each): f"{_sha256(each)} {each.stat().st_mtime_ns}"
        for top in (host.root, host.origin)
        for each in top.rglob("*")
        if each.is_file() and not theirs.intersection(each.parts)
    }


def processes_with(setting: str) -> dict[int, str]:
    """Give all processes that have ``NAME=VALUE`` in their environment, with their command lines; needs /proc."""
    found = {}
    for each in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if setting.encode() in (each / "environ").read_bytes().split(b"\0"):
                words = (each / "cmdline").read_bytes().split(b"\0")
                found[int(each.name)] = b" ".join(words).decode()
    return found


def host_of(name: str, folder: Path) -> Host:
    """Make a host, if this machine has what its release needs."""
    if name in ("recorder_monorepo", "barter_workspace"):
        program("cargo"), program("maturin")
    if name == "recorder_monorepo":
        interpreter("3.12"), interpreter("3.13")
    return make_host(name, folder)


def traces(host: Host) -> dict[str, str]:
    """Give what a run that changes nothing leaves as it is: refs here and at origin, files, and our records.

    Files are told by content and time of change, so that a file written anew is seen too.
    """
    places = [each for each in host.root.rglob("*") if _counts(each.relative_to(host.root))]
    files = {str(each): f"{_sha256(each)} {each.stat().st_mtime_ns}" for each in places if each.is_file()}
    refs = "for-each-ref", "--format=%(objectname) %(refname)"
    return {
        **files,
        "here": host.git(*refs),
        "HEAD": host.git("rev-parse", "HEAD"),
        "origin": host.at_origin(*refs),
        "status": host.git("status", "--porcelain"),
    }


def _counts(path: Path) -> bool:
    if path.parts[0] != ".git":
        return True
    return OURS in path.parents and path.name not in _PASSING and path.suffix != ".lock"


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
