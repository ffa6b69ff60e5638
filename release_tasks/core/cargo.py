"""The Cargo workspace around a package, as far as a release has to do with it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from release_tasks.core.action import FactTypes
from release_tasks.core.findings import Reach
from release_tasks.core.git import ReleaseTree
from release_tasks.core.ledger import Ledger
from release_tasks.core.sources import VersionSources
from release_tasks.core.work_tree import Manifests


@dataclass(frozen=True, slots=True, kw_only=True)
class CargoWorkspace:
    """The package's Cargo.toml, and the place of the Cargo.lock that holds for it; None without a crate.

    ``digest`` is the sha256 of the lock file and the manifests, empty where the lock file is not there.
    """

    manifest: Path | None
    lock: Path | None = None
    lock_ignored: bool = False
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CargoResolve:
    """Lets cargo update the named crates, then resolve the workspace with its lock file as it is."""

    reach: ClassVar[Reach] = Reach.LOCAL
    stales: ClassVar[FactTypes] = (CargoWorkspace, Manifests, VersionSources, ReleaseTree, Ledger)
    manifest: Path
    update: tuple[str, ...]

    def describe(self) -> tuple[str, ...]:
        """One line a command."""
        updates = tuple(f"run cargo update -p {crate}" for crate in self.update)
        return (*updates, "run cargo metadata --locked")
