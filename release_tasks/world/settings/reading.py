"""Reads the settings beside the noxfile: ``[tool.release-tasks]`` in pyproject.toml, or release-tasks.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from msgspec import UNSET

from release_tasks.core.errors import UsageError
from release_tasks.core.formats.toml_document import document, table
from release_tasks.core.formats.toml_spans import KeyPath, line_of
from release_tasks.world.files.reading import content
from release_tasks.world.settings.mistakes import mistake
from release_tasks.world.settings.schema import PackageSettings, RootSettings, described_settings, schema

__all__ = ["OWN_FILE", "Settings", "Stated", "described_settings", "place", "read_settings", "schema"]

OWN_FILE = "release-tasks.toml"
_OF_ONE_PACKAGE = ("path", "name", "import-name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings file as it was read, and what it states; ``file`` is None when there are no settings."""

    file: Path | None
    data: bytes
    prefix: tuple[str, ...]
    root: RootSettings

    def of(self, alias: str | None) -> Stated:
        """What is stated of one package: its own keys, else those for all; None is the only package."""
        if alias is None:
            return Stated(settings=self, values=self.root, at={})
        own = self.root.packages[alias]
        at: dict[str, KeyPath] = {}
        merged: dict[str, Any] = {}
        for field in msgspec.structs.fields(PackageSettings):
            key, value = field.encode_name, getattr(own, field.name)
            if value is not UNSET:
                at[key] = ("packages", alias, key)
            merged[field.name] = getattr(self.root, field.name) if value is UNSET else value
        return Stated(settings=self, values=PackageSettings(**merged), at=at)

    def where(self, *key: str | int) -> str:
        """The place of a key: file, line and key."""
        if self.file is None:
            return ".".join(map(str, key))
        return place(self.file, self.data, (*self.prefix, *key))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What is stated of one package, and where."""

    settings: Settings
    values: PackageSettings
    at: Mapping[str, KeyPath]

    def where(self, key: str, *inside: str | int) -> str:
        """The place of one of the package's keys, or of something inside its value."""
        return self.settings.where(*self.at.get(key, (key,)), *inside)

    def wrong(self, key: str, *inside: str | int, what: str, expected: str, remedy: str = "") -> UsageError:
        """An error about the value of one key."""
        return UsageError(
            what, where=self.where(key, *inside), expected=expected, remedy=remedy or f"mend {key}"
        )


def read_settings(root: Path) -> Settings:
    """Read the settings in ``root``; there may be none.

    :raises UsageError: both files hold settings, TOML is broken, or a key or a value is wrong.
    """
    pyproject, own = root / "pyproject.toml", root / OWN_FILE
    data = content(pyproject, needed_by="the project") if pyproject.is_file() else b""
    tool = document(pyproject, data).get("tool", {})
    inside = isinstance(tool, Mapping) and "release-tasks" in tool
    if own.is_file():
        if inside:
            raise UsageError(
                "there are settings in two files",
                where=f"{own} and {place(pyproject, data, ('tool', 'release-tasks'))}",
                expected="one of them",
                remedy=f"move the keys of {OWN_FILE} into pyproject.toml, or the other way round",
            )
        data = content(own, needed_by="the settings")
        return _checked(own, data, (), document(own, data))
    if not inside:
        return Settings(file=None, data=b"", prefix=(), root=RootSettings())
    return _checked(pyproject, data, ("tool", "release-tasks"), tool["release-tasks"])


def place(file: Path, data: bytes, path: KeyPath) -> str:
    """Give file, line and key for a message."""
    names = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
    depth = next((depth for depth in range(len(path), 0, -1) if line_of(data, path[:depth])), 0)
    line = line_of(data, path[:depth]) if depth else None
    return f"{file}:{line}: {names}" if line else f"{file}: {names}"


def _checked(file: Path, data: bytes, prefix: tuple[str, ...], raw: Any) -> Settings:
    def convert(value: Any, kind: type[Any], *at: str) -> Any:
        try:
            return msgspec.convert(value, kind)
        except msgspec.ValidationError as error:
            found = mistake(str(error), value, kind, at)
            raise UsageError(
                found.what,
                where=place(file, data, (*prefix, *at, *found.path)),
                expected=found.expected,
                remedy=found.remedy,
            ) from None

    packages = table(raw, "packages") if isinstance(raw, Mapping) else {}
    if not packages:
        return Settings(file=file, data=data, prefix=prefix, root=convert(raw, RootSettings))
    shared = convert({key: value for key, value in raw.items() if key != "packages"}, RootSettings)
    for key in _OF_ONE_PACKAGE:
        if key in raw:
            raise UsageError(
                f"{key} is stated for all packages",
                where=place(file, data, (*prefix, key)),
                expected=f"{key} in the table of the package that it is true of",
                remedy=f"move it into the table packages.{next(iter(packages))}",
            )
    each = {alias: convert(value, PackageSettings, "packages", alias) for alias, value in packages.items()}
    return Settings(file=file, data=data, prefix=prefix, root=msgspec.structs.replace(shared, packages=each))
