"""Builds sdist and wheels, by PyPA build or the project's own commands, and records what came of it.

What ``dist`` held steps aside, so that it gets into no sdist, and comes back when the build fails. The
manifest is written last: files without one that fits them are not built
(:func:`release_tasks.core.artifacts.built`).
"""

from __future__ import annotations

import contextlib
import dataclasses
import importlib.util
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from release_tasks.core.actions import Build
from release_tasks.core.artifacts import BuiltFile, Manifest
from release_tasks.core.distributions.filename import is_of
from release_tasks.core.distributions.manifest import write_manifest
from release_tasks.core.errors import ActionError, CommandError
from release_tasks.core.events import Events
from release_tasks.core.ledger import Entry
from release_tasks.core.placeholders import fill
from release_tasks.world.builds.archives import built_file
from release_tasks.world.builds.dist import dist_of, distribution_files, put, write_atomically
from release_tasks.world.builds.environment import build_variables
from release_tasks.world.builds.wheelhouse import WheelhouseWatch
from release_tasks.world.files.temporary import temporary_folder
from release_tasks.world.git.exclude import exclude_from_git
from release_tasks.world.processes.commands import command_environment, run_command
from release_tasks.world.processes.run import run

LABEL = "build"


def build(action: Build, events: Events) -> Entry:
    """Build sdist and wheels of one version into ``dist``, and write the manifest beside it.

    :raises ActionError: ``dist`` holds other releases or cannot be written, or the build made
        something else than asked for. ``dist`` is as before then.
    :raises CommandError: the build failed; ``dist`` is as before.
    """
    with _write_failures(action):
        dist = dist_of(action)
        dist.recover()
        _refuse_strangers(action)
        exclude_from_git((action.dist, action.manifest))
        with dist.set_aside():
            files = _by_commands(action, events) if action.commands else _by_front_end(action, events)
        manifest = Manifest(name=action.name, version=action.version, tree=action.tree, files=files)
        write_atomically(action.manifest, write_manifest(manifest), by_way_of=action.dist)
    data = {"version": action.version, "files": [dataclasses.asdict(file) for file in files]}
    return Entry(kind="build", item="", bound_to=action.tree, data=data)


@contextlib.contextmanager
def _write_failures(action: Build) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ActionError(
            f"the built files cannot be written: {error.strerror}",
            where=str(error.filename or action.dist),
            expected=f"a folder {action.dist} that files can be written to",
            remedy="make room, or mend the permissions, and run again",
        ) from error


def _refuse_strangers(action: Build) -> None:
    strangers = _others(action, distribution_files(action.dist))
    if strangers:
        raise ActionError(
            f"holds files of other releases: {', '.join(path.name for path in strangers)}",
            where=str(action.dist),
            expected=f"only files of {action.name} {action.version}",
            remedy=shlex.join(("rm", *map(str, strangers))),
        )


def _others(action: Build, paths: tuple[Path, ...]) -> tuple[Path, ...]:
    return tuple(path for path in paths if not is_of(path.name, action.name, action.version))


def _by_front_end(action: Build, events: Events) -> tuple[BuiltFile, ...]:
    """Let PyPA build make an sdist, and the wheel from it, outside the tree."""
    installer = ("--installer", "uv") if _has_uv() else ()
    with temporary_folder("build") as temporary:
        made = temporary / "dist"
        made.mkdir()
        argv = (sys.executable, "-m", "build", "--outdir", str(made), *installer, str(action.folder))
        done = run(
            argv,
            # Not the project's folder: a build.py or build/ there would be taken for PyPA build.
            cwd=temporary,
            # What an interrupted build cannot clean up itself goes with our folder.
            env={**command_environment(), **build_variables(action), "TMPDIR": str(temporary)},
            check=False,
            on_line=lambda text: events.line(LABEL, text),
        )
        if done.code != 0:
            remedy = shlex.join(("python", "-m", "build", str(action.folder)))
            raise CommandError(argv, done.code, done.tail, remedy=remedy)
        return tuple(built_file(put(path, action.dist)) for path in _checked(action, made))


def _by_commands(action: Build, events: Events) -> tuple[BuiltFile, ...]:
    """Run the project's own commands, and find what they wrote: in ``dist``, else where cargo builds."""
    filled = [fill(command, {**action.values, "python": sys.executable}) for command in action.commands]
    variables = build_variables(action)
    watch = WheelhouseWatch(action.folder)
    for command in filled:
        run_command(command, action.folder, events, LABEL, variables)
    for path in watch.written(action.name, action.version):
        if not (action.dist / path.name).exists():
            put(path, action.dist)
    return tuple(built_file(path) for path in _checked(action, action.dist))


def _checked(action: Build, folder: Path) -> tuple[Path, ...]:
    """Give what was built into ``folder``, if it is what was asked for."""
    paths = distribution_files(folder)
    expected = f"an sdist or wheels of {action.name} {action.version}"
    if others := _others(action, paths):
        raise ActionError(
            f"the build made files of another release: {', '.join(path.name for path in others)}",
            where=str(action.folder),
            expected=expected,
            remedy="run check-version: a file states another version, or the backend reads it from elsewhere",
        )
    if not paths:
        raise ActionError(
            "the build made no sdist and no wheel",
            where=str(action.folder),
            expected=f"{expected} in {action.dist}",
            remedy="let the build command write to {dist}",
        )
    return paths


def _has_uv() -> bool:
    return importlib.util.find_spec("uv") is not None or shutil.which("uv") is not None
