"""What publish and post ask of an install from an index: that it is on record, for these very files."""

from __future__ import annotations

from release_tasks.core.actions import InstallFromIndex
from release_tasks.core.environments import missing_interpreters
from release_tasks.core.gate.index_install import IndexInstall
from release_tasks.core.gate.installs import install_verdict, uninstallable
from release_tasks.core.gate.verdicts import Verdict
from release_tasks.core.ledger import Entry
from release_tasks.core.model import Change
from release_tasks.core.validation import install_standing


def installed(install: IndexInstall) -> Change | Verdict:
    """A clean install by hash from the index, on each Python: the change that makes it, or what it showed."""
    known = on_record(install)
    return install_verdict(known, install.release.page.endpoint) if isinstance(known, Entry) else known


def on_record(install: IndexInstall) -> Change | Verdict | Entry:
    """The entry of such an install of these very files; else the change that makes it, or why it cannot be made."""
    release, pythons, files = install.release, install.pythons.get(), install.files
    if verdict := uninstallable(files, missing_interpreters(pythons)):
        return verdict
    project, version, endpoint = release.project, release.target.version, release.page.endpoint
    standing = install_standing(release.ledger, "index-install", install.bound_to, pythons, project.smoke)
    if standing.entry is not None:
        return standing.entry
    action = InstallFromIndex(
        endpoint=endpoint,
        name=project.name,
        version=version,
        files=files,
        interpreters=pythons.found,
        import_name=project.import_name,
        command=project.smoke,
        bound_to=install.bound_to,
        values=project.values(version),
        extras=release.request.extras,
    )
    because = f"no install of these files from {endpoint.listing} is on record"
    return Change(actions=(action,), because=because, stale=standing.stale)
