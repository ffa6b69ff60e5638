"""setup.cfg and setup.py: the version that setuptools finds there, or where they send it."""

from __future__ import annotations

import ast
from pathlib import Path

from release_tasks.core.errors import UsageError
from release_tasks.core.formats import ini_document, python_assignment
from release_tasks.core.formats.dynamic import FromAssignment, FromText, NotInFiles, module_files
from release_tasks.core.spots import VersionSpot
from release_tasks.core.version import canonical

_TAKEN_FROM_TAGS = ("use_scm_version", "pbr")


def setup_cfg(path: Path, data: bytes) -> VersionSpot | FromAssignment | FromText | None:
    """Give the spot of ``[metadata] version``, or the file that it points at with ``attr:`` or ``file:``."""
    spot = ini_document.spot(path, data, "metadata", "version")
    if spot is None:
        return None
    kind, _, pointed = (part.strip() for part in spot.text.partition(":"))
    setting = f"[metadata] version in {path.name}"
    if kind == "attr":
        module, _, name = pointed.rpartition(".")
        places = dict.fromkeys((*_package_folders(data), "", "src/"))
        return FromAssignment(
            files=tuple(module_files(module, tuple(places))), names=(name,), setting=setting, sure=False
        )
    if kind == "file":
        return FromText(file=pointed, setting=setting)
    return spot if _is_version(spot.text) else None


def setup_py(path: Path, data: bytes) -> VersionSpot | NotInFiles | None:
    """Give the spot of the literal that ``setup()`` gets as its version, itself or by a name; the code is not run."""
    try:
        parsed = python_assignment.module(path, data)
    except UsageError:
        return None
    for call in (each for each in ast.walk(parsed) if isinstance(each, ast.Call) and _is_setup(each)):
        given = {each.arg: each.value for each in call.keywords}
        for name in _TAKEN_FROM_TAGS:
            if name in given:
                return NotInFiles(reason=f"{name} in {path.name} takes the version from the git tag")
        value = given.get("version")
        if isinstance(value, ast.Name):
            return next(iter(python_assignment.spots(path, data, (value.id,))), None)
        if value is not None:
            return python_assignment.literal(path, data, value, "version of setup()")
    return None


def _is_setup(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name == "setup"


def _package_folders(data: bytes) -> list[str]:
    stated = [each.value for each in ini_document.options(data) if each.name == "package_dir"]
    pairs = (line.partition("=") for value in stated for line in value.splitlines())
    return [f"{folder.strip()}/" for package, _, folder in pairs if not package.strip() and folder.strip()]


def _is_version(text: str) -> bool:
    try:
        return bool(canonical(text))
    except UsageError:
        return False
