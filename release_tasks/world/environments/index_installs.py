"""Installs from an index, by hash: the exact bytes that were tested come back from where users get them."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial

import requests
from packaging.tags import platform_tags
from packaging.utils import canonicalize_name

from release_tasks.core.actions import InstallFromIndex
from release_tasks.core.environments import InstallerName, Interpreter
from release_tasks.core.errors import ActionError, UnreachableError
from release_tasks.core.events import Events
from release_tasks.core.index import IndexFile
from release_tasks.core.ledger import Entry
from release_tasks.core.wheels import fits
from release_tasks.world.environments.clean import CleanEnvironment
from release_tasks.world.environments.installers import installer_name
from release_tasks.world.environments.trials import Package, Trial, failed_trials, run_trials

ANSWER_WITHIN_S = 20.0


def install_from_index(action: InstallFromIndex, events: Events) -> Entry:
    """Install the version from this index alone, by the sha256 of its files, on every Python.

    The files' own digests are the proof (``--require-hashes``, nothing cached); what they depend on comes
    from the user's indexes.

    :raises UnreachableError: the index does not answer.
    :raises ActionError: an install, a proof or a smoke command failed; all of them are named.
    """
    return install_from_index_by(installer_name(), action, events)


def install_from_index_by(installer: InstallerName, action: InstallFromIndex, events: Events) -> Entry:
    """Do what :func:`install_from_index` does with an installer of the caller's choice."""
    _must_answer(action)
    package = Package(
        name=action.name,
        version=action.version,
        import_name=action.import_name,
        command=action.command,
        values=action.values,
    )
    trials = tuple(_trial(action, interpreter) for interpreter in action.interpreters)
    results = run_trials(trials, package, installer, events)
    if not all(each.passed for each in results):
        _must_answer(action)
        raise failed_trials(results)
    data = {
        "results": [asdict(each) for each in results],
        "command": str(action.command or ""),
        "index": action.endpoint.shown,
        "files": {each.name: each.sha256 for each in action.files},
        "installer": installer,
    }
    return Entry(kind="index-install", item="", bound_to=action.bound_to, data=data)


def _trial(action: InstallFromIndex, interpreter: Interpreter) -> Trial:
    return Trial(
        file=f"{action.name}=={action.version}",
        label=f"{action.endpoint.role} {interpreter.version}",
        interpreter=interpreter,
        install=partial(_install, action, interpreter),
    )


def _install(action: InstallFromIndex, interpreter: Interpreter, environment: CleanEnvironment) -> None:
    hashed = tuple(each for each in action.files if each.sha256)
    if not hashed:
        raise ActionError(
            f"the index offers no sha256 for the files of {action.name} {action.version}",
            where=action.endpoint.shown,
            expected="a sha256 for each file, to install it by",
        )
    wheels = tuple(each for each in hashed if each.name.endswith(".whl"))
    sources = tuple(each for each in hashed if each.name.endswith(".tar.gz"))
    platforms = tuple(platform_tags())
    if any(fits(each.name, interpreter, platforms) for each in wheels):
        environment.install_hashed(
            f"{action.name}=={action.version} {_hashes(hashed)}", action.endpoint.simple
        )
    elif sources:
        # By its address, so that what its build needs may come from the user's own indexes.
        environment.install_hashed_source(f"{action.name} @ {sources[0].url} {_hashes(sources[:1])}")
    else:
        raise ActionError(
            f"no wheel for Python {interpreter.version}, and no sdist", where=action.endpoint.shown
        )


def _hashes(files: tuple[IndexFile, ...]) -> str:
    return " ".join(f"--hash=sha256:{each.sha256}" for each in files)


def _must_answer(action: InstallFromIndex) -> None:
    """Look at the project's page: tells an index that is down from a package that does not install."""
    shown = action.endpoint.shown
    page = f"{action.endpoint.simple.rstrip('/')}/{canonicalize_name(action.name)}/"
    try:
        with requests.get(page, timeout=ANSWER_WITHIN_S, stream=True) as answer:
            status = answer.status_code
    except requests.RequestException as error:
        # The error's own text may hold the whole address, password included.
        raise UnreachableError(f"the index does not answer ({type(error).__name__})", where=shown) from None
    if status >= 500:
        raise UnreachableError(f"the index answers with HTTP status {status}", where=shown)
    if status in (401, 403):
        raise ActionError(
            f"the index refuses us (HTTP status {status})", where=shown, expected="valid credentials"
        )
    if status == 404:
        raise ActionError(f"the index does not know {action.name}", where=shown)
