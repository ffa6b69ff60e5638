"""Ways to look at the version of one package among many, and to set it: plain Python's, ours, and other tools'."""

from __future__ import annotations

import sys
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from monorepo import NEXT, RELEASES, Member
from paired import Command

_READ = "import pathlib, sys; [pathlib.Path(each).read_bytes() for each in sys.argv[1:]]"
_WRITE = f"""
import pathlib, sys
for each in map(pathlib.Path, sys.argv[1:]):
    each.write_bytes(each.read_bytes().replace(b"{RELEASES[-1]}", b"{NEXT}"))
"""
_BUMPVERSION = f'[tool.bumpversion]\ncurrent_version = "{RELEASES[-1]}"\nallow_dirty = true\n'
_BUMPVERSION_FILE = '[[tool.bumpversion.files]]\nfilename = "{}"\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """``does`` says how much of the work it does; ``argv`` gives its check and its bump of a package.

    Some are called in the package's folder, and some can only set a version that is ``dynamic``.
    """

    name: str
    does: str
    argv: Callable[[Member], tuple[tuple[str, ...], tuple[str, ...]]]
    inside: bool = False
    dynamic: bool = False

    def commands(self, root: Path, member: Member) -> tuple[Command, Command]:
        """Give what looks at the version, and what sets it."""
        folder = root / member.folder if self.inside else root
        check, bump = (Command(name=self.name, argv=each, folder=folder) for each in self.argv(member))
        return check, bump


def prepare(root: Path, member: Member) -> None:
    """Write the settings that bump-my-version needs: it is told each file."""
    files = (Path(each).relative_to(member.folder).as_posix() for each in member.files(NEXT))
    settings = _BUMPVERSION + "".join(map(_BUMPVERSION_FILE.format, files))
    (root / member.folder / ".bumpversion.toml").write_text(settings, encoding="utf-8")


def _plain(member: Member) -> tuple[tuple[str, ...], tuple[str, ...]]:
    files = tuple(member.files(NEXT))
    return (sys.executable, "-c", _READ, *files), (sys.executable, "-c", _WRITE, *files)


def _ours(member: Member) -> tuple[tuple[str, ...], tuple[str, ...]]:
    task = (sys.executable, "-m", "release_tasks")
    package = ("--package", member.name)
    return (*task, "check-version", *package), (*task, "bump", NEXT, *package)


def _uv(_: Member) -> tuple[tuple[str, ...], tuple[str, ...]]:
    show = (script("uv"), "version", "--offline")
    return show, (*show, "--frozen", NEXT)


def _hatch(_: Member) -> tuple[tuple[str, ...], tuple[str, ...]]:
    show = (script("hatch"), "version")
    return show, (*show, NEXT)


def _bump_my_version(_: Member) -> tuple[tuple[str, ...], tuple[str, ...]]:
    tool = script("bump-my-version")
    return (tool, "show", "current_version"), (tool, "bump", "--new-version", NEXT)


def script(name: str) -> str:
    """Give the place of a tool that is installed beside us."""
    return str(Path(sysconfig.get_path("scripts"), name))


TOOLS = (
    Tool(name="plain Python", does="reads (and writes) the three files", argv=_plain),
    Tool(name="release-tasks", does="finds the three files, reads history, proves the edit", argv=_ours),
    Tool(name="uv", does="the one in the pyproject.toml beside which it is called", argv=_uv, inside=True),
    Tool(name="hatch", does="the one in the module, of packages that leave it to that", argv=_hatch, inside=True, dynamic=True),
    Tool(name="bump-my-version", does="the three files that its settings list", argv=_bump_my_version, inside=True),
)  # fmt: skip
