"""Which package a run is about: stated in the settings, named on the command line, or the only one there."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from packaging.utils import canonicalize_name

from release_tasks.core.errors import UsageError
from release_tasks.core.request import Request
from release_tasks.world.settings import PackageSettings, Settings, read_toml

_NOT_PACKAGES = frozenset({"node_modules", "target", "tests", "test", "docs", "dist", "build", "venv", "__pycache__"})
_DEEPEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One package: its folder, its settings, its pyproject.toml, and whether others live beside it."""

    alias: str
    path: Path
    settings: PackageSettings
    pyproject: Mapping[str, Any]
    among_others: bool


def chosen_package(request: Request, settings: Settings) -> Package:
    """The package of this run.

    :raises UsageError: none is there, several are and none was named, or no package has that name.
    """
    packages = _stated(request.root, settings) if settings.packages else _found(request.root, settings)
    if not packages:
        raise UsageError(
            "no Python package here" if (request.root / "pyproject.toml").is_file() else "no pyproject.toml here",
            where=str(request.root),
            expected="a pyproject.toml with [project] and a name, here or in a folder below",
            remedy="add one, or give the project's folder with --root DIR",
        )
    if request.package is not None:
        return _named(request, packages)
    if len(packages) > 1:
        names = ", ".join(each.alias for each in packages)
        raise UsageError(
            f"there are {len(packages)} packages here: {names}",
            where=str(settings.file),
            expected="the one that this run is about",
            remedy=request.command(request.task, "--package", packages[0].alias),
        )
    return packages[0]


def distribution_name(package: Package) -> str:
    """The distribution's name as settings or pyproject.toml write it.

    :raises UsageError: neither does.
    """
    for table in (package.pyproject.get("project", {}), package.pyproject.get("tool", {}).get("poetry", {})):
        if isinstance(table, dict) and isinstance(table.get("name"), str):
            return package.settings.name or str(table["name"])
    if package.settings.name:
        return package.settings.name
    raise UsageError(
        "the package has no name",
        where=str(package.path / "pyproject.toml"),
        expected='[project] with name = "…"',
        remedy="state it, or name in [tool.release-tasks]",
    )


def _named(request: Request, packages: list[Package]) -> Package:
    wanted = canonicalize_name(request.package or "")
    for each in packages:
        if wanted in (canonicalize_name(each.alias), canonicalize_name(distribution_name(each))):
            return each
    known = [name for each in packages for name in dict.fromkeys((each.alias, distribution_name(each)))]
    near = difflib.get_close_matches(request.package or "", known, n=1)
    raise UsageError(
        f"no package is called {request.package!r}",
        where="--package",
        expected=f"did you mean {near[0]}?" if near else "one of " + ", ".join(known),
        remedy=request.command(request.task, "--package", near[0] if near else known[0]),
    )


def _stated(root: Path, settings: Settings) -> list[Package]:
    return [
        _package(root, settings, _over(settings.common, stated), alias, among_others=len(settings.packages) > 1)
        for alias, stated in settings.packages.items()
    ]


def _over(common: PackageSettings, stated: PackageSettings) -> PackageSettings:
    own = {key: value for key, value in msgspec.structs.asdict(stated).items() if value is not None}
    return msgspec.structs.replace(common, **own)


def _package(root: Path, settings: Settings, stated: PackageSettings, alias: str, *, among_others: bool) -> Package:
    path = (root / (stated.path or ".")).resolve()
    if not path.is_relative_to(root.resolve()) and stated.path is not None:
        raise UsageError(
            f"the path of {alias} leads out of the project", where=str(settings.file), expected=f"a folder below {root}"
        )
    if not (path / "pyproject.toml").is_file():
        raise UsageError(
            f"there is no pyproject.toml of {alias}",
            where=str(path),
            expected=f"a pyproject.toml in the folder that path states in {settings.file.name}",
        )
    return Package(
        alias=alias, path=path, settings=stated, pyproject=read_toml(path / "pyproject.toml"), among_others=among_others
    )


def _found(root: Path, settings: Settings) -> list[Package]:
    """The package at the root or at the stated path; else all that lie below."""
    if settings.common.path is not None:
        return [_package(root, settings, settings.common, Path(settings.common.path).name, among_others=False)]
    folders = [folder for folder in _folders(root) if _is_package(folder)]
    return [
        Package(
            alias=_alias(folder),
            path=folder,
            settings=settings.common,
            pyproject=read_toml(folder / "pyproject.toml"),
            among_others=len(folders) > 1,
        )
        for folder in folders
    ]


def _folders(root: Path) -> Iterator[Path]:
    """The root if it is a package, else the folders below it that have a pyproject.toml."""
    if _is_package(root):
        yield root
        return
    for folder, below, files in os.walk(root):
        depth = len(Path(folder).relative_to(root).parts)
        below[:] = sorted(each for each in below if depth < _DEEPEST and each not in _NOT_PACKAGES and each[0] not in "._")
        if "pyproject.toml" in files and folder != str(root):
            yield Path(folder)


def _is_package(folder: Path) -> bool:
    """Whether a folder's pyproject.toml describes something to build; a workspace's root does not."""
    file = folder / "pyproject.toml"
    if not file.is_file():
        return False
    content = read_toml(file)
    tool = content.get("tool", {})
    if tool.get("uv", {}).get("package") is False:
        return False
    return "project" in content or "poetry" in tool


def _alias(folder: Path) -> str:
    content = read_toml(folder / "pyproject.toml")
    name = content.get("project", {}).get("name") or content.get("tool", {}).get("poetry", {}).get("name")
    return str(name or folder.name)
