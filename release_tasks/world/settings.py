"""``[tool.release-tasks]``: what a project states about its release, checked key by key."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_type_hints

import msgspec
from msgspec import Meta

from release_tasks.core.errors import UsageError
from release_tasks.core.formats.toml_spans import line_of

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PREFIX = ("tool", "release-tasks")
OWN_FILE = "release-tasks.toml"


class ShellCommand(msgspec.Struct, frozen=True, kw_only=True, rename="kebab", forbid_unknown_fields=True):
    """A command that wants a shell."""

    run: str
    shell: bool = False


class Pattern(msgspec.Struct, frozen=True, kw_only=True, rename="kebab", forbid_unknown_fields=True):
    """A place that states the version: literal text around ``{version}``."""

    path: str
    search: str


Commands = str | ShellCommand | list[str | ShellCommand]


class PackageSettings(msgspec.Struct, frozen=True, kw_only=True, rename="kebab", forbid_unknown_fields=True):
    """The settings of one package; None where nothing is stated."""

    path: Annotated[str | None, Meta(description="the package's folder, from the folder of the noxfile")] = None
    name: Annotated[str | None, Meta(description="the distribution's name")] = None
    import_name: Annotated[str | None, Meta(description="what Python imports")] = None
    tag: Annotated[str | None, Meta(description="the form of release tags, with `{version}`")] = None
    tag_message: Annotated[str | None, Meta(description="the tag's message")] = None
    commit_message: Annotated[str | None, Meta(description="the release commit's message")] = None
    sign: Annotated[bool | None, Meta(description="sign the tag")] = None
    branch: Annotated[str | None, Meta(description="the branch that releases are made on")] = None
    tests: Annotated[Commands | None, Meta(description="commands that must pass, run beside the noxfile")] = None
    build: Annotated[Commands | None, Meta(description="commands that build, run in the package's folder")] = None
    docs: Annotated[Commands | None, Meta(description="commands that make the docs anew")] = None
    docs_paths: Annotated[list[str] | None, Meta(description="what those commands may change")] = None
    cargo_update: Annotated[list[str] | None, Meta(description="crates to update in Cargo.lock")] = None
    smoke: Annotated[str | ShellCommand | None, Meta(description="run in each clean environment; `{python}` is its Python")] = None
    pythons: Annotated[list[str] | None, Meta(description="the Pythons to install on, such as `3.12`")] = None
    dist: Annotated[str | None, Meta(description="the folder of built files, from the package's folder")] = None
    changelog: Annotated[str | bool | None, Meta(description="the changelog, from the package's folder; false: there is none")] = None
    patterns: Annotated[list[Pattern] | None, Meta(description="further places that state the version")] = None
    publish: Annotated[Literal["ci", "local"] | None, Meta(description="who uploads")] = None
    testpypi: Annotated[bool | str | None, Meta(description="use a test index: true, a .pypirc section, or an upload URL")] = None
    pypi: Annotated[str | None, Meta(description="the .pypirc section, or upload URL, of the real index")] = None
    workflow: Annotated[str | None, Meta(description="the file name of the release workflow")] = None
    environment: Annotated[str | None, Meta(description="the protected environment that publishes")] = None
    platforms: Annotated[list[str] | None, Meta(description="the platforms that wheels are expected for")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of a project: for every package, and for each by its alias; ``file`` is where they stand."""

    file: Path
    common: PackageSettings
    packages: Mapping[str, PackageSettings]


def load(root: Path) -> Settings:
    """Read the settings beside the noxfile: ``[tool.release-tasks]``, or release-tasks.toml.

    :raises UsageError: broken TOML, an unknown or mistyped key, or settings in both files.
    """
    pyproject, own = root / "pyproject.toml", root / OWN_FILE
    shared = read_toml(pyproject).get("tool", {}).get(PREFIX[1]) if pyproject.is_file() else None
    if own.is_file():
        if shared is not None:
            raise UsageError(
                "settings stand in two files", where=f"{own} and {pyproject}", expected="one", remedy=f"move them to {own}"
            )
        return _settings(own, (), read_toml(own))
    return _settings(pyproject, PREFIX, shared or {})


def read_toml(path: Path) -> dict[str, Any]:
    """The content of a TOML file.

    :raises UsageError: it cannot be read, or is not TOML; says where.
    """
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"not valid TOML: {error}", where=str(path), expected="TOML", remedy=f"mend {path}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot be read: {error}", where=str(path), expected="a UTF-8 file") from error


def schema() -> dict[str, Any]:
    """The JSON Schema of one package's settings."""
    return msgspec.json.schema(PackageSettings)


def described_settings() -> list[tuple[str, str, str]]:
    """Each key with its type in words and its meaning."""
    properties = schema()["$defs"]["PackageSettings"]["properties"]
    described = [(key, _type_in_words(each), _meaning(key)) for key, each in properties.items()]
    return [*described, ("packages.NAME", "table", "the same keys, for one package of a monorepo")]


def _settings(file: Path, prefix: tuple[str, ...], stated: Any) -> Settings:
    if not isinstance(stated, dict):
        raise _wrong(file, prefix, "a table is expected here")
    packages = stated.get("packages", {})
    if not isinstance(packages, dict):
        raise _wrong(file, (*prefix, "packages"), "a table of packages is expected here")
    common = {key: value for key, value in stated.items() if key != "packages"}
    return Settings(
        file=file,
        common=_package(file, prefix, common, further=("packages",)),
        packages={name: _package(file, (*prefix, "packages", name), each) for name, each in packages.items()},
    )


def _package(file: Path, path: tuple[str, ...], stated: Any, *, further: tuple[str, ...] = ()) -> PackageSettings:
    if not isinstance(stated, dict):
        raise _wrong(file, path, "a table is expected here")
    known = [each.encode_name for each in msgspec.structs.fields(PackageSettings)]
    for key in stated:
        if key not in known:
            near = difflib.get_close_matches(key, [*known, *further], n=1)
            raise UsageError(
                f"unknown key {_dotted((*path, key))}",
                where=_place(file, (*path, key)),
                expected=f"did you mean {near[0]}?" if near else "one of " + ", ".join(known),
                remedy=f"mend the key in {file.name}",
            )
    try:
        return msgspec.convert(stated, PackageSettings)
    except msgspec.ValidationError as error:
        told, _, at = str(error).partition(" - at `$.")
        key = at.rstrip("`").partition("[")[0].partition(".")[0]
        raise _wrong(file, (*path, key) if key else path, told) from error


def _wrong(file: Path, path: tuple[str, ...], told: str) -> UsageError:
    key = path[-1] if path else ""
    return UsageError(
        f"{_dotted(path)}: {told}",
        where=_place(file, path),
        expected=next((f"{kind} ({meaning})" for name, kind, meaning in described_settings() if name == key), "a table"),
        remedy=f"mend the value in {file.name}",
    )


def _place(file: Path, path: tuple[str, ...]) -> str:
    line = line_of(file.read_bytes(), path)
    return f"{file}:{line}" if line else str(file)


def _dotted(path: tuple[str, ...]) -> str:
    return ".".join(path)


def _meaning(key: str) -> str:
    hints = get_type_hints(PackageSettings, include_extras=True)
    return next(
        (each.description or "" for each in get_args(hints[key.replace("-", "_")]) if isinstance(each, Meta)), ""
    )


def _type_in_words(stated: Mapping[str, Any]) -> str:
    words = {"string": "text", "boolean": "true or false", "array": "list", "null": "", None: "table with `run` and `shell`"}
    if values := [each for each in stated.get("enum", ()) if each]:
        return " or ".join(f"`{each}`" for each in values)
    kinds = [words[each.get("type")] for each in stated.get("anyOf", [stated])]
    return " or ".join(each for each in dict.fromkeys(kinds) if each)
