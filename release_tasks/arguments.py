"""From what a door was given to a request: one parser and one set of checks for every door."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from release_tasks.catalog import Param, Task
from release_tasks.core.errors import UsageError
from release_tasks.core.named import Named, read_named
from release_tasks.core.request import Request
from release_tasks.values import check_version, kinds, listed, pairs, seconds


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are ours, so that each door ends them in its own way."""

    def error(self, message: str) -> NoReturn:
        """Raise what argparse found wrong."""
        raise UsageError(message, where=self.prog, remedy=f"{self.prog} --help")


def parser(task: Task, command: str) -> argparse.ArgumentParser:
    """The command line of a task, for the doors that have none of their own."""
    made = _Parser(prog=command, description=task.line, allow_abbrev=False)
    for param in task.params:
        if param.name == "version":
            _add_version(made, param)
        elif param.kind == "flag":
            made.add_argument(f"--{param.name}", action="store_true", help=param.help)
        else:
            how = "store" if param.kind == "value" else "append"
            made.add_argument(f"--{param.name}", action=how, metavar=param.metavar, help=param.help)
    return made


def _add_version(made: argparse.ArgumentParser, param: Param) -> None:
    if param.required:
        # Not required of argparse: asked for a version, it says that one is missing where a bad one was given.
        made.usage = f"{made.prog} {param.metavar} [options]"
        made.add_argument("version", nargs="?", default="", metavar=param.metavar, help=param.help)
        return
    made.add_argument("--version", metavar=param.metavar, help=param.help)
    made.add_argument("bare_version", nargs="?", metavar=param.metavar, help="the same, without --version")


def parsed(task: Task, argv: Sequence[str], command: str) -> dict[str, Any]:
    """The values of a command line, by parameter key.

    :raises UsageError: the command line cannot be understood.
    :raises SystemExit: ``--help`` was asked for, and printed.
    """
    values = vars(parser(task, command).parse_args(list(argv)))
    bare = values.pop("bare_version", None)
    if bare is not None and values["version"] is not None:
        raise UsageError(
            "the version is given twice",
            where=command,
            expected=f"{bare} or {values['version']}",
            remedy=f"{command} --version {values['version']}",
        )
    if bare is not None:
        values["version"] = bare
    return values


def request(task: Task, values: Mapping[str, Any], *, root: Path, door: str) -> Request:
    """A request of the values that a door got, checked.

    :raises UsageError: a value that no task could work with.
    """
    named = _named(task, values, door.format(task=task.name))
    given_root = values.get("root")
    folder = root if named else _folder(root, given_root)
    if given_root:
        door += f" --root {shlex.quote(given_root)}".replace("{", "{{").replace("}", "}}")
    version = named.version if named else values.get("version")
    if version is not None:
        check_version(str(version), door.format(task=task.name))
    dist = values.get("dist")
    if dist is not None and not (folder / dist).is_dir():
        raise UsageError(
            f"there is no folder {folder / dist}",
            where="--dist",
            expected="a folder with an sdist or wheels",
            remedy=f"{door.format(task='build-smoke')}, to build them",
        )
    return Request(
        task=task.name,
        root=folder,
        version=version,
        package=values.get("package"),
        only=tuple(values.get("only") or ()),
        skip=pairs("--skip", "ITEM=REASON", values.get("skip") or ()),
        defer=pairs("--defer", "ITEM=REASON", values.get("defer") or ()),
        answers=pairs("--answer", "ITEM=TEXT", values.get("answer") or ()),
        dry_run=bool(values.get("dry_run")),
        yes=bool(values.get("yes")),
        yes_public=bool(values.get("yes_public")),
        offline=bool(values.get("offline")),
        json=bool(values.get("json")),
        tag=values.get("tag"),
        dist=folder / dist if dist is not None else None,
        named=named.name if named else None,
        extras=named.extras if named else (),
        index=values.get("index"),
        require=kinds(values.get("require") or (), offline=bool(values.get("offline"))),
        deep=bool(values.get("deep")),
        dropped=pairs("--dropped", "WHAT=REASON", values.get("dropped") or ()),
        ci_dry_run=bool(values.get("ci_dry_run")),
        tracker=bool(values.get("tracker")),
        pythons=listed(values.get("python") or ()),
        wait_s=seconds("--wait", values.get("wait")),
        door=door,
    )


def _folder(root: Path, given: str | None) -> Path:
    try:
        folder = (root / given if given else root).resolve()
    except FileNotFoundError:  # the current folder was deleted
        folder = None
    if folder is None or not folder.is_dir():
        raise UsageError(
            f"there is no folder {folder or 'to stand in'}",
            where="--root",
            expected="the folder of the project",
            remedy="--root with a folder that is there",
        )
    return folder


def _named(task: Task, values: Mapping[str, Any], command: str) -> Named | None:
    """The release that is named in full, for a task that looks at any project's."""
    text = values.get("version")
    if task.name != "verify-pypi" or text is None:
        return None
    try:
        named = read_named(str(text))
    except UsageError as error:
        raise UsageError(
            error.what, where=command, expected=error.expected, remedy=f"{command} NAME==1.2.0"
        ) from None
    if named and values.get("package"):
        raise UsageError(
            f"--package names a package of this folder, and {text} is looked at without any folder",
            where=command,
            expected="one of the two",
            remedy=f"{command} --version {text}",
        )
    return named
