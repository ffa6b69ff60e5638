"""What settings may state: every key, its type, and what it means; the JSON Schema comes from here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from release_tasks.core.gate.kinds import GateKind
from release_tasks.world.settings.after_tag import AfterTagSettings


class ShellCommand(Struct, forbid_unknown_fields=True, frozen=True):
    """A command line as a table: ``{ run = "make docs && make check", shell = true }``."""

    run: Annotated[str, Meta(description="The command line.")]
    shell: Annotated[bool, Meta(description="Whether the shell gets it as it is.")] = False


class Pattern(Struct, forbid_unknown_fields=True, frozen=True):
    """A version in any text file."""

    path: Annotated[str, Meta(description="The file, from the folder of the settings.")]
    search: Annotated[
        str, Meta(description="The literal text around the version, which is written {version}.")
    ]


Commands = str | ShellCommand | list[str | list[str] | ShellCommand]
OneCommand = str | list[str] | ShellCommand


class PackageSettings(
    AfterTagSettings, rename="kebab", forbid_unknown_fields=True, frozen=True, kw_only=True
):
    """What can be stated of one package. Paths are relative to the folder of the settings file."""

    path: Annotated[
        str | UnsetType, Meta(description="The package's folder, from the folder of the settings.")
    ] = UNSET
    name: Annotated[str | UnsetType, Meta(description="The distribution name.")] = UNSET
    import_name: Annotated[str | UnsetType, Meta(description="What Python imports.")] = UNSET
    tag: Annotated[
        str | UnsetType, Meta(description="The tag's form, with {version}; {package} is the name.")
    ] = UNSET
    tag_message: Annotated[
        str | UnsetType, Meta(description="The tag's message, with {version}, {package} and {tag}.")
    ] = UNSET
    commit_message: Annotated[
        str | UnsetType,
        Meta(description="The release commit's message, with {version}, {package} and {tag}."),
    ] = UNSET
    annotate: Annotated[
        bool | UnsetType, Meta(description="Whether the tag is annotated; without, as the last ones are.")
    ] = UNSET
    sign: Annotated[bool | UnsetType, Meta(description="Whether the tag is signed.")] = UNSET
    branch: Annotated[str | UnsetType, Meta(description="The branch that releases are made from.")] = UNSET
    remote: Annotated[
        str | UnsetType,
        Meta(
            description="The git remote that releases go to, where a clone has one of that name; origin where it has none."
        ),
    ] = UNSET
    tests: Annotated[Commands | UnsetType, Meta(description="The project's own test commands.")] = UNSET
    build: Annotated[
        Commands | UnsetType,
        Meta(description="The project's own build commands; they put files into {dist}."),
    ] = UNSET
    docs: Annotated[Commands | UnsetType, Meta(description="The commands that make the docs anew.")] = UNSET
    docs_paths: Annotated[
        list[str] | UnsetType,
        Meta(
            description="What those commands write: files, folders or globs, from the folder of the settings."
        ),
    ] = UNSET
    cargo_update: Annotated[
        list[str] | UnsetType, Meta(description="The crates that `cargo update -p` updates before a release.")
    ] = UNSET
    smoke: Annotated[
        OneCommand | UnsetType, Meta(description="The command that a fresh install has to run.")
    ] = UNSET
    pythons: Annotated[
        list[str] | UnsetType,
        Meta(
            description="The Pythons to try, and to expect wheels for: 3.12, 3.13t, or an absolute path to try."
        ),
    ] = UNSET
    dist: Annotated[
        str | UnsetType,
        Meta(description="The folder that files are built into, from the folder of the settings."),
    ] = UNSET
    changelog: Annotated[
        str | bool | UnsetType,
        Meta(description="The changelog, from the folder of the settings; false for none."),
    ] = UNSET
    patterns: Annotated[
        list[Pattern] | UnsetType,
        Meta(description="Further places that state the version: tables with path and search."),
    ] = UNSET
    publish: Annotated[
        Literal["ci", "local"] | UnsetType,
        Meta(description="Who uploads: a workflow that the tag starts, or we."),
    ] = UNSET
    pypi: Annotated[str | UnsetType, Meta(description="The index: a section of .pypirc, or an address.")] = (
        UNSET
    )
    testpypi: Annotated[
        bool | str | UnsetType,
        Meta(description="Whether a test index comes first; or which: a section of .pypirc, or an address."),
    ] = UNSET
    workflow: Annotated[
        str | UnsetType, Meta(description="The release workflow's file name in .github/workflows.")
    ] = UNSET
    environment: Annotated[
        str | UnsetType, Meta(description="The protected environment that a person approves.")
    ] = UNSET
    repository: Annotated[
        str | UnsetType,
        Meta(description="The repository on GitHub, OWNER/NAME, where the remote does not tell."),
    ] = UNSET
    github_api: Annotated[
        str | UnsetType,
        Meta(description="The root of GitHub's API, as https://HOST/api/v3 on GitHub Enterprise."),
    ] = UNSET
    blocker_labels: Annotated[
        list[str] | UnsetType, Meta(description="The labels of issues that block a release.")
    ] = UNSET
    required_checks: Annotated[
        list[str] | UnsetType,
        Meta(
            description="The checks that have to pass on the release's commit, by name; * stands for any text."
        ),
    ] = UNSET
    provenance: Annotated[
        Literal["off", "exists", "verify"] | UnsetType,
        Meta(
            description="How attestations (PEP 740) are looked at: not, by what they say (the default), or with signatures."
        ),
    ] = UNSET
    require: Annotated[
        list[GateKind] | UnsetType,
        Meta(
            description="The kinds of check that an index may not leave out for a release: digests, metadata, provenance …"
        ),
    ] = UNSET
    platforms: Annotated[
        list[str] | UnsetType,
        Meta(
            description="The platforms that wheels are expected for: linux-x86_64, musllinux-aarch64, macos-arm64, windows-amd64, or a wheel's own tag, manylinux_2_17_x86_64."
        ),
    ] = UNSET


class RootSettings(PackageSettings, rename="kebab", forbid_unknown_fields=True, frozen=True, kw_only=True):
    """What ``[tool.release-tasks]`` may hold; with ``packages``, its other keys are their defaults."""

    packages: Annotated[
        dict[str, PackageSettings],
        Meta(description="The packages of a monorepo, by alias or distribution name."),
    ] = msgspec.field(default_factory=dict)


def keys(kind: type[Struct]) -> tuple[str, ...]:
    """Give the keys of a table as they are written."""
    return tuple(field.encode_name for field in msgspec.structs.fields(kind))


def schema() -> dict[str, Any]:
    """Give the JSON Schema of ``[tool.release-tasks]``."""
    return msgspec.json.schema(RootSettings)


def described_settings() -> list[tuple[str, str, str]]:
    """Give each key with its type in words and its meaning, for the reference, in the order of a release."""
    described = schema()["$defs"]["RootSettings"]["properties"]
    inherited = set(keys(AfterTagSettings))
    return [
        (
            "packages.NAME" if key == "packages" else key,
            _in_words(described[key]),
            described[key]["description"],
        )
        for key in sorted(described, key=lambda key: (key == "packages", key in inherited))
    ]


def _in_words(described: Mapping[str, Any]) -> str:
    if choices := described.get("enum"):
        return " or ".join(f'`"{choice}"`' for choice in choices)
    words: dict[str | None, str] = {"string": "text", "boolean": "true or false", "integer": "number"}
    words |= {"array": "list", "object": "table", None: "table"}
    kinds = (words[each.get("type")] for each in described.get("anyOf", (described,)))
    return " or ".join(dict.fromkeys(kinds))
