"""What is inferred about a package from its own files, each value with what it was read from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from release_tasks.core.errors import UsageError
from release_tasks.core.formats.toml_document import document, table
from release_tasks.core.formats.toml_spans import line_of
from release_tasks.core.project import Command, Inference

_PYTHON_3 = re.compile(r"Programming Language :: Python :: (3\.\d+)")
_NOT_IMPORTED = frozenset(("tests", "test", "docs", "examples", "benchmarks", "scripts", "tools"))
# Where build backends are told the module's name, for those that are.
_STATED_MODULES = (
    ("maturin", "module-name"),
    ("uv", "build-backend", "module-name"),
    ("flit", "module", "name"),
    ("hatch", "build", "targets", "wheel", "packages"),
    ("setuptools", "packages"),
    ("setuptools", "py-modules"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A package's pyproject.toml: where it lies, its bytes, and what it says."""

    path: Path
    data: bytes
    values: Mapping[str, Any]

    @property
    def project(self) -> Mapping[str, Any]:
        """The [project] table, empty if there is none."""
        return table(self.values, "project")

    def where(self, *key: str) -> str:
        """The file, and the line of a key."""
        return f"{self.path}:{line_of(self.data, key) or 1}"


def import_name(manifest: Manifest, name: str) -> Inference:
    """Infer what Python imports: what the build backend is told, else what lies where it looks."""
    for key in _STATED_MODULES:
        if module := _single(table(manifest.values, "tool", *key[:-1]).get(key[-1])):
            because = f"[tool.{'.'.join(key[:-1])}] {key[-1]}"
            return Inference(
                key="import-name", value=module.rpartition("/")[2].partition(".")[0], because=because
            )
    folder = manifest.path.parent
    plain = re.sub(r"[-.]+", "_", name)
    for source in _sources(manifest.path.parent, manifest.values):
        for module in dict.fromkeys((plain, plain.lower())):
            for path in (source / module, source / f"{module}.py"):
                if (path / "__init__.py").is_file() or (path.suffix == ".py" and path.is_file()):
                    return _found(module, f"{path.relative_to(folder).as_posix()} is there")
    found = only_package(folder, manifest.values) or _crate(manifest)
    return found or _found(plain.lower(), "the distribution's name")


def only_package(folder: Path, values: Mapping[str, Any]) -> Inference | None:
    """Give the one package that lies where the modules of a project are; ``values`` is pyproject.toml."""
    for source in _sources(folder, values):
        modules = [each.parent.name for each in source.glob("*/__init__.py")]
        if len(own := [each for each in modules if each not in _NOT_IMPORTED]) == 1:
            return _found(own[0], f"the one package in {source.relative_to(folder).as_posix()}")
    return None


def requires_python(manifest: Manifest) -> str:
    """Give the specifiers of ``requires-python``, empty if there are none.

    :raises UsageError: they are no version specifiers.
    """
    stated = manifest.project.get("requires-python", "")
    try:
        SpecifierSet(stated)
    except (InvalidSpecifier, AttributeError, TypeError):
        raise UsageError(
            f"requires-python = {stated!r} cannot be understood",
            where=manifest.where("project", "requires-python"),
            expected="version specifiers such as >=3.10",
        ) from None
    return str(stated)


def pythons(manifest: Manifest, requires: str) -> Inference:
    """Infer the Pythons to try: those of the classifiers that ``requires-python`` allows."""
    allowed = SpecifierSet(requires)
    classifiers = manifest.project.get("classifiers", [])
    stated = [match[1] for each in classifiers if (match := _PYTHON_3.fullmatch(str(each)))]
    # Any patch will do: >=3.9.2 and !=3.9.0 allow a Python 3.9.
    fitting = [each for each in stated if any(allowed.contains(f"{each}.{patch}") for patch in range(40))]
    by_number = sorted(set(fitting), key=lambda each: int(each.partition(".")[2]))
    because = "classifiers that requires-python allows" if by_number else "no classifier states one"
    return Inference(key="pythons", value=", ".join(by_number), because=because)


def smoke(manifest: Manifest, module: str) -> tuple[Command | None, Inference]:
    """Infer the smoke command: a package that can be run shows its help; else importing it has to do."""
    inner = Path(*module.split("."), "__main__.py")
    for source in _sources(manifest.path.parent, manifest.values):
        if (source / inner).is_file():
            command = Command(argv=("{python}", "-m", module, "--help"))
            because = f"{(source / inner).relative_to(manifest.path.parent).as_posix()} is there"
            return command, Inference(key="smoke", value=str(command), because=because)
    return None, Inference(key="smoke", value="the import alone", because=f"{module} has no __main__.py")


def _found(value: str, because: str) -> Inference:
    return Inference(key="import-name", value=value, because=because)


def _single(value: object) -> str:
    """Give the one string that a value is, or that a list of one holds."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value if isinstance(value, str) else ""


def _sources(folder: Path, values: Mapping[str, Any]) -> Iterator[Path]:
    stated = _single(table(values, "tool", "maturin").get("python-source"))
    where = _single(table(values, "tool", "setuptools", "packages", "find").get("where"))
    for name in dict.fromkeys((stated, where, "src", "python", "lib", ".")):
        if name and (folder / name).is_dir():
            yield folder / name


def _crate(manifest: Manifest) -> Inference | None:
    """Give the name of the library that maturin builds."""
    cargo = manifest.path.with_name("Cargo.toml")
    backend = table(manifest.values, "build-system").get("build-backend")
    if backend != "maturin" or not cargo.is_file():
        return None
    values = document(cargo, cargo.read_bytes())
    for key in ("lib", "package"):
        if name := _single(table(values, key).get("name")):
            return _found(name.replace("-", "_"), f"[{key}] name in Cargo.toml")
    return None
