"""What was asked for: one run of one task, as every door passes it on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One run: the task, the options that were given, and the folder that holds the project.

    ``root`` is the folder of noxfile.py or tasks.py, or what ``--root`` said. ``door`` is how
    the user would call us again (``nox -s release-{task} --``), for remedies.

    ``named`` is a project that was named on the command line (``NAME==VERSION``), with the ``extras`` that
    stood with it; then no folder is looked at. ``index`` is testpypi, pypi, or the address of a simple page, ``require`` the
    kinds of check that may not be missing, ``pythons`` those asked for here, ``wait_s`` how long a release
    that is not complete yet is waited for; None: nobody said. ``ci_dry_run`` asks for a run of the release
    workflow before the tag exists, ``tracker`` for an issue that holds the release's checklist.
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
        return self.command(self.task, *((*option, version) if version else ()), *arguments)
