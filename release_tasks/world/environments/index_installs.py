"""Installs from an index, by hash: the exact bytes that were tested come back from where users get them."""

from __future__ import annotations

import platform
from dataclasses import asdict
from functools import partial

from packaging.tags import platform_tags

from release_tasks.core.actions import InstallFromIndex
from release_tasks.core.environments import InstallerName, Interpreter, SmokeResult
from release_tasks.core.errors import ActionError
from release_tasks.core.events import Events
from release_tasks.core.index import IndexFile
from release_tasks.core.ledger import Entry
from release_tasks.core.wheels import allowed, fits, sdist_of
from release_tasks.world.environments.clean import CleanEnvironment
from release_tasks.world.environments.installers import installer_name
from release_tasks.world.environments.proof import OLDEST, is_provable
from release_tasks.world.environments.trials import Package, Trial, failed_trials, run_trials
from release_tasks.world.index.client import fetch_page
from release_tasks.world.index.connection import Connection
from release_tasks.world.index.downloads import fetch

_REMEDY = (
    "mend it, and release another version: users get the same; "
    "where an old sdist cannot be built any more, --python with one that there is a wheel for"
)


def install_from_index(action: InstallFromIndex, events: Events) -> Entry:
    """Install the version from this index alone, by the sha256 of its files, on every Python that it is for.

    The files' own digests are the proof (``--require-hashes``, nothing cached); what they depend on comes
    from the user's indexes.

    :raises UnreachableError: the index does not answer.
    :raises ActionError: an install, a proof or a smoke command failed; all of them are named.
    """
    return install_from_index_by(installer_name(), action, events)


def install_from_index_by(installer: InstallerName, action: InstallFromIndex, events: Events) -> Entry:
    """Do what :func:`install_from_index` does with an installer of the caller's choice."""
    package = Package(
        name=action.name,
        version=action.version,
        import_name=action.import_name,
        command=action.command,
        values=action.values,
        extras=action.extras,
    )
    served = {each: _for_it(action.files, each) for each in action.interpreters}
    trials = tuple(_trial(action, files, each) for each, files in served.items() if files)
    if not trials:
        raise _for_no_python(action)
    results = run_trials(trials, package, installer, events)
    if not all(each.passed for each in results):
        _must_answer(action)
        raise failed_trials(results, remedy=_REMEDY)
    return _entry(action, installer, results, tuple(each for each, files in served.items() if not files))


def _entry(
    action: InstallFromIndex,
    installer: InstallerName,
    results: tuple[SmokeResult, ...],
    unserved: tuple[Interpreter, ...],
) -> Entry:
    data = {
        "results": [asdict(each) for each in results],
        "not_applicable": {each.version: _why_not(action, each) for each in unserved},
        "command": str(action.command or ""),
        "index": action.endpoint.shown,
        "files": {each.name: each.sha256 for each in action.files},
        "installer": installer,
        "system": f"{platform.system().replace('Darwin', 'macOS')} {platform.machine()}",
    }
    return Entry(kind="index-install", item="", bound_to=action.bound_to, data=data)


def _trial(action: InstallFromIndex, files: tuple[IndexFile, ...], interpreter: Interpreter) -> Trial:
    index = "index" if action.endpoint.role == "other" else action.endpoint.role
    return Trial(
        what=f"{action.name}=={action.version}",
        digests={each.name: each.sha256 for each in files},
        label=f"{index} {interpreter.version}",
        interpreter=interpreter,
        install=partial(_install, action, files, interpreter),
    )


def _install(
    action: InstallFromIndex,
    files: tuple[IndexFile, ...],
    interpreter: Interpreter,
    environment: CleanEnvironment,
) -> None:
    platforms = tuple(platform_tags())
    wheels = tuple(
        each for each in files if each.name.endswith(".whl") and fits(each.name, interpreter, platforms)
    )
    if wheels:
        hashes = " ".join(f"--hash=sha256:{each.sha256}" for each in wheels)
        environment.install_hashed(f"{action.name}=={action.version} {hashes}", action.endpoint.simple)
        return
    source = sdist_of(files)
    if source is None:
        raise ActionError(
            f"no wheel for Python {interpreter.version}, and no sdist", where=action.endpoint.listing
        )
    # Fetched here and held to its sha256, so that what its build needs may come from the user's own indexes.
    with Connection(action.endpoint) as index:
        fetched = fetch(source, index, environment.folder)
    environment.install_file(environment.folder / fetched.file.name)


def _for_it(files: tuple[IndexFile, ...], python: Interpreter) -> tuple[IndexFile, ...]:
    return allowed(files, python) if is_provable(python) else ()


def _why_not(action: InstallFromIndex, python: Interpreter) -> str:
    return "too old to tell what was installed" if allowed(action.files, python) else _requires(action)


def _requires(action: InstallFromIndex) -> str:
    stated = dict.fromkeys(each.requires_python for each in action.files if each.requires_python)
    return f"Requires-Python is {' or '.join(stated)}"


def _for_no_python(action: InstallFromIndex) -> ActionError:
    tried = ", ".join(each.full for each in action.interpreters)
    if any(allowed(action.files, each) for each in action.interpreters):
        return ActionError(
            f"no Python here can tell what was installed of {action.name} {action.version} ({tried})",
            where=action.endpoint.listing,
            expected=f"a Python {OLDEST} or newer",
            remedy="--python with a newer one, or skip this item with a reason",
        )
    return ActionError(
        f"{action.name} {action.version} is for none of the Pythons here ({tried})",
        where=action.endpoint.listing,
        expected=_requires(action).replace(" is ", " "),
        remedy="uv python install, or --python with one that it is for",
    )


def _must_answer(action: InstallFromIndex) -> None:
    """Look at the project's page: tells an index that is down from a package that does not install."""
    if fetch_page(action.endpoint, action.name) is None:
        raise ActionError(f"the index does not know {action.name}", where=action.endpoint.listing)
