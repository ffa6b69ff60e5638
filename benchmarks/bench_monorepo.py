"""What ``bump`` and ``check-version`` cost in a monorepo of 1,000 packages, beside other tools and plain Python."""

from __future__ import annotations

import dataclasses
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from monorepo import LATER, MEMBERS, NEXT, PACKAGES, RELEASED, TIMED, Member, make_monorepo
from paired import Command, compare_all, cost
from peers import TOOLS, Tool, prepare

from release_tasks.core.formats.pins import PinningManifests
from release_tasks.core.history.past import History
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.core.sources import VersionSources, rewrite
from release_tasks.core.writing import FileEdit, WriteFiles
from release_tasks.gathering import Facts
from release_tasks.world.files.writing import write_files
from release_tasks.world.git import command
from release_tasks.world.processes.run import Completed, run
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
    """Set the version of all packages in one process: the time of our code, beside that of git."""
    asked = Request(task="bump", root=root, package=MEMBERS[0].name)
    facts = Facts({Request: asked}, offline=True)
    plainly = (_time(lambda: _rewrite_plainly(root)) for _ in range(3))
    rows = {"read and write the files": min(plainly, key=lambda each: each.ours)}
    rows["the same, each synced in place"] = _time(lambda: _rewrite_durably(root))
    rows["find all that states the versions"] = _time(lambda: _of_all(facts, root))
    found = _of_all(facts, root)
    rows["again, with their history known"] = _time(lambda: _of_all(facts, root))
    edits: list[WriteFiles] = []
    rows["prove the new content"] = _time(lambda: edits.extend(map(_rewritten, found)))
    rows["write it, all or nothing"] = _time(lambda: _write(edits, facts.get(Project)))
    plain, *_ = rows.values()
    print(f"all {PACKAGES} packages, {PACKAGES * 3} files, in one process (ms a package)")
    print(f"{'':34}     ours  to plain   start git   git itself (wall)")
    for name, spent in rows.items():
        print(
            f"{name:34} {_ms(spent.ours)}  {spent.ours / plain.ours:7.1f}x    {_ms(spent.starting)}   {_ms(spent.waiting)}"
        )


@dataclass(frozen=True, slots=True)
class _Spent:
    """Seconds: of our processor time, of that to start processes and read their answers, and waited for those."""

    ours: float
    starting: float
    waiting: float


def _time(work: Callable[[], object]) -> _Spent:
    """Take the time of some work; what goes by around processes is told apart from what our code does."""
    starting, waiting = 0.0, 0.0

    def timed(*arguments: Any, **options: Any) -> Completed:
        nonlocal starting, waiting
        used, began = time.process_time(), time.perf_counter()
        try:
            return run(*arguments, **options)
        finally:
            starting += time.process_time() - used
            waiting += time.perf_counter() - began

    with mock.patch.object(command, "run", timed):
        before = time.process_time()
        work()
        used = time.process_time() - before
    return _Spent(used - starting, starting, waiting)


def _ms(seconds: float) -> str:
    return f"{1000 * seconds / PACKAGES:8.2f}"


def _rewrite_plainly(root: Path) -> None:
    for member in MEMBERS:
        for name in member.files(NEXT):
            path = root / name
            path.write_bytes(path.read_bytes())


def _rewrite_durably(root: Path) -> None:
    """Write beside each file, sync it, and let it take its place: what it takes to outlive a power cut."""
    for member in MEMBERS:
        for name in member.files(NEXT):
            path = root / name
            fresh = path.with_suffix(".fresh")
            with fresh.open("wb") as file:
                file.write(path.read_bytes())
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)


def _of_all(facts: Facts, root: Path) -> list[VersionSources]:
    """Find the sources of every package, as a run for that package does; what is the repository's is read once."""
    one, history, pinning = facts.get(Project), facts.get(History), facts.get(PinningManifests)  # type: ignore[type-abstract]  # a protocol
    return [version_sources(_there(one, root, member), history, pinning) for member in MEMBERS]


def _there(one: Project, root: Path, member: Member) -> Project:
    return dataclasses.replace(
        one, path=root / member.folder, name=member.name, alias=member.name, import_name=member.module
    )


def _write(edits: Iterable[WriteFiles], project: Project) -> None:
    for each in edits:
        write_files(each, project)


def _rewritten(sources: VersionSources) -> WriteFiles:
    before = source_files(sources).contents
    edits = (
        FileEdit(path=path, before=before[path], after=data)
        for path, data in rewrite(before, sources, LATER).items()
    )
    return WriteFiles(edits=tuple(edits), summary=())


if __name__ == "__main__":
    main()
