"""From what a door was given to a request: one parser and one set of checks for every door."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from release_tasks.catalog import Param, Task
from release_tasks.core.errors import UsageError
from release_tasks.core.request import Request
from release_tasks.core.version import canonical, is_word


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are ours, so that each door ends them in its own way."""

    def error(self, message: str) -> NoReturn:
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
        made.add_argument("version", metavar=param.metavar, help=param.help)
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
        raise UsageError("the version is given twice", where=command, expected=f"{bare} or {values['version']}")
    if bare is not None:
        values["version"] = bare
    return values


def request(task: Task, values: Mapping[str, Any], *, root: Path, door: str) -> Request:
    """A request of the values that a door got, checked.

    :raises UsageError: a value that no task could work with.
    """
    given_root = values.get("root")
    folder = (root / given_root if given_root else root).resolve()
    if not folder.is_dir():
        raise UsageError("there is no such folder", where=f"--root {given_root}")
    version = values.get("version")
    if version is not None:
        _check_version(str(version), door.format(task=task.name))
    dist = values.get("dist")
    if dist is not None and not (folder / dist).is_dir():
        raise UsageError("there is no such folder", where=f"--dist {dist}", expected="a folder with an sdist or wheels")
    return Request(
        task=task.name,
        root=folder,
        version=version,
        package=values.get("package"),
        only=tuple(values.get("only") or ()),
        skip=_pairs("--skip", "ITEM=REASON", values.get("skip") or ()),
        answers=_pairs("--answer", "ITEM=TEXT", values.get("answer") or ()),
        dry_run=bool(values.get("dry_run")),
        yes=bool(values.get("yes")),
        yes_public=bool(values.get("yes_public")),
        offline=bool(values.get("offline")),
        json=bool(values.get("json")),
        tag=values.get("tag"),
        dist=folder / dist if dist is not None else None,
        door=door,
    )


def _check_version(text: str, command: str) -> None:
    if text.startswith("-") or not text:
        raise UsageError(
            f"{text!r} is no version", where=command, expected="1.4.0, or a word such as minor", remedy=f"{command} --help"
        )
    if not is_word(text):
        canonical(text)


def _pairs(option: str, form: str, given: Sequence[str]) -> dict[str, str]:
    pairs = {}
    for each in given:
        name, equals, text = each.partition("=")
        if not (name and equals and text.strip()):
            raise UsageError(f"{each!r} has no text after the item", where=option, expected=f"{option} {form}")
        pairs[name] = text.strip()
    return pairs
