"""Real repositories with bare origins, made from the file trees in ``hosts/``."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from blueprints import BLUEPRINTS, Blueprint, HostPackage, Step

TREES = Path(__file__).resolve().parent / "hosts"
CHECKOUT = TREES.parents[1]
HOST_NAMES = tuple(BLUEPRINTS)
NO_INDEX = "http://127.0.0.1:9/"
"""Nothing listens there."""

_DEAF = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_LITTER = shutil.ignore_patterns("__pycache__", "target", "dist", "*.egg-info")
_LOCAL_CONFIG = """\
[user]
	name = Ada Maintainer
	email = ada@maintainers.example
[commit]
	gpgSign = false
[tag]
	gpgSign = false
[core]
	autocrlf = false
[gc]
	auto = 0
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A sample project as its maintainer has it: a work tree ``root`` on ``main``, and its bare ``origin``."""

    name: str
    root: Path
    origin: Path
    packages: tuple[HostPackage, ...]

    @property
    def package(self) -> HostPackage:
        """The package that tests release."""
        return self.packages[0]

    @property
    def path(self) -> Path:
        """The folder of that package."""
        return self.root / self.package.path

    def git(self, *arguments: str) -> str:
        """Run git in the work tree; gives what it printed, stripped."""
        return git(self.root, *arguments)

    def at_origin(self, *arguments: str) -> str:
        """Run git in the bare origin; gives what it printed, stripped."""
        return git(self.origin, *arguments)

    def read(self, path: str) -> str:
        """Read a file of the work tree, line ends as they are."""
        return (self.root / path).read_bytes().decode("utf-8")

    def write(self, path: str, text: str) -> None:
        """Write a file of the work tree, line ends as they are."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode("utf-8"))

    def commit(self, message: str) -> str:
        """Commit everything in the work tree; gives the new commit."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)
        return self.git("rev-parse", "HEAD")


def git(folder: Path, *arguments: str, day: int = 28) -> str:
    """Run git in ``folder`` on that day of March 2025, deaf to the user's own configuration.

    :raises AssertionError: git ended with a failure; holds what it said.
    """
    moment = f"2025-03-{day:02}T12:00:00+0000"
    environment = {name: text for name, text in os.environ.items() if not name.startswith("GIT_")}
    environment |= _DEAF | {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
    command = ("git", *arguments)
    ended = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, f"{' '.join(command)} in {folder}: {ended.stderr or ended.stdout}"
    return ended.stdout.strip()


def make_host(name: str, folder: Path) -> Host:
    """Make the sample host ``name`` (one of ``HOST_NAMES``) in ``folder``, with its whole history pushed.

    The commits are the same each time, to the last digit.
    """
    blueprint = BLUEPRINTS[name]
    host = Host(name=name, root=folder / name, origin=folder / f"{name}.git", packages=blueprint.packages)
    host.root.mkdir(parents=True)
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main", str(host.origin))
    host.git("init", "--quiet", "--initial-branch=main")
    _configure(host)
    for day, step in enumerate(blueprint.steps, start=1):
        _take(host, step, blueprint, day)
    host.git("remote", "add", "origin", str(host.origin))
    host.git("push", "--quiet", "--set-upstream", "origin", "main", "--tags")
    host.git("remote", "set-head", "origin", "main")
    return host


def _configure(host: Host) -> None:
    with (host.root / ".git" / "config").open("a", encoding="utf-8") as config:
        config.write(_LOCAL_CONFIG)


def _take(host: Host, step: Step, blueprint: Blueprint, day: int) -> None:
    """Bring the work tree to what ``step`` says, and commit it."""
    _empty(host.root)
    _plant(host, blueprint)
    for lacking in step.lacks:
        _remove(host.root / lacking)
    for edit in step.edits:
        text = host.read(edit.path)
        assert text.count(edit.now) == 1, (
            f"{host.name}: {edit.path} holds {edit.now!r} {text.count(edit.now)} times"
        )
        host.write(edit.path, text.replace(edit.now, edit.then))
    git(host.root, "add", "--all", day=day)
    git(host.root, "commit", "--quiet", "--message", step.message, day=day)
    if step.tag:
        git(host.root, "tag", "--annotate", step.tag, "--message", step.tag_message, day=day)


def _plant(host: Host, blueprint: Blueprint) -> None:
    shutil.copytree(TREES / host.name, host.root, ignore=_LITTER, dirs_exist_ok=True)
    if blueprint.vendor:
        shutil.copytree(TREES / "_vendor", host.root / blueprint.vendor, ignore=_LITTER)


def _empty(root: Path) -> None:
    for each in root.iterdir():
        if each.name != ".git":
            _remove(each)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def fresh_clone(host: Host, folder: Path, *options: str) -> Host:
    """Clone the host's origin into ``folder``: what another maintainer has; ``options`` are git's own."""
    clone = replace(host, root=folder / host.name)
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "clone", "--quiet", *options, host.origin.as_uri(), str(clone.root))
    _configure(clone)
    return clone


def host_environment(**extra: str) -> dict[str, str]:
    """Give the environment in which a host's commands find what the running Python has.

    Its scripts come first on PATH (maturin, uv); ``release_tasks`` is this checkout's where it is
    not installed; git hears nothing of the user's own configuration, and no index is there to be asked
    unless a HOME of its own names one.
    """
    ours = ("GIT_", "PYTEST_", "NOX", "INVOKE_", "GITHUB_")
    environment = {name: text for name, text in os.environ.items() if not name.startswith(ours)}
    environment["PATH"] = os.pathsep.join((sysconfig.get_path("scripts"), environment.get("PATH", "")))
    if not _installed("py-release-tasks"):
        environment["PYTHONPATH"] = str(CHECKOUT)
    if "HOME" not in extra:
        environment["TWINE_REPOSITORY_URL"] = NO_INDEX
    return {**environment, **_DEAF, **extra}


def _installed(distribution: str) -> bool:
    try:
        importlib.metadata.distribution(distribution)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def nox_command(host: Host, session: str, *arguments: str) -> tuple[str, ...]:
    """Give the command line of real nox for one of the host's sessions; ``arguments`` follow ``--``."""
    posargs = ("--", *arguments) if arguments else ()
    return (sys.executable, "-m", "nox", "-f", str(host.root / "noxfile.py"), "-s", session, *posargs)


def invoke_command(host: Host, task: str, *arguments: str) -> tuple[str, ...]:
    """Give the command line of real invoke for one of the host's tasks."""
    return (sys.executable, "-m", "invoke", "--search-root", str(host.root), task, *arguments)


def run_in(
    host: Host, command: Sequence[str], *, folder: Path | None = None, **extra: str
) -> subprocess.CompletedProcess[str]:
    """Run a command in ``folder`` (the host's root if None), in the host's environment and ``extra``."""
    return subprocess.run(
        command,
        cwd=folder or host.root,
        env=host_environment(**extra),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
