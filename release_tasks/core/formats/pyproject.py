"""pyproject.toml: the version that it states itself, and who builds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from release_tasks.core.formats.toml_document import document, spot_at, table
from release_tasks.core.spots import VersionSpot

_CRATE, _BESIDE_SRC = "Cargo.toml", "rust/Cargo.toml"


def spots(path: Path, data: bytes, parsed: Mapping[str, Any] | None = None) -> tuple[VersionSpot, ...]:
    """Give the spots of the stated version; none where it is dynamic or not there. ``parsed`` saves a parse.

    Where both [project] and [tool.poetry] state it, both have to, and [project] comes first.

    :raises UsageError: broken TOML, or a version that is not a plain string.
    """
    values = document(path, data) if parsed is None else parsed
    return tuple(
        spot_at(path, data, (*names, "version"), why=f"[{'.'.join(names)}] version")
        for names in (("project",), ("tool", "poetry"))
        if "version" in table(values, *names)
    )


def crate_place(values: Mapping[str, Any], is_there: Callable[[str], bool]) -> str:
    """Give the place of the Cargo.toml that maturin builds, from the package's folder.

    Stated in [tool.maturin]; else the one in the folder, or the one in ``rust/`` that maturin takes beside
    a ``src`` layout.
    """
    stated = table(values, "tool", "maturin").get("manifest-path")
    if isinstance(stated, str):
        return stated
    return _BESIDE_SRC if is_there(_BESIDE_SRC) and not is_there(_CRATE) else _CRATE


def backend(values: Mapping[str, Any]) -> str:
    """Give the import name of the build backend's top package; PEP 517's default is setuptools."""
    named = str(table(values, "build-system").get("build-backend", "setuptools"))
    return named.partition(":")[0].partition(".")[0]
