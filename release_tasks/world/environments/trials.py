"""Clean installs side by side: each in an environment of its own, all of them run before any is judged."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from packaging.version import Version

from release_tasks.core.environments import InstallerName, Interpreter, SmokeResult
from release_tasks.core.errors import ActionError, ReleaseTasksError
from release_tasks.core.events import Event, Events
from release_tasks.core.placeholders import fill
from release_tasks.core.project import Command
from release_tasks.world.environments.clean import CleanEnvironment, clean_environment
from release_tasks.world.environments.installers import Installer, make_installer
from release_tasks.world.environments.proof import Proof
from release_tasks.world.files.temporary import temporary_folder
from release_tasks.world.processes.children import Children

MOST_AT_ONCE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One install on one interpreter: how it is done, and what its proof of origin must show.

    ``what`` is shown; ``digests`` are the sha256 of the files that it may get, by name. ``judge`` raises
    ActionError where the proof is none; it is not needed where the install itself is the proof.
    """

    what: str
    digests: Mapping[str, str]
    label: str
    interpreter: Interpreter
    install: Callable[[CleanEnvironment], None]
    judge: Callable[[Proof], None] | None = None

    def file(self, proof: Proof) -> str:
        """The name of the file that was installed, as far as can be told."""
        if len(self.digests) == 1:
            return next(iter(self.digests))
        return proof.source or proof.file_among(self.digests) or self.what


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What every trial is about, and the command that shows that it works."""

    name: str
    version: str
    import_name: str
    command: Command | None
    values: Mapping[str, str]
    extras: tuple[str, ...] = ()

    @property
    def requirement(self) -> str:
        """The version, as an installer is asked for it."""
        extras = f"[{','.join(self.extras)}]" if self.extras else ""
        return f"{self.name}{extras}=={self.version}"

    def filled(self, python: str) -> Command | None:
        """The smoke command for one Python.

        :raises UsageError: a placeholder that nothing is known for.
        """
        known = {"version": self.version, "package": self.name, **self.values, "python": python}
        return fill(self.command, known) if self.command else None


def run_trials(
    trials: Sequence[Trial], package: Package, installer: InstallerName, events: Events
) -> tuple[SmokeResult, ...]:
    """Run all trials, some at a time, and give what each showed, in order.

    :raises UsageError: the smoke command cannot be filled in; then nothing was installed.
    """
    package.filled(python="python")
    children, events = Children(), _one_at_a_time(events)
    # uv builds no sdist again that its cache knows by path: a cache of this run's own knows nothing.
    with temporary_folder("cache") as cache:
        made = make_installer(installer, cache)
        pool = ThreadPoolExecutor(max_workers=max(2, min(os.cpu_count() or 2, MOST_AT_ONCE)))
        try:
            return tuple(pool.map(lambda trial: _run_trial(trial, package, made, children, events), trials))
        except BaseException:
            # Ctrl-C reaches this thread alone; the others wait for processes that nobody has told.
            pool.shutdown(wait=False, cancel_futures=True)
            children.end_all()
            raise
        finally:
            pool.shutdown()


def failed_trials(results: Sequence[SmokeResult], further: Sequence[str] = (), *, remedy: str) -> ActionError:
    """Name every install that failed, each with the last lines of what it printed."""
    failures = [f"{each.file} on Python {each.python}: {each.output}" for each in results if not each.passed]
    lines = "\n".join((*failures, *further)).replace("\n", "\n  ")
    return ActionError(
        f"{len(failures) + len(further)} of {len(results) + len(further)} clean installs failed\n  {lines}",
        remedy=remedy,
    )


def _run_trial(
    trial: Trial, package: Package, installer: Installer, children: Children, events: Events
) -> SmokeResult:
    file, origin, failure, started = trial.what, "", "", time.monotonic()
    try:
        events.line(trial.label, f"installing {trial.what} on Python {trial.interpreter.full}")
        with clean_environment(
            trial.interpreter.executable, installer, children, lambda text: events.line(trial.label, text)
        ) as environment:
            trial.install(environment)
            environment.complete(package.requirement, extras=bool(package.extras))
            proof = environment.prove(package.import_name, package.name)
            _same_version(proof, package)
            if trial.judge:
                trial.judge(proof)
            file, origin = trial.file(proof), proof.told
            if command := package.filled(str(environment.python)):
                environment.run_command(command)
    except ReleaseTasksError as error:
        failure = str(error)
    return SmokeResult(
        file=file,
        sha256=trial.digests.get(file, ""),
        python=trial.interpreter.version,
        origin=origin,
        command=str(package.command or ""),
        passed=not failure,
        output=failure,
        seconds=round(time.monotonic() - started, 2),
    )


def _same_version(proof: Proof, package: Package) -> None:
    if Version(proof.version) != Version(package.version):
        raise ActionError(
            f"the installed metadata of {package.name} states {proof.version}", expected=package.version
        )


def _one_at_a_time(events: Events) -> Events:
    lock = threading.Lock()

    def emit(event: Event) -> None:
        with lock:
            events.emit(event)

    return Events(emit)
