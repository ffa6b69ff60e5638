"""Where a build backend takes a dynamic version from, as pyproject.toml tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

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
        *(
            "uv-dynamic-versioning",
            "poetry-dynamic-versioning",
            "pdm-build-git-versioning",
            "versioneer",
            "pbr",
        ),
    )
)
_MESON = r"(?s)\bproject\s*\([^)]*?\bversion\s*:\s*'(?P<version>\d[^'\\]*)'"
# The default of scikit-build-core's regex provider.
_SCIKIT_BUILD = r"""(?i)^(__version__|VERSION)(?: ?\: ?str)? *= *(['"])v?(?P<value>.+?)\2"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FromCrate:
    """maturin reads it from Cargo.toml."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FromAssignment:
    """One of ``names`` is assigned in the first of ``files`` that exists (relative to pyproject.toml).

    ``sure`` is False where the backend runs the file, so that it may compute what it assigns.
    """

    files: tuple[str, ...]
    names: tuple[str, ...]
    setting: str
    sure: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FromRegex:
    """The group ``version`` (or the first group) of ``regex`` in ``file`` is the version.

    ``sure`` is False where the backend understands more of the file than the pattern does.
    """

    file: str
    regex: str
    setting: str
    sure: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FromText:
    """The whole text of ``file`` is the version."""

    file: str
    setting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FromJson:
    """The key ``version`` of ``file`` is the version, as npm writes it."""

    file: str
    setting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotInFiles:
    """No file states it: a tag does, or code that runs in the build."""

    reason: str


Origin: TypeAlias = FromCrate | FromAssignment | FromRegex | FromText | FromJson | NotInFiles


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
    if name in ("flit_core", "flit"):
        older = table(values, "tool", "flit", "metadata").get("module", import_name)
        module = table(values, "tool", "flit", "module").get("name", older)
        return FromAssignment(
            files=tuple(module_files(str(module), ("", "src/"))), names=("__version__",), setting="flit"
        )
    if name == "pdm":
        return _pdm(table(values, "tool", "pdm", "version"))
    if name == "mesonpy":
        setting = "the version of project() in meson.build"
        return FromRegex(file="meson.build", regex=_MESON, setting=setting, sure=False)
    if name == "scikit_build_core" and (found := _scikit_build(values)):
        return found
    if tags:
        return tags
    # A backend of the project's own wraps setuptools in most cases, and reads its settings then.
    return _setuptools(values)


def placeholder(values: Mapping[str, Any]) -> NotInFiles | None:
    """Tell that a version which pyproject.toml does state is only put there to be replaced in the build."""
    if table(values, "tool", "poetry-dynamic-versioning").get("enable") is not True:
        return None
    reason = "poetry-dynamic-versioning takes the version from the git tag: no file states it"
    return NotInFiles(reason=reason) if "version" not in table(values, "project") else None


def _tag_reader(values: Mapping[str, Any]) -> NotInFiles | None:
    from packaging.requirements import InvalidRequirement, Requirement  # noqa: PLC0415  # most runs read none

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
    path = settings.get("path")
    if source == "nodejs":
        return FromJson(file=str(path or "package.json"), setting="[tool.hatch.version] source nodejs")
    if source == "code" and isinstance(path, str):
        name, setting = str(settings.get("expression", "__version__")), "[tool.hatch.version] path"
        return FromAssignment(files=(path,), names=(name,), setting=setting, sure=False)
    if source == "incremental":
        # It looks into the package's own modules, as we do for a backend that does not say.
        return tags
    if source != "regex" or "expression" in settings:
        return tags or NotInFiles(
            reason=f"[tool.hatch.version] source {source!r} computes the version in the build"
        )
    if not isinstance(path, str):
        return tags
    pattern = settings.get("pattern")
    if isinstance(pattern, str):
        return FromRegex(file=path, regex=f"(?m){pattern}", setting="[tool.hatch.version] pattern")
    return FromAssignment(
        files=(path,), names=("__version__", "VERSION"), setting="[tool.hatch.version] path"
    )


def _pdm(settings: Mapping[str, Any]) -> Origin | None:
    source, path = settings.get("source"), settings.get("path")
    if source is None and isinstance(settings.get("from"), str):
        # As pdm-pep517 had it.
        source, path = "file", settings["from"]
    if source == "file" and isinstance(path, str):
        return FromAssignment(files=(path,), names=("__version__",), setting="[tool.pdm.version] path")
    if source == "scm":
        return NotInFiles(reason="[tool.pdm.version] takes the version from the git tag: no file states it")
    return NotInFiles(reason="[tool.pdm.version] computes the version in the build") if source else None


def _scikit_build(values: Mapping[str, Any]) -> Origin | None:
    settings = table(values, "tool", "scikit-build", "metadata", "version")
    file, regex = settings.get("input"), settings.get("regex", _SCIKIT_BUILD)
    if settings.get("provider") != "scikit_build_core.metadata.regex" or not isinstance(file, str):
        return None
    named = str(regex).replace("(?P<value>", "(?P<version>")
    return FromRegex(file=file, regex=f"(?m){named}", setting="[tool.scikit-build.metadata.version] regex")


def _setuptools(values: Mapping[str, Any]) -> Origin | None:
    stated = table(values, "tool", "setuptools", "dynamic", "version")
    attribute, file = stated.get("attr"), stated.get("file")
    if isinstance(attribute, str):
        module, _, name = attribute.rpartition(".")
        folders = table(values, "tool", "setuptools", "package-dir")
        places = (f"{folders['']}/",) if "" in folders else ("", "src/")
        setting = f"[tool.setuptools.dynamic] attr {attribute}"
        return FromAssignment(
            files=tuple(module_files(module, places, folders)), names=(name,), setting=setting, sure=False
        )
    if isinstance(file, list) and len(file) == 1:
        file = file[0]
    return FromText(file=file, setting="[tool.setuptools.dynamic] file") if isinstance(file, str) else None


def module_files(
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
