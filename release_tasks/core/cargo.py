"""The Cargo workspace around a package, as far as a release has to do with it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class CargoWorkspace:
    """The package's Cargo.toml, and the place of the Cargo.lock that holds for it; None without a crate.

    ``digest`` is the sha256 of the lock file and the manifests, empty where the lock file is not there.
    """

    manifest: Path | None
    lock: Path | None = None
    lock_ignored: bool = False
    digest: str = ""
