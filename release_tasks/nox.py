"""The nox door: ``release_tasks.nox.register()`` in a noxfile adds a ``release-NAME`` session for each task."""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import nox

from release_tasks.catalog import Task, clash, named


def register(
    prefix: str = "release-", *, only: Iterable[str] | None = None, root: Path | str | None = None
) -> None:
    """Add our sessions to the noxfile that calls this.

    They make no virtual environment and are not run by a bare ``nox``. ``only`` selects tasks by
    their names. ``root`` is the folder of the project; the noxfile's own if not given.

    :raises ValueError: a session of that name is there already, or ``only`` names no task.
    """
    folder = Path(root) if root is not None else _folder_of_caller()
    tasks = named(only)
    taken = nox.registry.get()
    for task in tasks:
        if prefix + task.name in taken:
            raise clash(prefix + task.name, "the noxfile", 'release_tasks.nox.register(prefix="…", only=[…])')
    for task in tasks:
        nox.session(name=prefix + task.name, python=False, default=False)(_session(task, prefix, folder))


def _session(task: Task, prefix: str, folder: Path) -> Callable[[nox.Session], None]:
    def session(session: nox.Session) -> None:
        from release_tasks.launch import launch_argv

        # nox answers --install-only by not running session.run(); we do not go through it.
        if session._runner.global_config.install_only:  # noqa: SLF001  # nothing public tells
            session.error(
                f"{prefix}{task.name} has nothing to install, and --install-only would run it for real"
            )
        with _libraries_silent():
            code = launch_argv(task, session.posargs, root=folder, door=f"nox -s {prefix}{{task}} --")
        if code == 130:
            raise KeyboardInterrupt
        if code:
            session.error(f"exit code {code}")

    session.__doc__ = task.line
    session.__name__ = task.name.replace("-", "_")
    return session


@contextlib.contextmanager
def _libraries_silent() -> Iterator[None]:
    """Nox lets every library print what it logs for debugging; what the ones that we use say is no part of our output."""
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.WARNING)
    try:
        yield
    finally:
        root.setLevel(level)


def _folder_of_caller() -> Path:
    caller = sys._getframe(2).f_globals.get("__file__")  # noqa: SLF001  # inspect costs a host more
    return Path(caller).resolve().parent if caller else Path.cwd()
