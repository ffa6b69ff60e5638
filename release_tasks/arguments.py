"""From what a door was given to a request: one parser and one set of checks for every door."""

from __future__ import annotations

import argparse
import difflib
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from release_tasks.catalog import Param, Task
from release_tasks.core.errors import UsageError
from release_tasks.core.request import Request
from release_tasks.core.version import WORDS, canonical, is_word


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
    given_root = values.get("root")
    folder = (root / given_root if given_root else root).resolve()
    if not folder.is_dir():
        raise UsageError(
            f"there is no folder {folder}",
            where="--root",
            expected="the folder of the project",
            remedy="--root with a folder that is there",
        )
    if given_root:
        door += f" --root {shlex.quote(given_root)}".replace("{", "{{").replace("}", "}}")
    version = values.get("version")
    if version is not None:
        _check_version(str(version), door.format(task=task.name))
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
        what = f"{text!r} is no version" if text else "no version is given"
        raise UsageError(
            what, where=command, expected="1.4.0, or a word such as minor", remedy=f"{command} --help"
        )
    if is_word(text):
        return
    try:
        canonical(text)
    except UsageError as error:
        near = difflib.get_close_matches(text, WORDS, n=1)
        raise UsageError(
            error.what,
            where=command,
            expected=error.expected,
            remedy=f"did you mean {near[0]}?" if near else error.remedy,
        ) from None


def _pairs(option: str, form: str, given: Sequence[str]) -> dict[str, str]:
    pairs = {}
    for each in given:
        name, equals, text = each.partition("=")
        if not (name and equals and text.strip()):
            raise UsageError(
                f"{each!r} has no text after the item",
                where=option,
                expected=f"{option} {form}",
                remedy=f"{option} {name or 'ITEM'}={form.partition('=')[2]}",
            )
        pairs[name] = text.strip()
    return pairs
