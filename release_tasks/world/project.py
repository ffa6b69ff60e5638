"""The project of a run: what its settings state, and what nobody stated, inferred and told."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from pathlib import Path

from release_tasks.core.errors import UsageError
from release_tasks.core.project import Command, Inference, PatternSource, Project
from release_tasks.core.request import Request
from release_tasks.world.inference import Inferred, infer
from release_tasks.world.packages import chosen_package, distribution_name
from release_tasks.world.run import run
from release_tasks.world.settings import PackageSettings, Settings, ShellCommand, load


def project(request: Request) -> Project:
    """The package of this run with everything stated or inferred about its release.

    :raises UsageError: settings or pyproject.toml cannot be understood, or do not say which package is meant.
    """
    settings = load(request.root)
    package = chosen_package(request, settings)
    stated, name = package.settings, distribution_name(package)
    repository = _repository(request.root)
    found = infer(package, name, repository, request.root)
    _check_tag(stated, settings)
    return Project(
        root=request.root,
        repository=repository,
        path=package.path,
        name=name,
        alias=package.alias,
        import_name=found.import_name,
        tag=found.tag,
        tag_message=stated.tag_message or "{package} v{version}",
        commit_message=stated.commit_message or "chore(release): {package} {version}",
        sign=bool(stated.sign),
        branch=stated.branch,
        tests=_commands(stated.tests, "tests", settings),
        build=_commands(stated.build, "build", settings),
        docs=_commands(stated.docs, "docs", settings),
        docs_paths=tuple(stated.docs_paths or ()),
        cargo_update=tuple(stated.cargo_update or ()),
        smoke=found.smoke if stated.smoke is None else _command(stated.smoke, "smoke", settings),
        pythons=found.pythons,
        requires_python=found.requires_python,
        dist=package.path / (stated.dist or "dist"),
        changelog=found.changelog,
        patterns=tuple(_pattern(each.path, each.search, settings) for each in stated.patterns or ()),
        publish=found.publish,
        testpypi=found.testpypi,
        indexes={
            "pypi": stated.pypi or "pypi",
            "testpypi": stated.testpypi if isinstance(stated.testpypi, str) else "testpypi",
        },
        inferred=_told(found, stated),
    )


def _told(found: Inferred, stated: PackageSettings) -> tuple[Inference, ...]:
    return tuple(each for each in found.told if getattr(stated, each.key.replace("-", "_"), None) is None)


def _repository(root: Path) -> Path:
    """The top of the git work tree around ``root``; ``root`` itself outside git."""
    top = run(("git", "rev-parse", "--show-toplevel"), cwd=root, check=False)
    return Path(top.text).resolve() if top.code == 0 and top.text else root


def _commands(
    stated: str | ShellCommand | Sequence[str | ShellCommand] | None, key: str, settings: Settings
) -> tuple[Command, ...]:
    if stated is None:
        return ()
    if isinstance(stated, str | ShellCommand):
        return (_command(stated, key, settings),)
    return tuple(_command(each, key, settings) for each in stated)


def _command(stated: str | ShellCommand, key: str, settings: Settings) -> Command:
    text = stated.run if isinstance(stated, ShellCommand) else stated
    if isinstance(stated, ShellCommand) and stated.shell:
        return Command(argv=(text,), shell=True)
    try:
        words = shlex.split(text, posix=os.name == "posix")
    except ValueError as error:
        words = []
        told = str(error)
    else:
        told = "an empty command"
    if not words:
        raise UsageError(
            f"{key}: {text!r} is no command: {told}", where=str(settings.file), expected='a command line, such as "just test"'
        )
    return Command(argv=tuple(words))


def _pattern(path: str, search: str, settings: Settings) -> PatternSource:
    if search.count("{version}") != 1:
        raise UsageError(
            f"patterns: {search!r} does not say where the version stands",
            where=str(settings.file),
            expected="{version}, once, with the text around it",
        )
    return PatternSource(path=path, search=search)


def _check_tag(stated: PackageSettings, settings: Settings) -> None:
    if stated.tag is not None and stated.tag.count("{version}") != 1:
        raise UsageError(
            f"tag: {stated.tag!r} does not say where the version stands",
            where=str(settings.file),
            expected='{version}, once: "v{version}"',
        )
