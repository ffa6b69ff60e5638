"""What pypi-simple and we can both see of a file on a page, brought into one form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from release_tasks.core.index import IndexFile


@dataclass(frozen=True)
class Seen:
    """What both readers can see of a file."""

    name: str
    url: str
    sha256: str
    requires_python: str | None
    yanked: bool
    yanked_reason: str
    has_metadata: bool
    metadata_sha256: str
    provenance: str
    size: int | None
    uploaded: bool


def by_us(file: IndexFile) -> Seen:
    return Seen(
        file.name,
        file.url,
        file.sha256,
        file.requires_python,
        file.yanked,
        file.yanked_reason,
        file.has_metadata,
        file.metadata_sha256,
        file.provenance,
        file.size,
        bool(file.uploaded),
    )


def by_them(package: Any) -> Seen:
    reason = package.yanked_reason or ""
    return Seen(
        package.filename,
        package.url,
        package.digests.get("sha256", ""),
        package.requires_python or None,
        bool(package.is_yanked),
        " ".join(reason.split()),
        bool(package.has_metadata),
        (package.metadata_digests or {}).get("sha256", ""),
        package.provenance_url or "",
        package.size,
        package.upload_time is not None,
    )
