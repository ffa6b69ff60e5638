"""Smoke: each built file is installed in a clean environment of each Python that it is for, and used."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from functools import partial
from pathlib import Path
from zipfile import ZipFile

from packaging.tags import platform_tags

from release_tasks.core.actions import Smoke
from release_tasks.core.artifacts import BuiltFile
from release_tasks.core.environments import InstallerName, Interpreter
from release_tasks.core.errors import ActionError
from release_tasks.core.events import Events
from release_tasks.core.ledger import Entry
from release_tasks.core.wheels import plan_smoke
from release_tasks.world.environments.clean import CleanEnvironment
from release_tasks.world.environments.installers import installer_name
from release_tasks.world.environments.proof import Proof
from release_tasks.world.environments.trials import Package, Trial, failed_trials, run_trials


def smoke(action: Smoke, events: Events) -> Entry:
    """Install every file on every Python that it fits, with proof of where the import came from.

    A wheel that fits no Python here is recorded as not verified.

    :raises ActionError: an install, a proof or a smoke command failed, or a Python has no file that fits it;
        all of them are named.
    """
    return smoke_by(installer_name(), action, events)


def smoke_by(installer: InstallerName, action: Smoke, events: Events) -> Entry:
    """Do what :func:`smoke` does with an installer of the caller's choice."""
    files = {file.name: (path, file) for path, file in action.files}
    for path, file in files.values():
        _unchanged(path, file)
    plan = plan_smoke(tuple(files), action.interpreters, tuple(platform_tags()))
    trials = tuple(_trial(*files[name], interpreter) for name, interpreter in plan.pairs)
    package = Package(
        name=action.name,
        version=action.version,
        import_name=action.import_name,
        command=action.command,
        values=action.values,
    )
    results = run_trials(trials, package, installer, events)
    unserved = tuple(f"Python {each.version}: no wheel for it, and no sdist" for each in plan.unserved)
    if unserved or not all(each.passed for each in results):
        raise failed_trials(
            results, unserved, remedy="mend what is told above, and run the same command again"
        )
    data = {
        "results": [asdict(each) for each in results],
        "not_verified": list(plan.unfit),
        "command": str(action.command or ""),
        "installer": installer,
    }
    return Entry(kind="smoke", item="", bound_to=action.bound_to, data=data)


def _trial(path: Path, file: BuiltFile, interpreter: Interpreter) -> Trial:
    def install(environment: CleanEnvironment) -> None:
        environment.install_file(path)

    kind = "wheel" if path.suffix == ".whl" else "sdist"
    return Trial(
        what=file.name,
        digests={file.name: file.sha256},
        label=f"smoke {interpreter.version} {kind}",
        interpreter=interpreter,
        install=install,
        judge=partial(came_from, path),
    )


def came_from(file: Path, proof: Proof) -> None:
    """Hold a proof against the file that was installed: its name, and a wheel's own bytes.

    :raises ActionError: the import came from somewhere else.
    """
    if proof.source != file.name:
        raise ActionError(
            f"the import came from {proof.source or 'an index'}", where=str(proof.origin), expected=file.name
        )
    if file.suffix == ".whl" and proof.module and proof.origin.is_file() and not _in_wheel(file, proof):
        raise ActionError(
            f"what was imported is not what {file.name} holds",
            where=str(proof.origin),
            expected=proof.relative,
        )


def _in_wheel(wheel: Path, proof: Proof) -> bool:
    imported = proof.origin.read_bytes()
    with ZipFile(wheel) as archive:
        return any(
            archive.read(name) == imported
            for name in archive.namelist()
            if name == proof.relative
            or name.endswith((f".data/purelib/{proof.relative}", f".data/platlib/{proof.relative}"))
        )


def _unchanged(path: Path, file: BuiltFile) -> None:
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise ActionError(f"cannot read the built file: {error.strerror}", where=str(path)) from error
    if found != file.sha256:
        raise ActionError(
            "the file is not the one that was looked at before",
            where=str(path),
            expected=f"sha256:{file.sha256}",
            remedy="run the same task again: it looks at the files anew",
        )
