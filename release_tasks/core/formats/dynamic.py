"""Where a build backend takes a dynamic version from, as pyproject.toml tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from release_tasks.core.formats.pyproject import backend
from release_tasks.core.formats.toml_document import table

_READS_TAGS = frozenset(
    canonicalize_name(name)
    for name in (
        *(
            "setuptools-scm",
            "setuptools-git-versioning",
            "hatch-vcs",
            "versioningit",
            "flit-scm",
            "vcs-versioning",
        ),
        *("uv-dynamic-versioning", "poetry-dynamic-versioning", "pdm-build-git-versioning", "versioneer"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FromCrate:
    """maturin reads it from Cargo.toml."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FromAssignment:
    """One of ``names`` is assigned in the first of ``files`` that exists (relative to pyproject.toml)."""

    files: tuple[str, ...]
    names: tuple[str, ...]
    setting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FromRegex:
    """The group ``version`` (or the first group) of ``regex`` in ``file`` is the version."""

    file: str
    regex: str
    setting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FromText:
    """The whole text of ``file`` is the version."""

    file: str
    setting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotInFiles:
    """No file states it: a tag does, or code that runs in the build."""

    reason: str


Origin: TypeAlias = FromCrate | FromAssignment | FromRegex | FromText | NotInFiles


def origin(values: Mapping[str, Any], import_name: str) -> Origin | None:
    """Tell where the backend looks for a version that pyproject.toml itself does not state.

    None if we do not know such a place.
    """
    name = backend(values)
    if name == "maturin":
        return FromCrate()
    tags = _tag_reader(values)
    if name in ("hatchling", "hatch"):
        return _hatch(table(values, "tool", "hatch", "version"), tags)
    if name == "flit_core":
        module = table(values, "tool", "flit", "module").get("name", import_name)
        return FromAssignment(
            files=tuple(_module_files(str(module), ("", "src/"))), names=("__version__",), setting="flit"
        )
    if name == "pdm":
        return _pdm(table(values, "tool", "pdm", "version"))
    if tags:
        return tags
    return _setuptools(values) if name == "setuptools" else None


def _tag_reader(values: Mapping[str, Any]) -> NotInFiles | None:
    for text in table(values, "build-system").get("requires", ()):
        try:
            required = canonicalize_name(Requirement(str(text)).name)
        except InvalidRequirement:
            continue
        if required in _READS_TAGS:
            return NotInFiles(reason=f"{required} takes the version from the git tag: no file states it")
    return None


def _hatch(settings: Mapping[str, Any], tags: NotInFiles | None) -> Origin | None:
    source = settings.get("source", "regex")
    if source == "vcs":
        return tags or NotInFiles(reason="hatch-vcs takes the version from the git tag: no file states it")
    if source != "regex" or "expression" in settings:
        return tags or NotInFiles(
            reason=f"[tool.hatch.version] source {source!r} computes the version in the build"
        )
    path = settings.get("path")
    if not isinstance(path, str):
        return tags
    pattern = settings.get("pattern")
    if isinstance(pattern, str):
        return FromRegex(file=path, regex=f"(?m){pattern}", setting="[tool.hatch.version] pattern")
    return FromAssignment(
        files=(path,), names=("__version__", "VERSION"), setting="[tool.hatch.version] path"
    )


def _pdm(settings: Mapping[str, Any]) -> Origin | None:
    source = settings.get("source")
    if source == "file" and isinstance(settings.get("path"), str):
        return FromAssignment(
            files=(settings["path"],), names=("__version__",), setting="[tool.pdm.version] path"
        )
    if source == "scm":
        return NotInFiles(reason="[tool.pdm.version] takes the version from the git tag: no file states it")
    return NotInFiles(reason="[tool.pdm.version] computes the version in the build") if source else None


def _setuptools(values: Mapping[str, Any]) -> Origin | None:
    stated = table(values, "tool", "setuptools", "dynamic", "version")
    attribute, file = stated.get("attr"), stated.get("file")
    if isinstance(attribute, str):
        module, _, name = attribute.rpartition(".")
        folders = table(values, "tool", "setuptools", "package-dir")
        places = (f"{folders['']}/",) if "" in folders else ("", "src/")
        setting = f"[tool.setuptools.dynamic] attr {attribute}"
        return FromAssignment(
            files=tuple(_module_files(module, places, folders)), names=(name,), setting=setting
        )
    if isinstance(file, list) and len(file) == 1:
        file = file[0]
    return FromText(file=file, setting="[tool.setuptools.dynamic] file") if isinstance(file, str) else None


def _module_files(
    module: str, places: tuple[str, ...], folders: Mapping[str, Any] | None = None
) -> Iterator[str]:
    """Name the files that may be ``module``; ``folders`` maps top packages to folders of their own."""
    top, dot, rest = module.partition(".")
    if folders and top in folders:
        places, module = (f"{folders[top]}/" if dot else "",), (rest if dot else str(folders[top]))
    for place in places:
        path = place + module.replace(".", "/")
        yield f"{path}/__init__.py"
        yield f"{path}.py"
