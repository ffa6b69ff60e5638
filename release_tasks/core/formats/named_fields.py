"""Files whose format has one field for the version of what they describe: no parser, the field's own shape."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from release_tasks.core.formats.toml_spans import line_at
from release_tasks.core.spots import Dialect, VersionSpot


def _yaml(key: bytes) -> bytes:
    # A key at the beginning of its line is the document's own; those of what it lists are indented.
    return (
        rb"^"
        + key
        + rb"""[ \t]*:[ \t]+(?P<quote>["']?)v?(?P<version>\d[^\s"'#]*)(?P=quote)[ \t]*(?:#[^\r\n]*)?\r?$"""
    )


_CONDA: Final = (
    rb"""^\{%-?[ \t]*set[ \t]+version[ \t]*=[ \t]*["']v?(?P<version>\d[^"'\s]*)["'][ \t]*-?%\}""",
    "version",
)
_FIELDS: Final = {
    "CITATION.cff": (_yaml(b"version"), "version of the software to cite"),
    "snapcraft.yaml": (_yaml(b"version"), "version of the snap"),
    "galaxy.yml": (_yaml(b"version"), "version of the collection"),
    "meta.yaml": _CONDA,
    "recipe.yaml": (rb"""^context:[ \t]*\r?\n(?:[ \t]+[^\n]*\n)*?[ \t]+version:[ \t]+["']?(?P<version>\d[^\s"'#]*)""", "version"),
    "sonar-project.properties": (rb"^sonar\.projectVersion[ \t]*=[ \t]*(?P<version>\d\S*)[ \t]*\r?$", "sonar.projectVersion"),
    "meson.build": (rb"""^project[ \t]*\([^)]*?\bversion[ \t]*:[ \t]*'(?P<version>\d[^'\\\s]*)'""", "version of project()"),
    "CMakeLists.txt": (rb"^[ \t]*(?i:project)[ \t]*\(\s*[\w.-]+\s+(?:[^)#]*?\s)?VERSION[ \t]+\"?(?P<version>\d[\w.]*)", "VERSION of project()"),
    "pixi.toml": (rb"""^\[(?:workspace|project|package)\][ \t]*\r?\n(?:[^\[\n][^\n]*\n|\r?\n)*?version[ \t]*=[ \t]*"(?P<version>\d[^"\s]*)\"""", "version of the workspace"),
    "Doxyfile": (rb"""^PROJECT_NUMBER[ \t]*=[ \t]*(?P<quote>"?)v?(?P<version>\d[^\s"]*)(?P=quote)[ \t]*\r?$""", "PROJECT_NUMBER"),
}  # fmt: skip
"""By file name: the pattern of the field, and what it is called."""
_SEMVER: Final = frozenset(("galaxy.yml",))
_NUMBERS_ONLY: Final = frozenset(("CMakeLists.txt",))

PLACES: Final = (
    *("CITATION.cff", "galaxy.yml", "pixi.toml", "sonar-project.properties", "meson.build", "CMakeLists.txt"),
    *("Doxyfile", "docs/Doxyfile", "doc/Doxyfile", "snapcraft.yaml", "snap/snapcraft.yaml"),
    *(
        f"{folder}{name}"
        for folder in ("", "recipe/", "conda/", "conda-recipe/", "conda.recipe/", "conda/recipe/")
        for name in ("meta.yaml", "recipe.yaml")
    ),
)
"""Where such files lie by custom, relative to the package."""


def spots(path: Path, data: bytes) -> tuple[VersionSpot, ...]:
    """Give the spot of the version field of a file that is called as one of ``PLACES``; none where it is there twice."""
    pattern, why = _FIELDS[path.name]
    found = list(re.finditer(pattern, data, re.MULTILINE))
    dialect: Dialect = "semver" if path.name in _SEMVER else "pep440"
    return tuple(
        VersionSpot(
            path=path,
            start=match.start("version"),
            end=match.end("version"),
            line=line_at(data, match.start("version")),
            text=match["version"].decode("utf-8", "replace"),
            dialect=dialect,
            why=why,
            parts=match["version"].count(b".") + 1 if path.name in _NUMBERS_ONLY else None,
        )
        for match in found
        if len(found) == 1
    )
