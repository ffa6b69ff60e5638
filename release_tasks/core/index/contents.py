"""What the files of a version hold, as they came from the index: their core metadata alone, or all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from release_tasks.core.artifacts import Distribution, Unreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class CoreMetadataFiles:
    """The core metadata that the index offers beside its files (PEP 658), by the file's name.

    None stands for one that the page promises, and that is not there.
    """

    by_name: Mapping[str, bytes | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One listed file, downloaded and opened; ``fault`` says why it did not come as listed.

    ``metadata`` is the METADATA of a wheel, byte for byte; None where it has none, and for an sdist.
    """

    sha256: str = ""
    size: int = 0
    opened: Distribution | Unreadable | None = None
    metadata: bytes | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Every file of the version, by name."""

    by_name: Mapping[str, Content]
