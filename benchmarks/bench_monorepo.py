"""What ``bump`` and ``check-version`` cost in a monorepo of 1,000 packages, beside other tools and plain Python."""

from __future__ import annotations

import dataclasses
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from monorepo import LATER, MEMBERS, NEXT, PACKAGES, RELEASED, TIMED, Member, make_monorepo
from paired import Command, compare_all, cost
from peers import TOOLS, Tool, prepare

from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.core.sources import VersionSources, rewrite
from release_tasks.core.writing import FileEdit, WriteFiles
from release_tasks.world.files.writing import write_files
from release_tasks.world.project.project import project
from release_tasks.world.sources.sources import source_files, version_sources


def main() -> None:
    """Compare whole processes, and then the time inside our code."""
    with tempfile.TemporaryDirectory() as temporary:
        os.environ["HATCH_DATA_DIR"] = str(Path(temporary, "hatch"))
        root = make_monorepo(Path(temporary))
        print(f"one package of {PACKAGES}, whole processes; each tool on {TIMED} packages of its own")
        for tool in TOOLS:
            print(f"  {tool.name:16} {tool.does}")
        checks, bumps = zip(*(_commands(root, *each) for each in _shared_out()), strict=True)
        compare_all("check-version", checks)
        compare_all("bump", bumps)
        _compare_inside(root)


def _shared_out() -> Iterator[tuple[Tool, list[Member]]]:
    """Give each tool packages that no other one touches."""
    released = MEMBERS[:RELEASED]
    kinds = {kind: iter([each for each in released if each.dynamic is kind]) for kind in (True, False)}
    for tool in TOOLS:
        yield tool, [next(kinds[tool.dynamic]) for _ in range(TIMED)]


def _commands(root: Path, tool: Tool, members: list[Member]) -> tuple[list[Command], list[Command]]:
    checks, bumps = [], []
    for member in members:
        if tool.name == "bump-my-version":
            prepare(root, member)
        check, bump = tool.commands(root, member)
        checks.append(check)
        bumps.append(bump)
        if tool.dynamic:
            cost(check)  # hatch makes an environment the first time
    return checks, bumps


def _compare_inside(root: Path) -> None:
    """Set the version of all packages in one process: the time of this process, without that of git."""
    one = project(Request(task="bump", root=root, package=MEMBERS[0].name))
    plain = min(_time(lambda: _rewrite_plainly(root)) for _ in range(3))
    gathered = _time(lambda: [_gathered(one, root, member) for member in MEMBERS])
    bumped = _time(lambda: [_bump(one, root, member) for member in MEMBERS])
    print(f"all {PACKAGES} packages, {PACKAGES * 3} files, in one process (s of its own processor time)")
    for name, taken in (
        ("read and write the files", plain),
        ("find all that states the versions", gathered),
        ("the same, prove and write it", bumped),
    ):
        print(f"{name:33} {taken:7.2f}  {taken / plain:7.1f}x  {1000 * taken / PACKAGES:7.2f} ms a package")


def _time(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _rewrite_plainly(root: Path) -> None:
    for member in MEMBERS:
        for name in member.files(NEXT):
            path = root / name
            path.write_bytes(path.read_bytes())


def _gathered(one: Project, root: Path, member: Member) -> VersionSources:
    there = dataclasses.replace(
        one, path=root / member.folder, name=member.name, alias=member.name, import_name=member.module
    )
    return version_sources(there)


def _bump(one: Project, root: Path, member: Member) -> None:
    sources = _gathered(one, root, member)
    before = source_files(sources).contents
    edits = [
        FileEdit(path=path, before=before[path], after=data)
        for path, data in rewrite(before, sources, LATER).items()
    ]
    write_files(WriteFiles(edits=tuple(edits), summary=()), one)


if __name__ == "__main__":
    main()
