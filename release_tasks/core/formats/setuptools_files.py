"""setup.cfg and setup.py: the version that setuptools finds there, or where they send it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from release_tasks.core.errors import UsageError
from release_tasks.core.formats import ini_document, python_assignment
from release_tasks.core.formats.dynamic import FromAssignment, FromText, NotInFiles, module_files
from release_tasks.core.formats.toml_spans import line_at
from release_tasks.core.spots import VersionSpot
from release_tasks.core.version import is_version

_TAKEN_FROM_TAGS = ("use_scm_version", "pbr")
_VERSION_LINE = re.compile(
    rb"""^[ \t]*(?:version|VERSION|__version__)[ \t]*=[ \t]*(?P<quote>["'])(?P<version>\d[^"'\s]*)(?P=quote)[ \t]*,?[ \t]*\r?$""",
    re.MULTILINE,
)


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
    return spot if is_version(spot.text) else None


def setup_py(path: Path, data: bytes) -> VersionSpot | NotInFiles | None:
    """Give the spot of the literal that ``setup()`` gets as its version, itself or by a name; the code is not run.

    A script that this Python cannot parse, or that calls it by another name, states the version where a line
    of it holds nothing else.
    """
    try:
        parsed = python_assignment.module(path, data)
    except UsageError:
        return _only_line(path, data)
    calls = list(_arguments(parsed))
    for given in calls:
        for name in _TAKEN_FROM_TAGS:
            if name in given:
                return NotInFiles(reason=f"{name} in {path.name} takes the version from the git tag")
        value = given.get("version")
        if isinstance(value, ast.Name):
            named = python_assignment.spots(path, data, (value.id,))
            # An empty text is there to be filled.
            return next((spot for spot in named if is_version(spot.text)), None)
        if value is not None:
            return python_assignment.literal(path, data, value, "version of setup()")
    return None if calls else _only_line(path, data)


def version_argument(parsed: ast.Module) -> ast.expr | None:
    """Give the expression that ``setup()`` gets as the version."""
    return next((given["version"] for given in _arguments(parsed) if "version" in given), None)


def setup_py_name(path: Path, data: bytes) -> str | None:
    """Give the literal that ``setup()`` gets as the package's name, itself or by a name; the code is not run."""
    try:
        parsed = python_assignment.module(path, data)
    except UsageError:
        return None
    for given in _arguments(parsed):
        value = given.get("name")
        if isinstance(value, ast.Name):
            value = dict(python_assignment.assignments(parsed)).get(value.id)
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            return value.value
    return None


def _arguments(parsed: ast.Module) -> Iterator[Mapping[str, ast.expr]]:
    """Give what each call of ``setup`` gets by name, also out of a dictionary of the module (``**metadata``)."""
    known = dict(python_assignment.assignments(parsed))
    for call in (each for each in ast.walk(parsed) if isinstance(each, ast.Call) and _is_setup(each)):
        given: dict[str, ast.expr] = {}
        for each in call.keywords:
            if each.arg is not None:
                given[each.arg] = each.value
            elif isinstance(each.value, ast.Name):
                given |= _dictionary(known.get(each.value.id))
        yield given


def _dictionary(value: ast.expr | None) -> Mapping[str, ast.expr]:
    if isinstance(value, ast.Dict):
        pairs = zip(value.keys, value.values, strict=True)
        return {
            key.value: each
            for key, each in pairs
            if isinstance(key, ast.Constant) and isinstance(key.value, str)
        }
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "dict":
        return {each.arg: each.value for each in value.keywords if each.arg is not None}
    return {}


def _only_line(path: Path, data: bytes) -> VersionSpot | None:
    found = list(_VERSION_LINE.finditer(data))
    if len(found) != 1:
        return None
    start, end = found[0].span("version")
    text = data[start:end].decode("utf-8", "replace")
    return VersionSpot(
        path=path, start=start, end=end, line=line_at(data, start), text=text, why="version of setup()"
    )


def _is_setup(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name == "setup"


def _package_folders(data: bytes) -> list[str]:
    stated = [each.value for each in ini_document.options(data) if each.name == "package_dir"]
    pairs = (line.partition("=") for value in stated for line in value.splitlines())
    return [f"{folder.strip()}/" for package, _, folder in pairs if not package.strip() and folder.strip()]
