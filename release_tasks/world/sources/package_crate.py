"""Whether the crate behind a package has the package's version, or one of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from release_tasks.core.formats import cargo_manifest, pyproject
from release_tasks.core.formats.toml_document import document
from release_tasks.core.history.past import History
from release_tasks.core.project import Project
from release_tasks.core.sources import IgnoredSource, VersionSources, disagreements, stated
from release_tasks.core.spots import VersionSpot
from release_tasks.world.files.reading import content
from release_tasks.world.sources.cargo_workspaces import crate_manifest
from release_tasks.world.sources.crates import CrateSources, crate_sources
from release_tasks.world.sources.moved_together import ever_at_one_version

_NEVER_RELEASED = ("0.0.0", "0.0.1", "0.1.0")
"""What cargo writes for a new crate, and what people write for one that nobody publishes."""


def package_crate(
    project: Project,
    history: History,
    values: Mapping[str, Any],
    authority: tuple[VersionSpot, ...],
    *,
    needed: bool,
) -> CrateSources:
    """Read the crate's version as far as it is the package's own.

    A crate that the backend takes the version from (``needed``) always is. One at another version than
    pyproject.toml was forgotten if maturin builds it and it ever had the package's version; else it has its own.

    :raises UsageError: a manifest that is needed is missing or broken.
    """
    path = crate_manifest(project.path, values)
    by_maturin = pyproject.backend(values) == "maturin"
    if needed:
        return crate_sources(path, project.repository, history)
    if not (authority and path.is_file()) and (authority or not by_maturin):
        return CrateSources(spots=())
    if not by_maturin and cargo_manifest.crate(document(path, content(path, needed_by="cargo"))) is None:
        return CrateSources(spots=())
    found = crate_sources(path, project.repository, history)
    if not authority or not disagreements(VersionSources(spots=found.spots[:1]), stated(authority[0])):
        return found
    crate = found.spots[0]
    if by_maturin and _was_forgotten(project, history, authority[0], crate):
        return found
    reason = (
        f"{crate.place} states {crate.text}, which never was the package's version: taken as the crate's own"
    )
    return CrateSources(
        spots=(), passed_over=(IgnoredSource(path=crate.path, reason=reason),) if by_maturin else ()
    )


def _was_forgotten(project: Project, history: History, own: VersionSpot, crate: VersionSpot) -> bool:
    reader = cargo_manifest.spots if crate.why == "[package] version" else cargo_manifest.workspace_spots
    ever = ever_at_one_version(history, project.repository, own, pyproject.spots, crate.path, reader)
    return crate.text not in _NEVER_RELEASED if ever is None else ever
