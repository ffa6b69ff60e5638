"""pyproject.toml: the version that it states itself, and who builds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from release_tasks.core.formats.toml_document import document, spot_at, table
from release_tasks.core.spots import VersionSpot


def spots(path: Path, data: bytes) -> tuple[VersionSpot, ...]:
    """Give the spots of the stated version; none where it is dynamic or not there.

    Where both [project] and [tool.poetry] state it, both have to, and [project] comes first.

    :raises UsageError: broken TOML, or a version that is not a plain string.
    """
    values = document(path, data)
    return tuple(
        spot_at(path, data, (*names, "version"), why=f"[{'.'.join(names)}] version")
        for names in (("project",), ("tool", "poetry"))
        if "version" in table(values, *names)
    )


def backend(values: Mapping[str, Any]) -> str:
    """Give the import name of the build backend's top package; PEP 517's default is setuptools."""
    named = str(table(values, "build-system").get("build-backend", "setuptools"))
    return named.partition(":")[0].partition(".")[0]
