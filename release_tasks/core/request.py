"""What was asked for: one run of one task, as every door passes it on."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from release_tasks.core.address import split_login


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One run: the task, the options that were given, and the folder that holds the project.

    ``root`` is the folder of noxfile.py or tasks.py, or what ``--root`` said. ``door`` is how
    the user would call us again (``nox -s release-{task} --``), for remedies.

    ``named`` is a project that was named on the command line (``NAME==VERSION``), with the ``extras`` that
    stood with it; then no folder is looked at. ``index`` is testpypi, pypi, or the address of a simple page, ``require`` the
    kinds of check that may not be missing, ``pythons`` those asked for here, ``wait_s`` how long a release
    that is not complete yet is waited for; None: nobody said. ``dropped`` says of platforms and Pythons why they may
    be gone. ``ci_dry_run`` asks for a run of the release workflow before the tag exists, ``tracker`` for an issue
    that holds the release's checklist.
    """

    task: str
    root: Path
    version: str | None = None
    package: str | None = None
    only: tuple[str, ...] = ()
    skip: Mapping[str, str] = field(default_factory=dict)
    defer: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    dry_run: bool = False
    yes: bool = False
    yes_public: bool = False
    offline: bool = False
    json: bool = False
    tag: str | None = None
    dist: Path | None = None
    named: str | None = None
    extras: tuple[str, ...] = ()
    index: str | None = None
    require: tuple[str, ...] = ()
    dropped: Mapping[str, str] = field(default_factory=dict)
    deep: bool = False
    ci_dry_run: bool = False
    tracker: bool = False
    pythons: tuple[str, ...] = ()
    wait_s: float | None = None
    door: str = "python -m release_tasks {task}"

    @property
    def overview(self) -> bool:
        """Whether the whole checklist is looked at, on one screen."""
        return self.task == "status"

    def command(self, task: str, *arguments: str) -> str:
        """The command line that runs ``task`` through the door of this run, for the same package."""
        named = ("--package", self.package) if self.package and "--package" not in arguments else ()
        return " ".join((self.door.format(task=task), *arguments, *named)).removesuffix(" --")

    def again(self, version: str | None, *arguments: str) -> str:
        """The command line that runs the same task for that version; only ``bump`` takes it bare on every door."""
        option = () if self.task == "bump" else ("--version",)
        named = (*option, version) if version else ()
        return self.command(self.task, *named, *self._given(arguments), *arguments)

    def _given(self, arguments: Sequence[str]) -> Iterator[str]:
        """The options that say what is looked at, and how closely; an address without its login, if it is one."""
        if self.index is not None and not any(each.startswith("--index ") for each in arguments):
            with suppress(ValueError):
                yield f"--index {shlex.quote(split_login(self.index)[0])}"
        if self.dist is not None:
            yield f"--dist {shlex.quote(str(self.dist))}"
        if self.require:
            yield f"--require {','.join(self.require)}"
        if self.deep:
            yield "--deep"
        if self.pythons:
            yield f"--python {shlex.quote(','.join(self.pythons))}"
        for name, why in self.dropped.items():
            yield f"--dropped {shlex.quote(f'{name}={why}')}"
